//! A failure of the lab in words for the learner, with the command that helps.

use drill_core::i18n::Text;
use lab_managed::postgres::Replication;
use lab_managed::{ClusterTrouble, LabError};

use crate::control::protocol::{Failure, FailureKind};
use crate::suggest;
use crate::texts::lab as say;

/// Says what failed in a lab, the likely cause, and what to run next.
#[must_use]
pub fn lab_failure(error: &LabError) -> Failure {
    let failure = by_kind(error);
    // A program that ran out of space says so in its own words.
    if failure.cause.is_none() && error.to_string().contains("No space left on device") {
        return failure
            .because(Text::from_fn(say::disk_full))
            .with_next("firedrill doctor");
    }
    failure
}

fn by_kind(error: &LabError) -> Failure {
    let new = |kind, message| Failure::new(kind, message);
    match error {
        LabError::File { path, source } => {
            let failure = new(
                FailureKind::Environment,
                Text::from_fn(|lang| say::file(lang, path.display(), source)),
            );
            match source.kind() {
                std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => failure
                    .because(Text::from_fn(say::disk_full))
                    .with_next(format!("df -h {}", path.parent().unwrap_or(path).display())),
                std::io::ErrorKind::PermissionDenied => failure
                    .because(Text::from_fn(say::other_user))
                    .with_next(format!(
                        "ls -ld {}",
                        path.parent().unwrap_or(path).display()
                    )),
                _ => failure.with_next("firedrill doctor"),
            }
        }
        LabError::Corrupt { path, reason } => new(
            FailureKind::Environment,
            Text::from_fn(|lang| say::corrupt(lang, path.display(), reason)),
        )
        .because(Text::from_fn(say::corrupt_cause))
        .with_next(format!(
            "mv {0} {0}.broken && firedrill up",
            path.parent().unwrap_or(path).display()
        )),
        LabError::NoLab { name, known } => {
            let failure = new(
                FailureKind::NotFound,
                suggest::unknown(|lang| say::no_lab(lang, name), name, known),
            );
            match suggest::nearest(name, known) {
                Some(near) => failure.with_next(format!("firedrill --lab {near} status")),
                None => failure.with_next(format!("firedrill --lab {name} up")),
            }
        }
        LabError::BadName { name } => new(
            FailureKind::Invalid,
            Text::from_fn(|lang| say::bad_name(lang, name)),
        ),
        LabError::AlreadyRunning { name } => new(
            FailureKind::Environment,
            Text::from_fn(|lang| say::already_running(lang, name)),
        )
        .with_next(format!("firedrill --lab {name} status")),
        LabError::NoWorkload { name, known } => new(
            FailureKind::NotFound,
            suggest::unknown(|lang| say::no_workload(lang, name), name, known),
        )
        .with_next("firedrill status"),
        LabError::NoLink { name, known } => new(
            FailureKind::NotFound,
            suggest::unknown(|lang| say::no_link(lang, name), name, known),
        )
        .with_next("firedrill status"),
        LabError::NoProcess { name, known } => new(
            FailureKind::NotFound,
            suggest::unknown(|lang| say::no_process(lang, name), name, known),
        )
        .with_next("firedrill status"),
        LabError::BadSetting {
            workload,
            key,
            reason,
        } => new(
            FailureKind::Invalid,
            Text::from_fn(|lang| say::bad_setting(lang, workload, key, reason)),
        )
        .with_next(format!("firedrill logs {workload}")),
        LabError::TooMany { workload, most } => new(
            FailureKind::Invalid,
            Text::from_fn(|lang| say::too_many(lang, workload, most)),
        ),
        LabError::NoPort { from, to } => new(
            FailureKind::Environment,
            Text::from_fn(|lang| say::no_port(lang, from, to)),
        )
        .with_next("ss -ltn"),
        LabError::NoProgram { program, package } => new(
            FailureKind::Environment,
            Text::from_fn(|lang| say::no_program(lang, program)),
        )
        .with_next(format!("sudo apt-get install {package}")),
        LabError::NotReady { what, waited, last } => new(
            FailureKind::NotYet,
            Text::from_fn(|lang| say::not_ready(lang, what, waited.as_secs(), last)),
        )
        .with_next(if what == "replicas" {
            "firedrill logs".to_owned()
        } else {
            format!("firedrill logs {what}")
        }),
        LabError::Rollout { replica, waited } => new(
            FailureKind::NotYet,
            Text::from_fn(|lang| say::rollout(lang, replica, waited.as_secs())),
        )
        .because(Text::from_fn(say::rollout_cause))
        .with_next(format!("firedrill logs {replica}")),
        LabError::Process { program, reason } => new(
            FailureKind::Environment,
            Text::from_fn(|lang| say::process(lang, program, reason)),
        )
        .with_next(format!("firedrill logs {program}")),
        LabError::Registry { registry, reason } => new(
            FailureKind::Environment,
            Text::from_fn(|lang| say::registry(lang, registry, reason)),
        )
        .because(Text::from_fn(say::registry_cause))
        .with_next("firedrill up --registry REGISTRY"),
        LabError::NoPull {
            registry,
            image,
            reason,
        } => new(
            FailureKind::Environment,
            Text::from_fn(|lang| say::no_pull(lang, image, reason)),
        )
        .because(Text::from_fn(|lang| say::no_pull_cause(lang, registry)))
        .with_next("firedrill up --registry REGISTRY"),
        LabError::NoCluster(trouble) => {
            let failure = new(
                FailureKind::Environment,
                Text::from_fn(|lang| match trouble {
                    ClusterTrouble::NotUp => say::no_cluster(lang),
                    ClusterTrouble::NoAnswer(_) => say::no_answer(lang),
                    ClusterTrouble::NoNode => say::no_node(lang),
                }),
            );
            match trouble {
                ClusterTrouble::NotUp => failure.with_next("firedrill cluster up"),
                ClusterTrouble::NoAnswer(reason) => failure
                    .because(Text::same(reason))
                    .with_next("firedrill cluster status"),
                ClusterTrouble::NoNode => failure.with_next("firedrill cluster status"),
            }
        }
        LabError::NoWay { address, reason } => new(
            FailureKind::Environment,
            Text::from_fn(|lang| say::no_way(lang, address, reason)),
        )
        .because(Text::from_fn(say::no_way_cause))
        .with_next("firedrill up --host-address ADDRESS"),
        LabError::NoStandby { lab } => new(
            FailureKind::Invalid,
            Text::from_fn(|lang| say::no_standby(lang, lab)),
        )
        .with_next("firedrill down && firedrill up --standby"),
        LabError::NotInSync { lab, replication } => new(
            FailureKind::NotYet,
            Text::from_fn(|lang| match replication {
                Replication::Lost => say::standby_lost(lang, lab),
                Replication::CatchingUp | Replication::InSync => say::standby_behind(lang, lab),
            }),
        )
        .because(Text::from_fn(say::standby_cause))
        .with_next("firedrill status"),
        LabError::Store { store, reason } => new(
            FailureKind::Environment,
            Text::from_fn(|lang| say::store(lang, store, reason)),
        )
        .with_next(format!("firedrill logs {store}")),
    }
}

impl From<LabError> for Failure {
    fn from(error: LabError) -> Self {
        lab_failure(&error)
    }
}
