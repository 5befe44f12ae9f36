//! The changes that a drill makes, and what takes them back.

use std::time::Duration;

use drill_core::fault::{Fault, LinkMode};
use drill_core::period::Period;
use lab_managed::link::{self, LinkState};
use lab_managed::objects::{Objects, Snapshot};
use lab_managed::state::Traffic;
use lab_managed::{Compute, Desired, LabError};
use serde::{Deserialize, Serialize};

use crate::access::LabAccess;
use crate::probes::sql::{self, SqlError};

/// How long replicas may take to follow a change of their settings.
const ROLLOUT: Duration = Duration::from_secs(30);

/// What takes a change back. It is journalled before the change is made and is enough by itself: a supervisor
/// that finds it after a crash needs no definition of the drill.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Undo {
    /// What was asked of the lab before the drill's first change.
    pub desired: Desired,
    /// Statements that take back a change in a database. Safe to run twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql: Option<SqlUndo>,
}

/// Statements that take back a change in a database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SqlUndo {
    /// The database.
    pub database: String,
    /// The statements.
    pub statements: String,
}

impl Undo {
    /// What takes `fault` back in a lab of which `before` was asked.
    #[must_use]
    pub fn of(fault: &Fault, before: &Desired) -> Self {
        let sql = match fault {
            Fault::Sql { database, undo, .. } => Some(SqlUndo {
                database: database.clone(),
                statements: undo.clone(),
            }),
            _ => None,
        };
        Self {
            desired: before.clone(),
            sql,
        }
    }
}

/// Why a change could not be made or taken back.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The lab refused.
    #[error(transparent)]
    Lab(#[from] LabError),
    /// There is no cluster. The definition of such a drill is refused where there is none, so this is a slip of ours.
    #[error("this lab has no cluster")]
    NoCluster,
    /// PostgreSQL refused.
    #[error("database {database}: {source}")]
    Sql {
        /// The database.
        database: String,
        /// What went wrong.
        source: SqlError,
    },
}

/// Makes a change. Its undo is to be on disk before.
///
/// # Errors
/// When lab or database refuse; the change may then be made by half, and its undo takes back what there is.
pub async fn make(
    compute: &dyn Compute,
    access: &LabAccess,
    fault: &Fault,
) -> Result<(), ChangeError> {
    match fault {
        Fault::Scale { workload, replicas } => compute.scale(workload, *replicas).await?,
        Fault::Set { workload, settings } => {
            let settings = settings
                .iter()
                .map(|(key, value)| (key.clone(), Some(value.clone())))
                .collect();
            compute.set(workload, &settings, ROLLOUT).await?;
        }
        Fault::Link { link, .. } => compute.link(link, link_state(fault)).await?,
        Fault::Kill { process } => compute.kill(process).await?,
        Fault::Restart { workload } => compute.restart(workload, ROLLOUT).await?,
        Fault::Sql {
            database, apply, ..
        } => execute(access, database, apply).await?,
        Fault::Traffic { rate } => {
            let now = compute.desired().await.traffic;
            let traffic = now.map(|now| Traffic { rate: *rate, ..now });
            compute.traffic(traffic).await?;
        }
        Fault::Patch { object, change } => cluster(compute)?.patch(object, change).await?,
        Fault::Apply { manifest } => cluster(compute)?.apply(manifest).await?,
        Fault::Delete { object } => cluster(compute)?.delete(object).await?,
    }
    Ok(())
}

fn cluster(compute: &dyn Compute) -> Result<&dyn Objects, ChangeError> {
    compute.objects().ok_or(ChangeError::NoCluster)
}

/// Takes changes back, the last one first, and asks of the lab what was asked before the first one, when its cluster
/// had `objects`. Everything is tried even when something fails.
///
/// # Errors
/// The first failure.
pub async fn take_back(
    compute: &dyn Compute,
    access: &LabAccess,
    undos: &[Undo],
    objects: Option<&Snapshot>,
) -> Result<(), ChangeError> {
    let mut outcome = Ok(());
    for sql in undos.iter().rev().filter_map(|undo| undo.sql.as_ref()) {
        let done = execute(access, &sql.database, &sql.statements).await;
        outcome = outcome.and(done);
    }
    // Also where no change was made yet: what the learner may do was permitted before.
    outcome = outcome.and(restore_objects(compute, objects).await);
    if let Some(first) = undos.first() {
        let done = compute.restore(&first.desired).await;
        outcome = outcome.and(done.map_err(ChangeError::from));
    }
    outcome
}

/// Puts back what the lab was like just after `faults` were made in a lab of which `before` was asked, and in whose
/// cluster there were `objects` then, whatever was done to it since.
pub(crate) async fn put_back(
    compute: &dyn Compute,
    access: &LabAccess,
    before: &Desired,
    faults: &[Fault],
    objects: Option<&Snapshot>,
) -> Result<(), ChangeError> {
    for fault in faults {
        if let Fault::Sql {
            database,
            apply,
            undo,
        } = fault
        {
            // Only the undo is promised to be safe twice, so it goes first.
            execute(access, database, undo).await?;
            execute(access, database, apply).await?;
        }
    }
    let desired = faults.iter().fold(before.clone(), with_fault);
    let outcome = restore_objects(compute, objects).await;
    let done = compute.restore(&desired).await;
    outcome.and(done.map_err(ChangeError::from))
}

/// Makes the cluster's objects what they were, where there are any.
async fn restore_objects(
    compute: &dyn Compute,
    objects: Option<&Snapshot>,
) -> Result<(), ChangeError> {
    if let (Some(cluster), Some(snapshot)) = (compute.objects(), objects) {
        cluster.restore(snapshot).await?;
    }
    Ok(())
}

async fn execute(access: &LabAccess, database: &str, statements: &str) -> Result<(), ChangeError> {
    sql::execute(access, database, statements)
        .await
        .map_err(|source| ChangeError::Sql {
            database: database.to_owned(),
            source,
        })
}

/// What is asked of a lab after a change.
fn with_fault(mut desired: Desired, fault: &Fault) -> Desired {
    match fault {
        Fault::Scale { workload, replicas } => {
            desired.replicas.insert(workload.clone(), *replicas);
        }
        Fault::Set { workload, settings } => desired
            .settings
            .entry(workload.clone())
            .or_default()
            .extend(settings.clone()),
        Fault::Link { link, .. } => {
            desired.links.insert(link.clone(), link_state(fault));
        }
        Fault::Traffic { rate } => {
            desired.traffic = desired.traffic.map(|now| Traffic { rate: *rate, ..now });
        }
        Fault::Kill { .. }
        | Fault::Restart { .. }
        | Fault::Sql { .. }
        | Fault::Patch { .. }
        | Fault::Apply { .. }
        | Fault::Delete { .. } => {}
    }
    desired
}

/// What a fault makes of a link; passing for every other fault.
fn link_state(fault: &Fault) -> LinkState {
    let Fault::Link {
        latency,
        jitter,
        mode,
        ..
    } = fault
    else {
        return LinkState::default();
    };
    LinkState {
        mode: match mode {
            None => link::LinkMode::Pass,
            Some(LinkMode::Blackhole) => link::LinkMode::Blackhole,
            Some(LinkMode::Reset) => link::LinkMode::Reset,
            Some(LinkMode::Refuse) => link::LinkMode::Refuse,
        },
        latency_ms: millis(*latency),
        jitter_ms: millis(*jitter),
    }
}

fn millis(period: Option<Period>) -> u32 {
    u32::try_from(period.unwrap_or_default().as_millis()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn before() -> Desired {
        Desired {
            replicas: [("catalog".to_owned(), 2)].into(),
            ..Desired::default()
        }
    }

    #[test]
    fn an_undo_carries_what_was_asked_before_and_the_statements() {
        let fault = Fault::Sql {
            database: "orders".into(),
            apply: "A".into(),
            undo: "B".into(),
        };
        let undo = Undo::of(&fault, &before());
        assert_eq!(undo.desired, before());
        assert_eq!(
            undo.sql,
            Some(SqlUndo {
                database: "orders".into(),
                statements: "B".into()
            })
        );
    }

    #[test]
    fn an_undo_survives_its_way_through_the_journal() -> Result<(), serde_json::Error> {
        let undo = Undo::of(
            &Fault::Kill {
                process: "order-1".into(),
            },
            &before(),
        );
        let json = serde_json::to_value(&undo)?;
        assert_eq!(serde_json::from_value::<Undo>(json)?, undo);
        Ok(())
    }

    #[test]
    fn faults_add_up_in_what_is_asked_of_the_lab() {
        let faults = [
            Fault::Scale {
                workload: "catalog".into(),
                replicas: 0,
            },
            Fault::Set {
                workload: "reporting".into(),
                settings: [("REPORT_WORKERS".to_owned(), "20".to_owned())].into(),
            },
            Fault::Link {
                link: "services->redis-1".into(),
                latency: Some(Period::millis(250)),
                jitter: None,
                mode: Some(LinkMode::Reset),
            },
        ];
        let after = faults.iter().fold(before(), with_fault);
        assert_eq!(after.replicas["catalog"], 0);
        assert_eq!(after.settings["reporting"]["REPORT_WORKERS"], "20");
        let link = after.links["services->redis-1"];
        assert_eq!(link.latency_ms, 250);
        assert_eq!(link.mode, link::LinkMode::Reset);
    }
}
