//! The cause: who named it, what was tried, what repairs it.

use chrono::{DateTime, Utc};

use super::Block;
use crate::format;
use crate::i18n::Lang;
use crate::journal::Event;
use crate::report::facts::Facts;
use crate::report::inline::code;
use crate::report::say;

pub(super) fn diagnosis(blocks: &mut Vec<Block>, facts: &Facts<'_>, lang: Lang) {
    let question = facts.drill.diagnosis();
    blocks.push(Block::Heading(say::diagnosis(lang)));
    if facts.told()
        && let Some(cause) = facts.drill.cause()
    {
        let root = say::root_cause(lang, facts.drill.layer, code(&facts.drill.component));
        blocks.push(Block::Paragraph(format!(
            "**{root}:** {}.",
            cause.text.in_lang(lang).trim_end_matches('.')
        )));
        blocks.push(Block::Paragraph(cause.why.in_lang(lang).to_owned()));
    } else {
        blocks.push(Block::Paragraph(say::root_cause_hidden(lang)));
    }
    let attempts: Vec<String> = facts
        .entries
        .iter()
        .filter_map(|entry| match &entry.event {
            Event::Diagnosed {
                layer,
                component,
                answer,
                ..
            } => {
                let answer = question.and_then(|question| question.answer(answer))?;
                let text = answer.text.in_lang(lang).trim_end_matches('.');
                let said = say::committed(lang, layer, code(component), text);
                let right = if answer.correct {
                    say::answer_right(lang)
                } else {
                    say::answer_wrong(lang)
                };
                let line = format!("{} {said} (**{right}**).", format::clock(entry.at));
                // Why the right one is right stands above.
                if answer.correct && facts.told() {
                    return Some(line);
                }
                Some(format!("{line} {}", answer.why.in_lang(lang)))
            }
            _ => None,
        })
        .collect();
    if attempts.is_empty() {
        blocks.push(Block::Paragraph(say::nobody_diagnosed(lang)));
    } else {
        blocks.push(Block::List(attempts));
    }
}

pub(super) fn actions(blocks: &mut Vec<Block>, facts: &Facts<'_>, lang: Lang) {
    blocks.push(Block::Heading(say::what_was_tried(lang)));
    let tried: Vec<String> = facts
        .actions()
        .map(|(at, command)| {
            let mut line = format!("{} `{}`", format::clock(at), code(command));
            if before(facts, facts.moments.t4) == Some(at) {
                line.push(' ');
                line.push_str(&say::then_levels_restored(lang));
            }
            if before(facts, facts.moments.t5) == Some(at) {
                line.push(' ');
                line.push_str(&say::then_cause_removed(lang));
            }
            line
        })
        .collect();
    if tried.is_empty() {
        blocks.push(Block::Paragraph(say::nothing_tried(lang)));
    } else {
        blocks.push(Block::List(tried));
        blocks.push(Block::Note(say::other_tools(lang)));
    }
    if !facts.told() {
        return;
    }
    blocks.push(Block::Subheading(say::what_repairs(lang)));
    blocks.push(Block::List(
        facts
            .drill
            .solutions
            .iter()
            .map(|solution| solution.title.in_lang(lang).to_owned())
            .collect(),
    ));
    blocks.push(Block::Subheading(say::what_does_not_repair(lang)));
    let wrong = facts.drill.wrong_fixes.iter();
    blocks.push(Block::List(
        wrong
            .map(|fix| {
                let title = fix.title.in_lang(lang);
                format!("**{title}.** {}", fix.why.in_lang(lang))
            })
            .collect(),
    ));
}

/// The last change before a moment: likely what brought it about.
fn before(facts: &Facts<'_>, moment: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    let moment = moment?;
    facts
        .actions()
        .map(|(at, _)| at)
        .filter(|at| *at <= moment)
        .max()
}
