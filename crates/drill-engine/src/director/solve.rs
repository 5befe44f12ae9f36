//! `solve`: the solution, after a pass or a surrender.

use std::path::Path;

use drill_core::definition::Runtime;
use drill_core::i18n::{Lang, Text};

use super::follow::follow;
use super::view::view;
use super::{Director, no_run};
use crate::control::protocol::{Failure, FailureKind, FixView, RunPhase, SolveView};
use crate::control::server::ProgressSink;
use crate::run::play::{Ending, Run};
use crate::texts::run as say;

impl Director {
    /// Shows the solution and has the lab put back.
    ///
    /// # Errors
    /// When there is no run, or when it is not resolved and the learner does not give up.
    pub async fn solve(&self, surrender: bool, sink: &ProgressSink) -> Result<SolveView, Failure> {
        let run = self.last().await?;
        match run.phase() {
            RunPhase::Resolved | RunPhase::Surrendered => {}
            RunPhase::Stopped => return Err(no_run()),
            RunPhase::Baseline | RunPhase::Breaking | RunPhase::Silent | RunPhase::Open => {
                if !surrender {
                    return Err(Failure::new(
                        FailureKind::NotYet,
                        Text::from_fn(say::not_resolved_yet),
                    )
                    .with_next("firedrill solve --surrender"));
                }
            }
        }
        run.ending.send_if_modified(|ending| {
            let first = ending.is_none();
            if first {
                *ending = Some(Ending::Surrender);
            }
            first
        });
        follow(&run, sink, |state| !state.phase.is_active()).await;
        Ok(solution(&run, self.probes.access().runtime))
    }
}

fn solution(run: &Run, runtime: Runtime) -> SolveView {
    let drill = &run.drill.drill;
    let script = |name: &str| read(&run.drill.script(name, runtime));
    SolveView {
        cause: drill
            .cause()
            .map(|answer| answer.text.clone())
            .unwrap_or_default(),
        debrief: Text::new(
            &run.drill.guide(Lang::En).debrief,
            &run.drill.guide(Lang::Ko).debrief,
        ),
        solutions: drill
            .solutions
            .iter()
            .map(|one| FixView {
                name: one.script.clone(),
                text: one.title.clone(),
                why: None,
                script: script(&one.script),
            })
            .collect(),
        wrong_fixes: drill
            .wrong_fixes
            .iter()
            .map(|one| FixView {
                name: one.script.clone(),
                text: one.title.clone(),
                why: Some(one.why.clone()),
                script: script(&one.script),
            })
            .collect(),
        run: view(run),
    }
}

/// A script that is gone is shown empty: the explanation is worth more than its absence.
fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}
