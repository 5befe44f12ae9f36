use lab_managed::process::ProcessSpec;

use super::{Plan, flag};

/// The controllers. Waits that are made for a fleet are shortened to the length of a drill.
pub(crate) fn spec(plan: &Plan<'_>) -> ProcessSpec {
    let (pki, ranges) = (&plan.pki, &plan.state.ranges);
    let cert = |name: &str| pki.cert(name).display().to_string();
    let key = |name: &str| pki.key(name).display().to_string();
    let kubeconfig = pki.kubeconfig("controller-manager").display().to_string();
    ProcessSpec::new(
        "kube-controller-manager",
        plan.programs.kubernetes("kube-controller-manager"),
        plan.dir.root(),
    )
    .args([
        flag("kubeconfig", &kubeconfig),
        flag("authentication-kubeconfig", &kubeconfig),
        flag("authorization-kubeconfig", &kubeconfig),
        flag("bind-address", ranges.host()),
        flag("client-ca-file", cert("ca")),
        flag("requestheader-client-ca-file", cert("front-proxy-ca")),
        flag("cluster-signing-cert-file", cert("ca")),
        flag("cluster-signing-key-file", key("ca")),
        flag("root-ca-file", cert("ca")),
        flag("service-account-private-key-file", key("service-account")),
        flag("service-cluster-ip-range", ranges.services()),
        flag("use-service-account-credentials", true),
        // There is one; to be elected would only cost time.
        flag("leader-elect", false),
        flag("horizontal-pod-autoscaler-sync-period", "5s"),
        flag("horizontal-pod-autoscaler-initial-readiness-delay", "5s"),
        flag("horizontal-pod-autoscaler-cpu-initialization-period", "10s"),
        flag("node-monitor-period", "2s"),
        flag("node-monitor-grace-period", "20s"),
        flag("profiling", false),
    ])
}
