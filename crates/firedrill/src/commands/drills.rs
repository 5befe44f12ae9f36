//! `firedrill drills`: what there is to play.

use drill_core::definition::{Level, Runtime};
use drill_core::i18n::Text;
use drill_engine::catalog::DrillFolder;
use serde::Serialize;

use crate::context::Context;
use crate::drills;
use crate::failure::{Exit, Failure, Outcome};
use crate::paint::Tone;
use crate::render::time;
use crate::table::{Table, cell};
use crate::text::drill as text;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: String,
    title: Text,
    level: Level,
    par_seconds: u64,
    runtimes: Vec<Runtime>,
    done: bool,
    best_score: Option<u32>,
}

/// Lists the drills. A broken one is reported and does not hide the others.
pub(crate) fn run(context: &Context) -> Outcome {
    let all = drills::catalog(context)?
        .all()
        .map_err(|error| drills::failure(context, error))?;
    let mut sound = Vec::new();
    let mut broken: Option<Failure> = None;
    for (_, folder) in all {
        match folder {
            Ok(folder) => sound.push(folder),
            Err(error) => {
                broken.get_or_insert(drills::failure(context, error));
            }
        }
    }
    let rows = rows(context, &sound);
    context.show(&rows, |rows| draw(context, rows))?;
    match broken {
        Some(failure) => Err(failure),
        None => Ok(Exit::Pass),
    }
}

fn rows(context: &Context, folders: &[DrillFolder]) -> Vec<Row> {
    let best = drills::best_scores(context, folders);
    let mut rows: Vec<Row> = folders
        .iter()
        .map(|folder| {
            let drill = &folder.drill;
            let best_score = best.get(&drill.id).copied();
            Row {
                id: drill.id.clone(),
                title: drill.title.clone(),
                level: drill.level,
                par_seconds: drill.time.par.as_secs(),
                runtimes: drill.runtimes.clone(),
                done: best_score.is_some(),
                best_score,
            }
        })
        .collect();
    // The easiest first.
    rows.sort_by(|a, b| (a.level, a.par_seconds, &a.id).cmp(&(b.level, b.par_seconds, &b.id)));
    rows
}

fn draw(context: &Context, rows: &[Row]) -> String {
    let lang = context.lang;
    let mut table = Table::with_header([
        text::column_drill(lang),
        text::column_level(lang),
        text::column_par(lang),
        text::column_runtime(lang),
        text::column_done(lang),
        text::column_title(lang),
    ]);
    for row in rows {
        let runtimes: Vec<String> = row.runtimes.iter().map(ToString::to_string).collect();
        let done = match row.best_score {
            Some(score) => cell(text::done_with(lang, score)).tone(Tone::Good),
            None => cell(text::not_done(lang)),
        };
        table.row([
            cell(&row.id).tone(Tone::Command),
            cell(level(row.level, lang)),
            cell(time::length(row.par_seconds, lang)),
            cell(runtimes.join(", ")),
            done,
            cell(row.title.in_lang(lang)),
        ]);
    }
    let first = rows.iter().find(|row| !row.done).or_else(|| rows.first());
    let play = first.map_or_else(|| "play".to_owned(), |row| format!("play {}", row.id));
    let next = [(play.as_str(), text::do_play_this(lang))];
    format!(
        "{}\n{}",
        table.render(context.out, 0),
        context.next_commands(context.out, &next)
    )
}

fn level(level: Level, lang: drill_core::i18n::Lang) -> String {
    match level {
        Level::Responder => text::level_responder(lang),
        Level::Operator => text::level_operator(lang),
        Level::Commander => text::level_commander(lang),
    }
}
