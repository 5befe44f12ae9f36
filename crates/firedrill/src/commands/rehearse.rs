//! `firedrill rehearse`: the machine plays drills, to prove that they are true.

use drill_core::definition::Runtime;
use drill_core::i18n::Text;
use drill_engine::rehearse::{Broken, Proof, RehearsalError, rehearse};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use crate::context::Context;
use crate::drills;
use crate::failure::{Exit, Failure, Outcome};
use crate::paint::Tone;
use crate::text::lab as text;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(value_name = "DRILL")]
    drills: Vec<String>,
    #[arg(long, conflicts_with = "drills")]
    all: bool,
    #[arg(long, value_name = "RUNTIME")]
    on: Option<Runtime>,
}

/// What became of one drill.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rehearsal {
    drill: String,
    passed: bool,
    seconds: f32,
    proofs: Vec<Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    broken: Option<Line>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    lab: String,
    text: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<String>,
}

/// Rehearses one drill after the other; each already takes several labs at once. A drill that is not
/// true does not keep the next from its turn.
pub(crate) async fn run(context: &Context, args: &Args) -> Outcome {
    let drills = chosen(context, args)?;
    let cancel = CancellationToken::new();
    // Not by dropping everything: the labs are taken down first.
    let interrupt = cancel.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            interrupt.cancel();
        }
    });
    let mut results = Vec::new();
    for (id, on) in &drills {
        results.push(one(context, id, *on, &cancel).await?);
    }
    let passed = results.iter().filter(|result| result.passed).count();
    if context.json() {
        context.print_json(&results)?;
    } else {
        let sentence = text::rehearsed(context.lang, passed, results.len());
        context.print(&format!("{sentence}\n"))?;
    }
    Ok(if passed == results.len() {
        Exit::Pass
    } else {
        Exit::NotYet
    })
}

/// The drills to rehearse and where, each of which must be there and sound before any begins. All drills are all that
/// can be played where it is asked for.
fn chosen(context: &Context, args: &Args) -> Result<Vec<(String, Runtime)>, Failure> {
    let ids = if args.all {
        drills::catalog(context)?
            .ids()
            .map_err(|error| drills::failure(context, error))?
    } else {
        args.drills.clone()
    };
    if ids.is_empty() {
        return Err(Failure::usage(text::rehearse_nothing(context.lang))
            .next(context.command("rehearse --all")));
    }
    let mut chosen = Vec::new();
    for id in ids {
        let drill = drills::find(context, &id)?.drill;
        let on = args.on.unwrap_or_else(|| drills::usual_runtime(&drill));
        if !args.all || drill.runtimes.contains(&on) {
            chosen.push((id, on));
        }
    }
    Ok(chosen)
}

async fn one(
    context: &Context,
    id: &str,
    on: Runtime,
    cancel: &CancellationToken,
) -> Result<Rehearsal, Failure> {
    let began = std::time::Instant::now();
    let mut proofs = Vec::new();
    let mut unsaid = None;
    let mut say = |line: String| {
        if !context.json() {
            unsaid = context.print(&line).err();
        }
    };
    say(format!(
        "{}\n",
        context
            .out
            .tone(Tone::Strong, &text::rehearsing(context.lang, id))
    ));
    let outcome = rehearse(
        id,
        on,
        &mut |proof: Proof| {
            say(proven(context, &proof));
            proofs.push(Line {
                lab: proof.lab,
                text: proof.text,
                reason: None,
                folder: None,
            });
        },
        cancel,
    )
    .await;
    let broken = match outcome {
        Ok(done) => {
            let seconds = format!("{:.1}", done.took.as_secs_f32());
            let sentence = text::rehearsal_passed(context.lang, id, done.proofs, seconds);
            say(format!("{}\n\n", context.out.tone(Tone::Good, &sentence)));
            None
        }
        Err(RehearsalError::Broken(broken)) => {
            say(disproven(context, &broken));
            Some(Line {
                lab: broken.lab,
                text: broken.proof,
                reason: Some(broken.reason),
                folder: Some(broken.folder.display().to_string()),
            })
        }
        Err(RehearsalError::NotBegun(failure)) => return Err(context.engine_failure(failure)),
        Err(RehearsalError::Cancelled) => {
            return Err(
                Failure::new(Exit::Interrupted, text::rehearsal_cancelled(context.lang))
                    .next(context.command(&format!("rehearse {id}"))),
            );
        }
    };
    if let Some(failure) = unsaid {
        return Err(failure);
    }
    Ok(Rehearsal {
        drill: id.to_owned(),
        passed: broken.is_none(),
        seconds: began.elapsed().as_secs_f32(),
        proofs,
        broken,
    })
}

fn proven(context: &Context, proof: &Proof) -> String {
    let word = context
        .out
        .tone(Tone::Good, &text::proof_holds(context.lang));
    let lab = context.out.tone(Tone::Dim, &format!("[{}]", proof.lab));
    format!("  {word} {lab} {}\n", proof.text.in_lang(context.lang))
}

fn disproven(context: &Context, broken: &Broken) -> String {
    let (lang, paint) = (context.lang, context.out);
    let word = paint.tone(Tone::Bad, &text::proof_fails(lang));
    let lab = paint.tone(Tone::Dim, &format!("[{}]", broken.lab));
    format!(
        "  {word} {lab} {}\n       {}\n       {}\n\n",
        broken.proof.in_lang(lang),
        broken.reason.in_lang(lang).replace('\n', "\n       "),
        text::proof_kept(lang, broken.folder.display())
    )
}
