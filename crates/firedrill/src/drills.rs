//! The drills that this installation has, and which of them were done.

use std::collections::BTreeMap;

use drill_core::definition::{Drill, Runtime};
use drill_core::journal::Event;
use drill_core::score::score;
use drill_engine::catalog::{Catalog, CatalogError, DrillFolder};
use drill_engine::control::protocol;
use drill_engine::runs::RunFolder;
use lab_managed::{LabDir, layout};

use crate::context::Context;
use crate::failure::Failure;

/// The catalog of this installation.
pub(crate) fn catalog(context: &Context) -> Result<Catalog, Failure> {
    let share = layout::share().map_err(|error| context.lab_failure(&error))?;
    Ok(Catalog::of_share(&share))
}

/// One drill, sound and complete.
pub(crate) fn find(context: &Context, id: &str) -> Result<DrillFolder, Failure> {
    catalog(context)?
        .load(id)
        .map_err(|error| failure(context, error))
}

/// How a drill is played when nobody says how: without a cluster, if it can be.
pub(crate) fn usual_runtime(drill: &Drill) -> Runtime {
    let plain = drill.runtimes.contains(&Runtime::Process);
    if plain {
        Runtime::Process
    } else {
        Runtime::Kubernetes
    }
}

/// What is wrong with a drill, for the reader.
pub(crate) fn failure(context: &Context, error: CatalogError) -> Failure {
    context.engine_failure(protocol::Failure::from(error))
}

/// The best score of each drill that was resolved, over every lab of this user. A journal that can't
/// be read counts as none: it must not hide the others.
pub(crate) fn best_scores(context: &Context, drills: &[DrillFolder]) -> BTreeMap<String, u32> {
    let mut best = BTreeMap::new();
    let Ok(home) = context.home() else {
        return best;
    };
    let runs = LabDir::list(&home)
        .into_iter()
        .filter_map(|name| LabDir::new(&home, &name).ok())
        .flat_map(|dir| RunFolder::list(&dir.runs()));
    for run in runs {
        let Ok(entries) = run.entries() else { continue };
        let played = entries.iter().find_map(|entry| match &entry.event {
            Event::RunStarted { drill, .. } => Some(drill.clone()),
            _ => None,
        });
        let resolved = entries
            .iter()
            .any(|entry| matches!(entry.event, Event::Resolved));
        let Some(folder) = drills
            .iter()
            .find(|folder| Some(&folder.drill.id) == played.as_ref())
        else {
            continue;
        };
        if resolved {
            let points = score(&folder.drill, &entries).total;
            let known = best.entry(folder.drill.id.clone()).or_insert(points);
            *known = points.max(*known);
        }
    }
    best
}
