//! What belongs to a cluster.

use super::{Judge, Say};
use crate::check::Probe;
use crate::definition::{Drill, Runtime, Scope, say};

/// Kinds of objects that have no namespace, as far as drills change them.
const OF_THE_CLUSTER: [&str; 9] = [
    "clusterrole",
    "clusterrolebinding",
    "ingressclass",
    "mutatingwebhookconfiguration",
    "namespace",
    "node",
    "persistentvolume",
    "priorityclass",
    "validatingwebhookconfiguration",
];

impl Judge {
    /// Faults, probes and rights that only a cluster has.
    pub(super) fn cluster(&mut self, drill: &Drill) {
        let faults = [("setup", &drill.setup), ("fault", &drill.fault)];
        let faults = faults.into_iter().flat_map(|(list, faults)| {
            let faults = faults.iter().enumerate();
            faults.map(move |(index, fault)| (format!("{list}[{index}]"), fault))
        });
        for (path, fault) in faults {
            self.on_kubernetes(drill, &path, fault.needs_cluster());
            let object = fault.object();
            let far = object.filter(|object| OF_THE_CLUSTER.contains(&&*object.kind));
            if let Some(object) = far.filter(|_| drill.scope == Scope::Namespace) {
                self.add(
                    path,
                    |lang| say::scope_is_cluster(lang, &object),
                    say::say_scope as Say,
                );
            }
        }
        for (path, probe) in probes(drill) {
            self.on_kubernetes(drill, &path, probe.needs_cluster());
        }
        for (index, permission) in drill.permissions.iter().enumerate() {
            let path = format!("permissions[{index}]");
            self.some(&format!("{path}.verbs"), &permission.verbs);
            self.some(&format!("{path}.resources"), &permission.resources);
            let secret =
                |resource: &String| resource.contains('*') || resource.starts_with("secrets");
            if permission.resources.iter().any(secret) {
                self.add(
                    format!("{path}.resources"),
                    say::secrets_permitted as Say,
                    say::name_resources as Say,
                );
            }
        }
    }

    fn on_kubernetes(&mut self, drill: &Drill, path: &str, needed: bool) {
        if needed && drill.runtimes != [Runtime::Kubernetes] {
            self.add(path, say::needs_cluster as Say, say::only_kubernetes as Say);
        }
    }
}

/// Every probe, and where it stands.
fn probes(drill: &Drill) -> impl Iterator<Item = (String, &Probe)> {
    let symptoms = drill.symptoms.iter().enumerate();
    let symptoms =
        symptoms.map(|(index, symptom)| (format!("symptoms[{index}].probe"), &symptom.probe));
    let lists = [("checks", &drill.checks), ("invariants", &drill.invariants)];
    let checks = lists.into_iter().flat_map(|(list, checks)| {
        let checks = checks.iter().enumerate();
        checks.map(move |(index, check)| (format!("{list}[{index}].probe"), &check.probe))
    });
    symptoms.chain(checks)
}
