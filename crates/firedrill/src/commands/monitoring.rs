//! `firedrill monitoring`: makes rules, dashboards and what an operator of Prometheus reads, of their sources.

use lab_managed::layout;
use monitoring::{Sources, generate, write};

use crate::context::Context;
use crate::failure::{Exit, Failure, Outcome};
use crate::text::lab as text;

/// Writes what is not as its sources say, and names it.
pub(crate) fn run(context: &Context) -> Outcome {
    let k8s = layout::share()
        .map_err(|error| context.lab_failure(&error))?
        .join("k8s");
    let refused = |error: monitoring::SourceError| {
        Failure::usage(text::no_monitoring(context.lang, &error))
            .because(text::no_monitoring_cause(context.lang, k8s.display()))
    };
    let files = generate(&Sources::load(&k8s).map_err(refused)?).map_err(refused)?;
    let changed = write(&k8s, &files).map_err(refused)?;
    context.show(&changed, |changed| {
        if changed.is_empty() {
            format!("{}\n", text::monitoring_current(context.lang, files.len()))
        } else {
            changed
                .iter()
                .map(|name| format!("{}\n", k8s.join(name).display()))
                .collect()
        }
    })?;
    Ok(Exit::Pass)
}
