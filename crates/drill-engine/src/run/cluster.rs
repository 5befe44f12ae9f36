//! What a run does to a cluster beside its faults: what it finds is remembered, and the learner gets the drill's rights.

use drill_core::definition::{Drill, Permission};
use drill_core::fault::Fault;
use drill_core::i18n::Text;
use lab_managed::LabError;
use serde_json::{Value, json};

use super::play::Run;
use crate::control::protocol::{Failure, FailureKind};
use crate::texts::run as say;

/// The ServiceAccount that a learner's kubeconfig is of.
const LEARNER: &str = "learner";
/// The Role with what a drill permits beyond what every learner may.
const OF_DRILL: &str = "learner-drill";

impl Run {
    /// Remembers what is on the cluster before the run's first change, and permits what the drill permits. What is
    /// permitted goes with the rest when the cluster is put back.
    pub(super) async fn take_over_cluster(&self) -> Result<(), Failure> {
        let Some(cluster) = self.compute.objects() else {
            return Ok(());
        };
        let taken = async {
            let snapshot = cluster.snapshot(&objects_of(&self.drill.drill)).await?;
            snapshot.save(&self.folder.objects())?;
            if !self.drill.drill.permissions.is_empty() {
                cluster.apply(&role(&self.drill.drill.permissions)).await?;
                cluster.apply(&binding()).await?;
            }
            Ok::<(), LabError>(())
        };
        taken.await.map_err(|error| no_cluster(&error))
    }

    /// Remembers what is on the cluster with the fault in. Only a rehearsal asks for it again.
    pub(super) async fn remember_fault(&self) -> Result<(), Failure> {
        let Some(cluster) = self.compute.objects() else {
            return Ok(());
        };
        let snapshot = cluster.snapshot(&objects_of(&self.drill.drill)).await;
        let snapshot = snapshot.map_err(|error| no_cluster(&error))?;
        // It is made once.
        let _ = self.broken_objects.set(snapshot);
        Ok(())
    }
}

/// Every object that a drill changes.
fn objects_of(drill: &Drill) -> Vec<drill_core::object::ObjectName> {
    let faults = drill.setup.iter().chain(&drill.fault);
    faults.filter_map(Fault::object).collect()
}

fn no_cluster(error: &LabError) -> Failure {
    Failure::new(
        FailureKind::Environment,
        Text::from_fn(|lang| say::no_cluster(lang, error)),
    )
    .with_next("firedrill cluster status")
}

fn role(permissions: &[Permission]) -> Value {
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "Role",
        "metadata": { "name": OF_DRILL },
        "rules": permissions,
    })
}

fn binding() -> Value {
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": { "name": OF_DRILL },
        "roleRef": { "apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": OF_DRILL },
        "subjects": [{ "kind": "ServiceAccount", "name": LEARNER }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permission_is_a_rule_of_a_role() {
        let permissions = [Permission {
            api_groups: vec!["apps".into()],
            resources: vec!["deployments".into()],
            verbs: vec!["patch".into()],
        }];
        let rule =
            json!({ "apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["patch"] });
        assert_eq!(role(&permissions)["rules"], json!([rule]));
    }
}
