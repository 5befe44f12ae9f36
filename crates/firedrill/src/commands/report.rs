//! `firedrill report`: score and postmortem of a run, from its journal alone. Works while the lab is
//! down.

use std::path::{Path, PathBuf};

use drill_core::journal::{Entry, Event};
use drill_core::report;
use drill_core::score::{Score, score};
use drill_core::timeline::Moments;
use drill_engine::catalog::DrillFolder;
use drill_engine::journal_file::JournalFileError;
use drill_engine::runs::RunFolder;
use drill_engine::suggest;
use lab_managed::LabDir;
use lab_managed::state::write_private;
use serde::Serialize;
use serde_json::json;

use crate::context::Context;
use crate::drills;
use crate::failure::{Exit, Failure, Outcome};
use crate::fingerprint::Fingerprint;
use crate::text::{drill as text, trouble};

/// The format of what `--export` writes.
const EXPORT_VERSION: u32 = 1;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(value_name = "RUN")]
    run: Option<String>,
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Export<'a> {
    format_version: u32,
    run: &'a str,
    drill: &'a str,
    moments: Moments,
    score: &'a Score,
    fingerprint: Fingerprint,
    journal: &'a [Entry],
}

/// Prints the report, and writes the HTML beside the journal.
pub(crate) fn run(context: &Context, args: &Args) -> Outcome {
    let dir = context.existing()?;
    let run = find(context, &dir, args.run.as_deref())?;
    let entries = run
        .entries()
        .map_err(|error| journal_failure(context, error))?;
    let (id, hash) = played(&entries).ok_or_else(|| no_run(context, &dir, &run.id))?;
    let folder = drills::find(context, id)?;
    if hash != folder.hash {
        context.note(&text::report_changed(context.lang, id));
    }
    if !is_finished(&entries) {
        context.note(&text::report_unfinished(context.lang));
    }
    let points = score(&folder.drill, &entries);
    let page = args
        .html
        .clone()
        .unwrap_or_else(|| run.path.join("report.html"));
    let html = report::html(&folder.drill, &entries, context.lang);
    write(context, &page, html.as_bytes())?;
    if let Some(file) = &args.export {
        export(context, file, &run, &folder, &entries, &points)?;
    }
    let result = json!({
        "run": run.id,
        "drill": id,
        "finished": is_finished(&entries),
        "moments": Moments::from_entries(&entries),
        "score": points,
        "html": page,
        "journal": run.path.join(drill_engine::journal_file::FILE_NAME),
    });
    context.show(&result, |_| {
        report::markdown(&folder.drill, &entries, context.lang)
    })?;
    context.say(&text::report_written(context.lang, page.display()));
    if let Some(file) = &args.export {
        context.say(&text::export_written(context.lang, file.display()));
    }
    Ok(Exit::Pass)
}

fn export(
    context: &Context,
    file: &Path,
    run: &RunFolder,
    folder: &DrillFolder,
    entries: &[Entry],
    points: &Score,
) -> Result<(), Failure> {
    let export = Export {
        format_version: EXPORT_VERSION,
        run: &run.id,
        drill: &folder.drill.id,
        moments: Moments::from_entries(entries),
        score: points,
        fingerprint: Fingerprint::take(),
        journal: entries,
    };
    let mut bytes =
        serde_json::to_vec_pretty(&export).map_err(|error| context.unexpected(error))?;
    bytes.push(b'\n');
    write(context, file, &bytes)
}

fn write(context: &Context, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_private(path, bytes).map_err(|error| context.lab_failure(&error))
}

/// The run of this name, or the only one whose name begins so; the last one when none is named.
fn find(context: &Context, dir: &LabDir, name: Option<&str>) -> Result<RunFolder, Failure> {
    let all = RunFolder::list(&dir.runs());
    let Some(name) = name else {
        return all.into_iter().next_back().ok_or_else(|| {
            Failure::usage(trouble::no_runs(context.lang)).next(context.command("play"))
        });
    };
    if let Some(run) = all.iter().find(|run| run.id == name) {
        return Ok(run.clone());
    }
    let mut like = all.iter().filter(|run| run.id.starts_with(name));
    match (like.next(), like.next()) {
        (Some(run), None) => Ok(run.clone()),
        _ => Err(no_run(context, dir, name)),
    }
}

fn no_run(context: &Context, dir: &LabDir, name: &str) -> Failure {
    let known: Vec<String> = RunFolder::list(&dir.runs())
        .into_iter()
        .map(|run| run.id)
        .collect();
    let sentence = suggest::unknown(|lang| trouble::no_run(lang, name), name, &known);
    context
        .unknown_name(&sentence)
        .next(context.command("report"))
}

fn journal_failure(context: &Context, error: JournalFileError) -> Failure {
    match error {
        JournalFileError::Io { path, source } => context.file_failure(&path, source),
        JournalFileError::Damaged { path, source } => Failure::environment(
            trouble::journal_damaged(context.lang, path.display(), source),
        )
        .because(trouble::journal_damaged_cause(context.lang))
        .next(format!("${{EDITOR:-vi}} {}", path.display())),
        error @ JournalFileError::Encode { .. } => context.unexpected(error),
    }
}

fn played(entries: &[Entry]) -> Option<(&str, &str)> {
    entries.iter().find_map(|entry| match &entry.event {
        Event::RunStarted {
            drill, drill_hash, ..
        } => Some((drill.as_str(), drill_hash.as_str())),
        _ => None,
    })
}

fn is_finished(entries: &[Entry]) -> bool {
    entries.iter().any(|entry| {
        matches!(
            entry.event,
            Event::Resolved | Event::Surrendered | Event::Stopped { .. }
        )
    })
}
