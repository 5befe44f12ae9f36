//! The state of replicas and stores for Prometheus, in the names that `k8s/monitoring/kubernetes.yaml` records from
//! kube-state-metrics, so that alerts are the same text everywhere.

use std::fmt::Write as _;

use lab_managed::compute::{ReplicaStatus, Status, StoreRole, StoreStatus, WorkloadStatus};
use lab_managed::postgres::Replication;

/// In [Prometheus' text format](https://prometheus.io/docs/instrumenting/exposition_formats/).
pub(super) fn text(status: &Status) -> String {
    let mut page = Page::default();
    let services = || status.workloads.iter();
    page.metric(
        "shop_replicas_desired",
        "gauge",
        "Replicas asked for.",
        services().map(|service| (of(service), service.desired)),
    );
    page.metric(
        "shop_replicas_running",
        "gauge",
        "Replicas whose process runs.",
        services().map(|service| {
            let running = service.replicas.iter().filter(runs);
            (
                of(service),
                u32::try_from(running.count()).unwrap_or(u32::MAX),
            )
        }),
    );
    page.metric(
        "shop_replicas_ready",
        "gauge",
        "Replicas that serve.",
        services().map(|service| (of(service), service.ready)),
    );
    let replicas = || {
        services().flat_map(|service| {
            let name = of(service);
            service
                .replicas
                .iter()
                .map(move |replica| (format!("{name},replica={}", quoted(&replica.name)), replica))
        })
    };
    page.metric(
        "shop_replica_restarts_total",
        "counter",
        "How often a replica ended by itself and was started again.",
        replicas().map(|(labels, replica)| (labels, replica.restarts)),
    );
    page.metric(
        "shop_replica_last_exit",
        "gauge",
        "How a replica last ended.",
        replicas().filter_map(|(labels, replica)| {
            let reason = quoted(replica.last_exit.as_deref()?);
            Some((format!("{labels},reason={reason}"), 1))
        }),
    );
    let stores = || status.stores.iter();
    page.metric(
        "lab_store_up",
        "gauge",
        "Whether a store's process runs.",
        stores().map(|store| (store_label(store), u32::from(store.ready))),
    );
    page.metric(
        "postgres_standby_in_sync",
        "gauge",
        "Whether PostgreSQL's standby could take over.",
        stores().filter_map(|store| match store.role? {
            StoreRole::Standby { replication } => Some((
                store_label(store),
                u32::from(replication == Replication::InSync),
            )),
            StoreRole::Primary => None,
        }),
    );
    page.0
}

fn runs(replica: &&ReplicaStatus) -> bool {
    replica.started_at.is_some()
}

fn of(service: &WorkloadStatus) -> String {
    format!("service={}", quoted(&service.name))
}

fn store_label(store: &StoreStatus) -> String {
    format!("store={}", quoted(&store.name))
}

fn quoted(value: &str) -> String {
    let escaped = value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    format!("\"{escaped}\"")
}

#[derive(Default)]
struct Page(String);

impl Page {
    fn metric(
        &mut self,
        name: &str,
        kind: &str,
        help: &str,
        samples: impl Iterator<Item = (String, u32)>,
    ) {
        // Writing to a string can't fail.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
        for (labels, value) in samples {
            let _ = writeln!(self.0, "{name}{{{labels}}} {value}");
        }
    }
}
