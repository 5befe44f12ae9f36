//! What to take away: lessons, follow-ups, points, and what to read.

use chrono::TimeDelta;

use super::{Block, Table};
use crate::format;
use crate::i18n::Lang;
use crate::journal::Event;
use crate::report::facts::{Facts, Outcome};
use crate::report::inline::{code, literal};
use crate::report::say;
use crate::score::Skill;

pub(super) fn lessons(blocks: &mut Vec<Block>, facts: &Facts<'_>, lang: Lang) {
    blocks.push(Block::Heading(say::lessons(lang)));
    let here = literal(&format!("[{}]", say::write_here(lang)));
    let prompts: [fn(Lang) -> String; 3] = [say::went_well, say::went_badly, say::went_luckily];
    let prompts = prompts.map(|prompt| format!("**{}:** {here}", prompt(lang)));
    blocks.push(Block::List(prompts.into()));

    let duration = |delta: Option<TimeDelta>| match delta {
        Some(delta) => format::duration(lang, delta),
        None => "?".to_owned(),
    };
    let actions = [
        say::follow_up_prevent(lang),
        say::follow_up_detect(lang, duration(facts.moments.time_to_detect())),
        say::follow_up_mitigate(lang, duration(facts.hurt())),
        say::follow_up_verify(lang),
    ];
    blocks.push(Block::Heading(say::follow_ups(lang)));
    let owner = literal(&format!("[{}]", say::column_owner(lang)));
    let due = literal(&format!("[{}]", say::column_due(lang)));
    blocks.push(Block::Table(Table {
        head: vec![
            say::column_action(lang),
            say::column_owner(lang),
            say::column_due(lang),
        ],
        numbers: &[],
        rows: actions
            .into_iter()
            .map(|action| vec![action, owner.clone(), due.clone()])
            .collect(),
    }));
}

pub(super) fn score(blocks: &mut Vec<Block>, facts: &Facts<'_>, lang: Lang) {
    let score = &facts.score;
    blocks.push(Block::Heading(say::score(lang)));
    blocks.push(Block::Lead(say::score_total(lang, score.total)));
    let rows = score
        .skills
        .iter()
        .map(|skill| {
            vec![
                skill_name(skill.skill, lang),
                format!("{} / {}", skill.points, skill.max),
                skill.why.in_lang(lang).to_owned(),
            ]
        })
        .collect();
    blocks.push(Block::Table(Table {
        head: vec![
            say::column_skill(lang),
            say::column_points(lang),
            say::column_why(lang),
        ],
        numbers: &[1],
        rows,
    }));
    if score.hints_cost > 0 {
        blocks.push(Block::Paragraph(say::score_hints(lang, score.hints_cost)));
    }
    if let Some(cap) = &score.cap {
        blocks.push(Block::Paragraph(say::score_cap(
            lang,
            cap.points,
            cap.why.in_lang(lang),
        )));
    }
}

fn skill_name(skill: Skill, lang: Lang) -> String {
    match skill {
        Skill::Detect => say::skill_detect(lang),
        Skill::Triage => say::skill_triage(lang),
        Skill::Mitigate => say::skill_mitigate(lang),
        Skill::Diagnose => say::skill_diagnose(lang),
        Skill::Repair => say::skill_repair(lang),
        Skill::Communicate => say::skill_communicate(lang),
    }
}

pub(super) fn reading(blocks: &mut Vec<Block>, facts: &Facts<'_>, lang: Lang) {
    // The titles may name the cause.
    if facts.drill.further_reading.is_empty() || !facts.told() {
        return;
    }
    blocks.push(Block::Heading(say::further_reading(lang)));
    blocks.push(Block::List(
        facts
            .drill
            .further_reading
            .iter()
            .map(|reading| {
                let title = reading.title.in_lang(lang);
                match &reading.url {
                    Some(url) => format!("[{title}]({url})"),
                    None => title.to_owned(),
                }
            })
            .collect(),
    ));
}

pub(super) fn about(blocks: &mut Vec<Block>, facts: &Facts<'_>, lang: Lang) {
    blocks.push(Block::Heading(say::about_this_run(lang)));
    blocks.extend(facts.entries.iter().find_map(|entry| match &entry.event {
        Event::RunStarted {
            run,
            drill,
            seed,
            lab,
            runtime,
            version,
            ..
        } => Some(Block::Paragraph(say::about(
            lang,
            code(run),
            code(drill),
            seed,
            code(lab),
            code(runtime),
            version,
        ))),
        _ => None,
    }));
    if let Outcome::Open = facts.outcome {
        blocks.push(Block::Paragraph(say::outcome_open(lang)));
    }
    blocks.push(Block::Note(say::source(lang)));
}
