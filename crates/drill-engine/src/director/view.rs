//! A run as its learner may see it.

use drill_core::journal::Event;

use crate::control::protocol::RunView;
use crate::run::play::Run;

pub(super) fn view(run: &Run) -> RunView {
    let state = run.recorder.state();
    let drill = &run.drill.drill;
    // The title as it was when the run began: a definition may have been edited since.
    let title = match state.entries.first().map(|first| &first.event) {
        Some(Event::RunStarted { title, .. }) => title.clone(),
        _ => drill.title.clone(),
    };
    RunView {
        run: run.folder.id.clone(),
        drill: drill.id.clone(),
        title,
        seed: state.seed(),
        phase: state.phase,
        started_at: state.started_at(),
        moments: state.moments(),
        page: state.page.clone(),
        hints_taken: count(state.hints.len()),
        hints_total: count(drill.hints.len()),
        hints_cost: state.hints.values().sum(),
        diagnosed: state.diagnosed,
        checks: run.report.borrow().clone(),
        cleaned_up: state.cleaned_up,
        folder: run.folder.path.display().to_string(),
    }
}

fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
