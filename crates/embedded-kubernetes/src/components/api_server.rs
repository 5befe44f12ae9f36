use lab_managed::process::ProcessSpec;

use super::{Plan, etcd, flag};
use crate::pki::API_PORT;

/// The API server, on the bridge: nodes and pods must reach it.
pub(crate) fn spec(plan: &Plan<'_>) -> ProcessSpec {
    let (pki, ranges) = (&plan.pki, &plan.state.ranges);
    let cert = |name: &str| pki.cert(name).display().to_string();
    let key = |name: &str| pki.key(name).display().to_string();
    ProcessSpec::new(
        "kube-apiserver",
        plan.programs.kubernetes("kube-apiserver"),
        plan.dir.root(),
    )
    .args([
        flag("advertise-address", ranges.host()),
        flag("bind-address", ranges.host()),
        flag("secure-port", API_PORT),
        flag("tls-cert-file", cert("apiserver")),
        flag("tls-private-key-file", key("apiserver")),
        flag("client-ca-file", cert("ca")),
        flag("authorization-mode", "Node,RBAC"),
        flag("enable-admission-plugins", "NodeRestriction"),
        flag("service-cluster-ip-range", ranges.services()),
        flag(
            "service-account-issuer",
            "https://kubernetes.default.svc.cluster.local",
        ),
        flag("service-account-key-file", pki.public_key().display()),
        flag("service-account-signing-key-file", key("service-account")),
        flag("etcd-servers", etcd::url(plan)),
        flag("etcd-cafile", cert("etcd-ca")),
        flag("etcd-certfile", cert("apiserver-etcd-client")),
        flag("etcd-keyfile", key("apiserver-etcd-client")),
        flag("kubelet-certificate-authority", cert("ca")),
        flag(
            "kubelet-client-certificate",
            cert("apiserver-kubelet-client"),
        ),
        flag("kubelet-client-key", key("apiserver-kubelet-client")),
        // Nodes' names are known to nobody's name server.
        flag("kubelet-preferred-address-types", "InternalIP"),
        flag("requestheader-client-ca-file", cert("front-proxy-ca")),
        flag("requestheader-allowed-names", "front-proxy-client"),
        flag("requestheader-extra-headers-prefix", "X-Remote-Extra-"),
        flag("requestheader-group-headers", "X-Remote-Group"),
        flag("requestheader-username-headers", "X-Remote-User"),
        flag("proxy-client-cert-file", cert("front-proxy-client")),
        flag("proxy-client-key-file", key("front-proxy-client")),
        // kube-proxy runs on the nodes and not here, so there is no way to a service's own address.
        flag("enable-aggregator-routing", true),
        flag(
            "audit-policy-file",
            plan.dir.path("config/audit-policy.yaml").display(),
        ),
        flag("audit-log-path", plan.dir.path("logs/audit.log").display()),
        flag("audit-log-maxsize", 32),
        flag("audit-log-maxbackup", 2),
        flag("profiling", false),
    ])
}
