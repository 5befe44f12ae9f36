//! `firedrill diagnose`: which layer, which component, and what the cause is.

use std::fmt::Write as _;
use std::io::{BufRead as _, IsTerminal as _, Write as _};

use drill_engine::control::Client;
use drill_engine::control::protocol::{DiagnoseView, QuestionView};

use crate::context::Context;
use crate::failure::{Exit, Failure, Outcome};
use crate::paint::Tone;
use crate::table::{Table, cell};
use crate::text::{drill as text, trouble};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, value_name = "LAYER")]
    layer: Option<String>,
    #[arg(long, value_name = "NAME")]
    component: Option<String>,
    #[arg(long, value_name = "LETTER")]
    answer: Option<String>,
}

/// Asks for what was not given, and says what was right. On a pipe it shows the question instead.
pub(crate) async fn run(context: &Context, args: &Args) -> Outcome {
    let client = context.client()?;
    if let (Some(layer), Some(component), Some(answer)) =
        (&args.layer, &args.component, &args.answer)
    {
        return judge(context, &client, layer, component, answer).await;
    }
    let question = client
        .question()
        .await
        .map_err(|failure| context.engine_failure(failure))?;
    if context.json() || !std::io::stdin().is_terminal() {
        context.show(&question, |question| sheet(context, question))?;
        let options = "--layer --component --answer";
        return Err(Failure::usage(trouble::no_terminal(context.lang, options))
            .next(context.command("diagnose --layer LAYER --component NAME --answer LETTER")));
    }
    let lang = context.lang;
    let layer = choose(
        context,
        &text::ask_layer(lang),
        &words(&question.layers),
        args.layer.as_deref(),
    )
    .await?;
    let component = choose(
        context,
        &text::ask_component(lang),
        &words(&question.components),
        args.component.as_deref(),
    )
    .await?;
    let answers: Vec<Choice> = question
        .answers
        .iter()
        .map(|answer| Choice {
            key: answer.letter.clone(),
            value: answer.letter.clone(),
            text: answer.text.in_lang(lang).to_owned(),
        })
        .collect();
    let answer = choose(
        context,
        question.prompt.in_lang(lang),
        &answers,
        args.answer.as_deref(),
    )
    .await?;
    judge(context, &client, &layer, &component, &answer).await
}

async fn judge(
    context: &Context,
    client: &Client,
    layer: &str,
    component: &str,
    answer: &str,
) -> Outcome {
    let view = client
        .diagnose(layer, component, answer)
        .await
        .map_err(|failure| context.engine_failure(failure))?;
    context.show(&view, |view| verdict(context, view))?;
    Ok(if view.correct {
        Exit::Pass
    } else {
        Exit::NotYet
    })
}

fn verdict(context: &Context, view: &DiagnoseView) -> String {
    let (lang, paint) = (context.lang, context.out);
    let (tone, sentence) = if view.correct {
        (Tone::Good, text::diagnosis_right(lang))
    } else {
        (Tone::Warn, text::diagnosis_wrong(lang))
    };
    let mut table = Table::default();
    for (part, right) in [
        (text::part_layer(lang), view.layer_correct),
        (text::part_component(lang), view.component_correct),
        (text::part_answer(lang), view.answer_correct),
    ] {
        let (tone, word) = if right {
            (Tone::Good, text::part_right(lang))
        } else {
            (Tone::Bad, text::part_wrong(lang))
        };
        table.row([cell(part), cell(word).tone(tone)]);
    }
    let mut out = format!(
        "{}\n{}",
        paint.tone(tone, &sentence),
        table.render(paint, 2)
    );
    let why = view.why.in_lang(lang);
    if !why.is_empty() {
        let _ = write!(out, "\n{why}\n");
    }
    let next: &[(&str, String)] = if view.correct {
        &[
            ("shop --help", text::do_shop(lang)),
            ("check", text::do_check(lang)),
        ]
    } else {
        &[
            ("status", text::do_status(lang)),
            ("hint", text::do_hint(lang)),
        ]
    };
    let _ = write!(out, "\n{}", context.next_commands(paint, next));
    out
}

/// One thing to choose: what to type, what is meant, and what it says.
struct Choice {
    key: String,
    value: String,
    text: String,
}

fn words(names: &[String]) -> Vec<Choice> {
    names
        .iter()
        .enumerate()
        .map(|(index, name)| Choice {
            key: (index + 1).to_string(),
            value: name.clone(),
            text: name.clone(),
        })
        .collect()
}

/// The question as text, for a pipe.
fn sheet(context: &Context, question: &QuestionView) -> String {
    let lang = context.lang;
    let mut out = format!(
        "{}\n  {}\n{}\n  {}\n{}\n",
        text::ask_layer(lang),
        question.layers.join(", "),
        text::ask_component(lang),
        question.components.join(", "),
        question.prompt.in_lang(lang)
    );
    for answer in &question.answers {
        let _ = writeln!(out, "  {}) {}", answer.letter, answer.text.in_lang(lang));
    }
    out
}

/// Asks until one of the choices is named, by key or by value.
async fn choose(
    context: &Context,
    prompt: &str,
    choices: &[Choice],
    given: Option<&str>,
) -> Result<String, Failure> {
    if let Some(given) = given {
        return Ok(given.to_owned());
    }
    let paint = context.talk;
    let mut sheet = format!("\n{}\n", paint.tone(Tone::Strong, prompt));
    for choice in choices {
        let key = paint.tone(Tone::Command, &choice.key);
        let _ = writeln!(sheet, "  {key}) {}", choice.text);
    }
    context.say(sheet.trim_end());
    let keys = match (choices.first(), choices.last()) {
        (Some(first), Some(last)) => format!("{}-{}", first.key, last.key),
        _ => String::new(),
    };
    loop {
        let mut err = std::io::stderr().lock();
        let _ = write!(err, "{}", text::ask_prompt(context.lang, &keys)).and_then(|()| err.flush());
        drop(err);
        let Some(line) = answer().await else {
            return Err(
                Failure::usage(text::ask_ended(context.lang)).next(context.command("diagnose"))
            );
        };
        let typed = line.trim();
        if let Some(value) = pick(typed, choices) {
            return Ok(value);
        }
        context.say(&text::ask_again(context.lang, typed));
    }
}

/// A line from the terminal; none when it was closed. Read on another thread: the one that runs the
/// command must hear Ctrl-C.
async fn answer() -> Option<String> {
    let read = || {
        let mut line = String::new();
        let count = std::io::stdin().lock().read_line(&mut line);
        matches!(count, Ok(1..)).then_some(line)
    };
    tokio::task::spawn_blocking(read).await.ok().flatten()
}

fn pick(typed: &str, choices: &[Choice]) -> Option<String> {
    choices
        .iter()
        .find(|choice| {
            choice.key.eq_ignore_ascii_case(typed) || choice.value.eq_ignore_ascii_case(typed)
        })
        .map(|choice| choice.value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_named_by_number_or_by_name() {
        let choices = words(&["aws".to_owned(), "application".to_owned()]);
        assert_eq!(pick("2", &choices).as_deref(), Some("application"));
        assert_eq!(pick("AWS", &choices).as_deref(), Some("aws"));
        assert_eq!(pick("3", &choices), None);
        assert_eq!(pick("", &choices), None);
    }
}
