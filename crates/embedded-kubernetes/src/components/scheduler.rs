use lab_managed::process::ProcessSpec;

use super::{Plan, flag};

/// The scheduler.
pub(crate) fn spec(plan: &Plan<'_>) -> ProcessSpec {
    let kubeconfig = plan.pki.kubeconfig("scheduler").display().to_string();
    ProcessSpec::new(
        "kube-scheduler",
        plan.programs.kubernetes("kube-scheduler"),
        plan.dir.root(),
    )
    .args([
        flag("kubeconfig", &kubeconfig),
        flag("authentication-kubeconfig", &kubeconfig),
        flag("authorization-kubeconfig", &kubeconfig),
        flag("bind-address", plan.state.ranges.host()),
        flag("client-ca-file", plan.pki.cert("ca").display()),
        flag(
            "requestheader-client-ca-file",
            plan.pki.cert("front-proxy-ca").display(),
        ),
        flag("leader-elect", false),
        flag("profiling", false),
    ])
}
