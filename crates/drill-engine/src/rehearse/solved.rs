//! A solution, on a lab of its own.

use std::time::Duration;

use drill_core::check::Verdict;
use drill_core::definition::Solution;
use drill_core::i18n::Text;
use drill_core::journal::{Entry, Event};
use lab_managed::LabState;

use super::lab::{Lab, seconds};
use super::proof::Broken;
use crate::access::LabAccess;
use crate::control::protocol::CheckReport;
use crate::texts::rehearse as say;

/// How much longer than the hold a solution may take to be seen: what an autoscaler repairs takes 50 s on a machine that has
/// nothing else to do, and twice that on a busy one.
const RECOVERY: Duration = Duration::from_secs(120);

/// Proves that a solution resolves the drill, holds, is safe to run twice, and leaves every promise kept.
pub(super) async fn prove(lab: &Lab, solution: &Solution) -> Result<(), Box<Broken>> {
    let run = lab.play().await?;
    let proof = Text::from_fn(|lang| say::solution_resolves(lang, &solution.script));
    lab.client
        .ack()
        .await
        .map_err(|failure| lab.failed(&proof, &failure))?;
    lab.run_script(&solution.script).await?;
    // A learner who is not sure types it again.
    lab.run_script(&solution.script).await?;
    let hold = lab.stage.drill.drill.hold.as_duration();
    let report = lab
        .client
        .check((hold + RECOVERY).as_secs(), &mut |_| {})
        .await
        .map_err(|failure| lab.failed(&proof, &failure))?;
    if !report.resolved {
        let journal = lab.entries(&run)?;
        return Err(lab.broken(&proof, why_not(&report, &journal)));
    }
    lab.proven(|lang| say::solution_resolved(lang, &solution.script, seconds(hold)));
    promises_are_kept(lab).await?;
    lab.clean_up().await
}

/// What did not pass, and why. The journal tells of a cause what a learner is not told.
fn why_not(report: &CheckReport, journal: &[Entry]) -> Text {
    let told = |id: &str| {
        journal.iter().rev().find_map(|entry| match &entry.event {
            Event::CheckChanged { check, verdict } if check == id => Some(verdict.clone()),
            _ => None,
        })
    };
    Text::from_fn(|lang| {
        let missing: Vec<String> = report
            .checks
            .iter()
            .filter(|check| check.verdict.as_ref().is_some_and(|now| !now.is_passed()))
            .filter_map(|check| match told(&check.id)? {
                Verdict::Failed { reason } => {
                    Some(format!("{}: {}", check.id, reason.in_lang(lang)))
                }
                Verdict::Error { reason } => Some(format!("{}: {reason}", check.id)),
                Verdict::Passed => None,
            })
            .collect();
        if missing.is_empty() {
            say::did_not_hold(lang)
        } else {
            missing.join("; ")
        }
    })
}

async fn promises_are_kept(lab: &Lab) -> Result<(), Box<Broken>> {
    let proof = Text::from_fn(say::promises_are_kept);
    let state = LabState::require(&lab.stage.dir)
        .map_err(|error| lab.broken(&proof, Text::same(error.to_string())))?;
    let target = LabAccess::of(&lab.stage.dir, &state).audit;
    let report = drill_load::audit(&target)
        .await
        .map_err(|error| lab.broken(&proof, Text::same(error.to_string())))?;
    match report.findings.first() {
        Some(finding) => Err(lab.broken(&proof, finding.detail.clone())),
        None => {
            lab.proven(say::promises_were_kept);
            Ok(())
        }
    }
}
