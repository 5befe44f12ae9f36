use lab_managed::process::ProcessSpec;

use super::{Plan, flag};

/// Where the API server reaches etcd. Only who has a certificate of etcd's own authority is let in.
pub(super) fn url(plan: &Plan<'_>) -> String {
    format!("https://{}:2379", plan.state.ranges.host())
}

/// etcd: the cluster's memory, synced to disk before anything is acknowledged.
pub(crate) fn spec(plan: &Plan<'_>) -> ProcessSpec {
    let (client, peer) = (
        url(plan),
        format!("https://{}:2380", plan.state.ranges.host()),
    );
    let (cert, key) = (plan.pki.cert("etcd"), plan.pki.key("etcd"));
    let ca = plan.pki.cert("etcd-ca");
    ProcessSpec::new("etcd", &plan.programs.etcd, plan.dir.root()).args([
        flag("name", "etcd"),
        flag("data-dir", plan.dir.path("etcd").display()),
        flag("listen-client-urls", &client),
        flag("advertise-client-urls", &client),
        flag("listen-peer-urls", &peer),
        flag("initial-advertise-peer-urls", &peer),
        flag("initial-cluster", format!("etcd={peer}")),
        flag("client-cert-auth", true),
        flag("cert-file", cert.display()),
        flag("key-file", key.display()),
        flag("trusted-ca-file", ca.display()),
        flag("peer-client-cert-auth", true),
        flag("peer-cert-file", cert.display()),
        flag("peer-key-file", key.display()),
        flag("peer-trusted-ca-file", ca.display()),
        // Alone, it elects itself; with the usual second it would first wait for others.
        flag("heartbeat-interval", 50),
        flag("election-timeout", 250),
        // A snapshot keeps what it has seen in memory until then; a small cluster needs little.
        flag("snapshot-count", 5000),
        flag("logger", "zap"),
        flag("log-level", "warn"),
    ])
}
