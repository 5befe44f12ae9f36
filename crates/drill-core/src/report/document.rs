//! A report as a list of blocks, which Markdown and HTML write each in its way.

use chrono::{DateTime, TimeDelta, Utc};

use super::facts::{Facts, share};
use super::{say, story};
use crate::format;
use crate::i18n::Lang;
use crate::slo::JourneyImpact;

mod cause;
mod learning;

/// A part of a report. Texts are Markdown within a line.
pub(super) enum Block {
    /// A second-level heading.
    Heading(String),
    /// A third-level heading.
    Subheading(String),
    /// What is to be read if nothing else is.
    Lead(String),
    Paragraph(String),
    /// Small print.
    Note(String),
    List(Vec<String>),
    Table(Table),
    /// What customers saw over time.
    Chart,
}

pub(super) struct Table {
    pub(super) head: Vec<String>,
    /// Columns of numbers, by position.
    pub(super) numbers: &'static [usize],
    pub(super) rows: Vec<Vec<String>>,
}

/// The whole report after its title.
pub(super) fn blocks(facts: &Facts<'_>, lang: Lang) -> Vec<Block> {
    let mut blocks = vec![Block::Lead(facts.headline(lang).join(" "))];
    blocks.extend(facts.page(lang).map(Block::Paragraph));
    moments(&mut blocks, facts, lang);
    impact(&mut blocks, facts, lang);
    timeline(&mut blocks, facts, lang);
    cause::diagnosis(&mut blocks, facts, lang);
    cause::actions(&mut blocks, facts, lang);
    learning::lessons(&mut blocks, facts, lang);
    learning::score(&mut blocks, facts, lang);
    learning::reading(&mut blocks, facts, lang);
    learning::about(&mut blocks, facts, lang);
    blocks
}

fn moments(blocks: &mut Vec<Block>, facts: &Facts<'_>, lang: Lang) {
    let moments = &facts.moments;
    type Name = fn(Lang) -> String;
    type Line = (
        &'static str,
        Name,
        Option<DateTime<Utc>>,
        Option<(Name, Option<TimeDelta>)>,
    );
    let lines: [Line; 6] = [
        ("T0", say::t0, moments.t0, None),
        (
            "T1",
            say::t1,
            moments.t1,
            Some((say::time_to_detect, moments.time_to_detect())),
        ),
        (
            "T2",
            say::t2,
            moments.t2,
            Some((say::time_to_acknowledge, moments.time_to_acknowledge())),
        ),
        (
            "T3",
            say::t3,
            moments.t3,
            Some((say::time_to_diagnose, moments.time_to_diagnose())),
        ),
        (
            "T4",
            say::t4,
            moments.t4,
            Some((say::time_to_mitigate, moments.time_to_mitigate())),
        ),
        (
            "T5",
            say::t5,
            moments.t5,
            Some((say::time_to_resolve, moments.time_to_resolve())),
        ),
    ];
    let rows = lines
        .into_iter()
        .map(|(label, name, at, measure)| {
            let measured = measure.and_then(|(name, delta)| {
                let duration = format::duration(lang, delta?);
                Some(format!("{} **{duration}**", name(lang)))
            });
            vec![
                format!("**{label}** {}", name(lang)),
                at.map_or_else(|| say::not_reached(lang), format::clock),
                at.and_then(|at| facts.since_t0(lang, at))
                    .unwrap_or_default(),
                measured.unwrap_or_default(),
            ]
        })
        .collect();
    blocks.push(Block::Heading(say::key_moments(lang)));
    blocks.push(Block::Table(Table {
        head: vec![
            say::column_moment(lang),
            say::column_time(lang),
            say::column_since(lang),
            say::column_measure(lang),
        ],
        numbers: &[1, 2],
        rows,
    }));
}

fn impact(blocks: &mut Vec<Block>, facts: &Facts<'_>, lang: Lang) {
    let Some((impact, _)) = facts.measured else {
        return;
    };
    let objective = &facts.drill.steady_state.objective;
    blocks.push(Block::Heading(say::what_customers_saw(lang)));
    blocks.push(Block::Chart);
    blocks.push(Block::Subheading(say::impact(lang)));
    let line = |name: String, sums: &JourneyImpact| {
        let good = sums.requests - sums.failed.min(sums.requests);
        let part = |part: u64, of: u64| {
            if part == 0 {
                "0".to_owned()
            } else {
                let percent = format::percent(share(part, of));
                format!("{} ({percent})", format::count(part))
            }
        };
        vec![
            name,
            format::count(sums.requests),
            part(sums.failed, sums.requests),
            part(sums.slow, good),
        ]
    };
    let mut rows: Vec<Vec<String>> = impact
        .journeys
        .iter()
        .map(|(journey, sums)| line(journey.name(lang), sums))
        .collect();
    rows.push(line(
        format!("**{}**", say::whole_shop(lang)),
        &impact.whole(),
    ));
    blocks.push(Block::Table(Table {
        head: vec![
            say::column_journey(lang),
            say::column_requests(lang),
            say::column_failed(lang),
            say::column_slow(lang),
        ],
        numbers: &[1, 2, 3],
        rows,
    }));
    blocks.push(Block::Paragraph(say::budget(
        lang,
        format::percent(impact.availability_budget),
        format::percent(objective.availability),
        format::percent(impact.latency_budget),
        format::percent(objective.latency_ratio),
    )));
    let latency = TimeDelta::milliseconds(i64::from(objective.latency_ms));
    blocks.push(Block::Note(say::how_measured(
        lang,
        format::duration(lang, latency),
    )));
}

fn timeline(blocks: &mut Vec<Block>, facts: &Facts<'_>, lang: Lang) {
    let rows = story::rows(facts, lang)
        .into_iter()
        .map(|row| {
            vec![
                format::clock(row.at),
                facts.since_t0(lang, row.at).unwrap_or_default(),
                row.who,
                row.what,
            ]
        })
        .collect();
    blocks.push(Block::Heading(say::timeline(lang)));
    blocks.push(Block::Table(Table {
        head: vec![
            say::column_time(lang),
            say::column_since(lang),
            say::column_who(lang),
            say::column_what(lang),
        ],
        numbers: &[0, 1],
        rows,
    }));
}
