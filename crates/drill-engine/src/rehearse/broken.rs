//! With the fault in: everything that must be seen, and every wrong fix that must not pass.

use std::collections::BTreeMap;
use std::time::Duration;

use drill_core::check::Verdict;
use drill_core::definition::WrongFix;
use drill_core::i18n::Text;
use drill_core::journal::Event;
use tokio::time::{Instant, sleep};

use super::lab::{Lab, POLL, seconds};
use super::proof::Broken;
use crate::control::protocol::{CheckReport, Done, Request, RunPhase, RunView};
use crate::director::still_passing;
use crate::texts::rehearse as say;

/// How much longer than its limit a symptom is looked for: a look and its journalling take a moment.
const GRACE: Duration = Duration::from_secs(3);
/// How long after page and symptoms the checks may take to fail.
const CHECKS_LIMIT: Duration = Duration::from_secs(20);
/// How long a wrong fix is watched beyond the hold: what customers saw comes up to 2.3 s late, and a look covers 5 s.
const SETTLE: Duration = Duration::from_secs(8);

/// Proves the drill, if `whole`, and that none of the wrong fixes passes.
pub(super) async fn prove(
    lab: &Lab,
    wrong_fixes: &[WrongFix],
    whole: bool,
) -> Result<(), Box<Broken>> {
    let run = lab.play().await?;
    if whole {
        steady_state_held(lab, &run)?;
        symptoms_show(lab, &run).await?;
        checks_fail(lab).await?;
    }
    for (index, wrong) in wrong_fixes.iter().enumerate() {
        if index > 0 {
            let proof = Text::from_fn(say::fault_is_put_back);
            let Done {} = lab
                .client
                .ask(&Request::Rewind)
                .await
                .map_err(|failure| lab.failed(&proof, &failure))?;
        }
        does_not_pass(lab, wrong).await?;
    }
    lab.clean_up().await
}

fn steady_state_held(lab: &Lab, run: &RunView) -> Result<(), Box<Broken>> {
    let held = lab.entries(run)?.into_iter().find_map(|entry| {
        if let Event::BaselineHeld { seconds } = entry.event {
            Some(seconds)
        } else {
            None
        }
    });
    match held {
        Some(held) => {
            lab.proven(|lang| say::steady_state_held(lang, held));
            Ok(())
        }
        None => Err(lab.broken(
            &Text::from_fn(say::steady_state_holds),
            Text::from_fn(say::steady_state_is_gone),
        )),
    }
}

async fn symptoms_show(lab: &Lab, run: &RunView) -> Result<(), Box<Broken>> {
    let t0 = run.moments.t0.unwrap_or(run.started_at);
    for symptom in &lab.stage.drill.drill.symptoms {
        let within = symptom.within.as_duration();
        let proof = Text::from_fn(|lang| {
            say::symptom_shows(lang, symptom.title.in_lang(lang), symptom.within)
        });
        let after = loop {
            let seen: BTreeMap<String, u64> = lab
                .entries(run)?
                .into_iter()
                .filter_map(|entry| match entry.event {
                    Event::SymptomSeen { id, after_ms } => Some((id, after_ms)),
                    _ => None,
                })
                .collect();
            if let Some(after_ms) = seen.get(&symptom.id) {
                break Duration::from_millis(*after_ms);
            }
            let gone = (chrono::Utc::now() - t0).to_std().unwrap_or_default();
            if gone > within + GRACE {
                return Err(lab.broken(
                    &proof,
                    Text::from_fn(|lang| say::symptom_is_missing(lang, seconds(gone))),
                ));
            }
            sleep(POLL).await;
        };
        if after > within {
            return Err(lab.broken(
                &proof,
                Text::from_fn(|lang| say::symptom_was_late(lang, seconds(after))),
            ));
        }
        lab.proven(|lang| {
            say::symptom_showed(
                lang,
                symptom.title.in_lang(lang),
                seconds(after),
                symptom.within,
            )
        });
    }
    Ok(())
}

async fn checks_fail(lab: &Lab) -> Result<(), Box<Broken>> {
    let proof = Text::from_fn(say::checks_fail);
    let deadline = Instant::now() + CHECKS_LIMIT;
    loop {
        let report = report(lab, &proof).await?;
        match still_passing(&report) {
            None => {
                lab.proven(say::checks_failed);
                return Ok(());
            }
            Some(check) if Instant::now() > deadline => {
                let reason = match &check.verdict {
                    Some(Verdict::Error { reason }) => {
                        Text::from_fn(|lang| say::check_errs(lang, &check.id, reason))
                    }
                    _ => Text::from_fn(|lang| say::check_passes(lang, &check.id)),
                };
                return Err(lab.broken(&proof, reason));
            }
            Some(_) => sleep(POLL).await,
        }
    }
}

async fn does_not_pass(lab: &Lab, wrong: &WrongFix) -> Result<(), Box<Broken>> {
    let drill = &lab.stage.drill.drill;
    let proof = Text::from_fn(|lang| say::wrong_fix_fails(lang, &wrong.script));
    lab.run_script(&wrong.script).await?;
    let watched = drill.hold.as_duration() + SETTLE;
    let deadline = Instant::now() + watched;
    // Asked all the while: a run that is resolved for a moment is resolved.
    while Instant::now() < deadline {
        let run: Option<RunView> = lab
            .client
            .run()
            .await
            .map_err(|failure| lab.failed(&proof, &failure))?;
        if run.is_none_or(|run| run.phase != RunPhase::Open) {
            return Err(lab.broken(&proof, Text::from_fn(say::wrong_fix_passed)));
        }
        sleep(POLL).await;
    }
    let report = report(lab, &proof).await?;
    let failing: Vec<&str> = report
        .checks
        .iter()
        .filter(|check| check.verdict.as_ref().is_some_and(Verdict::is_failed))
        .map(|check| check.id.as_str())
        .collect();
    if let Some((check, reason)) = error(&report) {
        return Err(lab.broken(
            &proof,
            Text::from_fn(|lang| say::check_errs(lang, check, reason)),
        ));
    }
    if failing.is_empty() {
        return Err(lab.broken(&proof, Text::from_fn(say::nothing_fails)));
    }
    lab.proven(|lang| {
        say::wrong_fix_failed(lang, &wrong.script, seconds(watched), failing.join(", "))
    });
    Ok(())
}

async fn report(lab: &Lab, proof: &Text) -> Result<CheckReport, Box<Broken>> {
    lab.client
        .check(0, &mut |_| {})
        .await
        .map_err(|failure| lab.failed(proof, &failure))
}

fn error(report: &CheckReport) -> Option<(&str, &str)> {
    report.checks.iter().find_map(|check| match &check.verdict {
        Some(Verdict::Error { reason }) => Some((check.id.as_str(), reason.as_str())),
        _ => None,
    })
}
