//! `firedrill logs`: what the lab's processes said.

use std::convert::Infallible;
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use drill_core::period::Period;
use drill_engine::suggest;

use crate::context::Context;
use crate::failure::{Exit, Failure, Outcome};
use crate::logs::{Level, Line, Source};
use crate::text::{lab as text, trouble};

/// How many lines are shown when nothing says how many.
const LINES: usize = 200;
/// How often new lines are looked for.
const POLL: Duration = Duration::from_millis(200);

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(value_name = "PROCESS")]
    process: Option<String>,
    #[arg(short, long)]
    follow: bool,
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    #[arg(long, value_name = "TEXT")]
    grep: Option<String>,
    #[arg(long, value_enum, value_name = "LEVEL")]
    level: Option<Level>,
    #[arg(long, value_name = "ID")]
    trace: Option<String>,
    #[arg(short = 'n', long, value_name = "N")]
    lines: Option<usize>,
}

/// What lines are wanted, and how they are shown.
struct View {
    from: Option<DateTime<Utc>>,
    needle: String,
    level: Option<Level>,
    trace: Option<String>,
    /// Cells of the longest name; none when there is one process only.
    width: Option<usize>,
}

/// Shows the lines, and with `--follow` those to come.
pub(crate) async fn run(context: &Context, args: &Args) -> Outcome {
    let dir = context.dir()?;
    // A lab that failed before it had a state has logs that say why.
    if !dir.root().exists() {
        context.existing()?;
    }
    let folder = dir.path("logs");
    let mut sources = pick(context, Source::list(&folder), args.process.as_deref())?;
    let view = View {
        from: since(context, args.since.as_deref())?,
        needle: args.grep.clone().unwrap_or_default().to_lowercase(),
        level: args.level,
        trace: args.trace.clone(),
        width: (sources.len() > 1)
            .then(|| sources.iter().map(|source| source.process.len()).max())
            .flatten(),
    };
    let mut lines = Vec::new();
    for source in &mut sources {
        let read = source
            .read()
            .map_err(|error| context.file_failure(&folder, error))?;
        lines.extend(read.into_iter().filter(|line| view.wants(line)));
    }
    // Stable: lines of one process stay in their order, also those without a time of their own.
    lines.sort_by_key(|line| line.at);
    let most = args.lines.unwrap_or(if view.from.is_some() {
        usize::MAX
    } else {
        LINES
    });
    let skipped = lines.len().saturating_sub(most);
    view.print(context, &lines[skipped..])?;
    if skipped > 0 && args.lines.is_none() {
        context.note(&text::only_last(context.lang, most));
    } else if lines.is_empty() && !args.follow {
        context.note(&text::no_lines(context.lang));
    }
    if args.follow {
        follow(context, &view, &mut sources, &folder).await?;
    }
    Ok(Exit::Pass)
}

/// Shows what is written from now on. Ends with a failure only; Ctrl-C is not one.
async fn follow(
    context: &Context,
    view: &View,
    sources: &mut [Source],
    folder: &Path,
) -> Result<Infallible, Failure> {
    loop {
        tokio::time::sleep(POLL).await;
        let mut lines = Vec::new();
        for source in &mut *sources {
            let more = source
                .more()
                .map_err(|error| context.file_failure(folder, error))?;
            lines.extend(more.into_iter().filter(|line| view.wants(line)));
        }
        lines.sort_by_key(|line| line.at);
        view.print(context, &lines)?;
    }
}

impl View {
    fn wants(&self, line: &Line) -> bool {
        // A line without any time before it is as old as its file: it stays out of a time span.
        let young = self
            .from
            .is_none_or(|from| line.at.is_some_and(|at| at >= from));
        let severe = self
            .level
            .is_none_or(|least| line.level.is_some_and(|level| level >= least));
        let of_trace = self.trace.as_deref().is_none_or(|id| line.belongs_to(id));
        young && severe && of_trace && (self.needle.is_empty() || line.contains(&self.needle))
    }

    fn print(&self, context: &Context, lines: &[Line]) -> Result<(), Failure> {
        if lines.is_empty() {
            return Ok(());
        }
        let text: String = lines
            .iter()
            .map(|line| {
                if context.json() {
                    let value = serde_json::json!({
                        "process": line.process, "at": line.at, "level": line.level, "line": line.text,
                    });
                    format!("{value}\n")
                } else if context.out.is_on() {
                    line.drawn(self.width.unwrap_or(line.process.len()), context.out)
                } else {
                    line.raw(self.width.is_some())
                }
            })
            .collect();
        context.print(&text)
    }
}

/// The logs of a process, of all replicas of a workload, or all.
fn pick(context: &Context, all: Vec<Source>, name: Option<&str>) -> Result<Vec<Source>, Failure> {
    if all.is_empty() {
        return Err(
            Failure::environment(text::no_logs(context.lang, &context.lab))
                .next(context.command("up")),
        );
    }
    let Some(name) = name else { return Ok(all) };
    let mut known: Vec<String> = all.iter().map(|source| source.process.clone()).collect();
    let picked: Vec<Source> = all
        .into_iter()
        .filter(|source| source.process == name || workload(&source.process) == Some(name))
        .collect();
    if !picked.is_empty() {
        return Ok(picked);
    }
    let workloads: Vec<String> = known
        .iter()
        .filter_map(|process| workload(process))
        .map(str::to_owned)
        .collect();
    known.extend(workloads);
    known.sort();
    known.dedup();
    let sentence = suggest::unknown(|lang| trouble::no_process(lang, name), name, &known);
    Err(context
        .unknown_name(&sentence)
        .next(context.command("status")))
}

/// `order` of `order-2`, and of the pod `order-755f78f889-4d4kd`.
fn workload(process: &str) -> Option<&str> {
    let (rest, last) = process.rsplit_once('-')?;
    if last.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(rest);
    }
    // Kubernetes makes names without vowels, so that none is a word; a Job's own name is one.
    let is_made = |part: &str| {
        part.bytes()
            .all(|byte| b"bcdfghjklmnpqrstvwxz2456789".contains(&byte))
    };
    let (workload, hash) = rest.rsplit_once('-')?;
    (is_made(hash) && is_made(last)).then_some(workload)
}

fn since(context: &Context, text: Option<&str>) -> Result<Option<DateTime<Utc>>, Failure> {
    let Some(text) = text else { return Ok(None) };
    let period: Option<Period> = text.parse().ok();
    let span = period.and_then(|period| TimeDelta::from_std(period.as_duration()).ok());
    match span.and_then(|span| Utc::now().checked_sub_signed(span)) {
        Some(from) => Ok(Some(from)),
        None => Err(Failure::usage(trouble::not_a_duration(context.lang, text))
            .next(context.command("logs --since 5m"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replica_belongs_to_its_workload() {
        assert_eq!(workload("order-2"), Some("order"));
        assert_eq!(workload("postgres"), None);
        assert_eq!(workload("order-x"), None);
        assert_eq!(workload("order-755f78f889-4d4kd"), Some("order"));
        assert_eq!(workload("order-migrate-c65vh"), None);
    }
}
