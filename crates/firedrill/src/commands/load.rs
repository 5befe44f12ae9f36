//! `firedrill load`: k6 brings customers, and the shop is held to the promises of `slo.yaml`.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use chrono::Utc;
use clap::ValueEnum;
use drill_engine::access::LabAccess;
use lab_managed::{LabDir, LabState, layout};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Map, Value};
use tokio::process::{Child, Command};
use tokio::signal::unix::{SignalKind, signal};

use crate::context::Context;
use crate::failure::{Exit, Failure, Outcome};
use crate::k6;
use crate::objectives;
use crate::text::{common, lab as text};

/// What k6 exits with when a threshold did not hold.
const THRESHOLDS_FAILED: i32 = 99;
/// What it exits with after a signal.
const ABORTED: i32 = 105;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(value_name = "KIND")]
    kind: Kind,
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// One script each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    Smoke,
    Load,
    Stress,
    Spike,
    Soak,
    Breakpoint,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Smoke => "smoke",
            Self::Load => "load",
            Self::Stress => "stress",
            Self::Spike => "spike",
            Self::Soak => "soak",
            Self::Breakpoint => "breakpoint",
        })
    }
}

/// Where the results go.
struct Files {
    /// For people.
    page: PathBuf,
    /// Its figures.
    result: PathBuf,
}

/// Makes the load and judges it. Broken promises are the shop's (exit 1), no k6 or no lab is the machine's (exit 3).
pub(crate) async fn run(context: &Context, args: &Args) -> Outcome {
    let dir = context.existing()?;
    if !lab_managed::launch::is_running(&dir) {
        return Err(context.not_running(&dir));
    }
    let state = LabState::require(&dir).map_err(|error| context.lab_failure(&error))?;
    let program = k6::find().ok_or_else(|| missing(context, args.kind))?;
    let share = layout::share().map_err(|error| context.lab_failure(&error))?;
    let script = share.join(format!("chaos-experiments/load/{}.js", args.kind));
    if !script.exists() {
        return Err(context.incomplete(&script));
    }
    let objectives = serde_json::to_string(&objectives::read(context)?)
        .map_err(|error| context.unexpected(error))?;
    let files = files(context, &dir, args)?;
    let child = Command::new(program)
        .args(["run", "--no-usage-report"])
        .args((!context.talk.is_on()).then_some("--no-color"))
        .arg(script)
        .env("FIREDRILL_SHOP", LabAccess::of(&dir, &state).shop)
        .env("FIREDRILL_OBJECTIVES", objectives)
        .env("FIREDRILL_LANG", context.lang.to_string())
        .env("FIREDRILL_PAGE", &files.page)
        .env("FIREDRILL_RESULT", &files.result)
        .stdin(Stdio::null())
        // What k6 says while it runs is talk; the result comes in a file.
        .stdout(Stdio::from(std::io::stderr()))
        // A group of its own, so that Ctrl-C reaches it once, from here.
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| context.unexpected(error))?;
    let code = wait(child)
        .await
        .map_err(|error| context.unexpected(error))?;
    let result = read(&files.result);
    if let Some(result) = &result {
        show(context, result, &files.page)?;
        context.say(&text::load_written(context.lang, files.page.display()));
    }
    let passed = result.is_some_and(|result| result.get("passed") == Some(&Value::Bool(true)));
    judge(context, args.kind, code, passed)
}

/// Waits for its end and hands on what would end this command: k6 then still writes what it has measured.
async fn wait(mut child: Child) -> std::io::Result<Option<i32>> {
    let mut terminated = signal(SignalKind::terminate())?;
    let pid = child.id().and_then(|id| i32::try_from(id).ok());
    loop {
        tokio::select! {
            status = child.wait() => return Ok(status?.code()),
            _ = tokio::signal::ctrl_c() => {}
            _ = terminated.recv() => {}
        }
        if let Some(pid) = pid {
            // When it is gone already, the next turn sees that.
            let _ = kill(Pid::from_raw(pid), Signal::SIGINT);
        }
    }
}

/// A breakpoint test goes on until a threshold fails: there that is how it ends, and no verdict.
fn judge(context: &Context, kind: Kind, code: Option<i32>, passed: bool) -> Outcome {
    match code {
        Some(0) => Ok(Exit::Pass),
        Some(THRESHOLDS_FAILED) if kind == Kind::Breakpoint && passed => Ok(Exit::Pass),
        Some(THRESHOLDS_FAILED) => Ok(Exit::NotYet),
        Some(ABORTED) => Err(
            Failure::new(Exit::Interrupted, common::interrupted(context.lang))
                .next(context.command("status")),
        ),
        code => {
            let code = code.map_or_else(|| "-".to_owned(), |code| code.to_string());
            Err(Failure::environment(text::load_failed(context.lang, code))
                .because(text::load_failed_cause(context.lang))
                .next(context.command("status")))
        }
    }
}

fn missing(context: &Context, kind: Kind) -> Failure {
    Failure::environment(text::no_k6(context.lang))
        .because(text::no_k6_cause(context.lang))
        .next(k6::INSTALL)
        .next(format!(
            "nix shell nixpkgs#k6 --command {}",
            context.command(&format!("load {kind}"))
        ))
}

/// The figures are kept with the lab wherever the page goes.
fn files(context: &Context, dir: &LabDir, args: &Args) -> Result<Files, Failure> {
    let folder = dir.path("load");
    std::fs::create_dir_all(&folder).map_err(|error| context.file_failure(&folder, error))?;
    let name = format!("{}-{}", args.kind, Utc::now().format("%Y%m%d-%H%M%S"));
    let page = match &args.out {
        Some(path) => {
            std::path::absolute(path).map_err(|error| context.file_failure(path, error))?
        }
        None => folder.join(format!("{name}.html")),
    };
    Ok(Files {
        page,
        result: folder.join(format!("{name}.json")),
    })
}

/// None when k6 ended before it had anything to say.
fn read(path: &Path) -> Option<Map<String, Value>> {
    serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()
}

/// The script has made the text: it is the same that k6 prints without this command.
fn show(context: &Context, result: &Map<String, Value>, page: &Path) -> Result<(), Failure> {
    let mut figures = result.clone();
    let words = figures.remove("text");
    figures.insert("page".to_owned(), page.display().to_string().into());
    context.show(&figures, |_| {
        words
            .as_ref()
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Shared;
    use drill_core::i18n::Lang;
    use rstest::rstest;

    #[rstest]
    #[case::all_kept(Kind::Load, Some(0), true, 0)]
    #[case::one_broken(Kind::Load, Some(99), false, 1)]
    #[case::a_breakpoint_is_found(Kind::Breakpoint, Some(99), true, 0)]
    #[case::not_even_the_first_step(Kind::Breakpoint, Some(99), false, 1)]
    #[case::interrupted(Kind::Soak, Some(105), true, 130)]
    #[case::a_broken_script(Kind::Smoke, Some(107), false, 3)]
    #[case::killed(Kind::Smoke, None, false, 3)]
    fn k6s_end_is_told_by_the_exit_codes_of_every_command(
        #[case] kind: Kind,
        #[case] code: Option<i32>,
        #[case] passed: bool,
        #[case] expected: u8,
    ) {
        let context = Context::new(&Shared::default(), Lang::En);
        let exit = judge(&context, kind, code, passed).unwrap_or_else(|failure| failure.exit);
        assert_eq!(exit.code(), expected);
    }

    #[rstest]
    fn a_missing_k6_comes_with_the_lines_that_get_it(#[values(Lang::En, Lang::Ko)] lang: Lang) {
        let failure = missing(&Context::new(&Shared::default(), lang), Kind::Spike);
        assert_eq!(failure.exit, Exit::Environment);
        assert_eq!(
            failure.next,
            [
                "go install go.k6.io/k6@v1.8.1",
                "nix shell nixpkgs#k6 --command firedrill load spike"
            ]
        );
    }
}
