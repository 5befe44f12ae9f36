//! A report as one HTML page that needs nothing else.

use std::fmt::Write as _;

use chrono::TimeDelta;

use super::document::{Block, Table, blocks};
use super::facts::{Facts, Outcome};
use super::inline::{escape, html};
use super::{chart, say};
use crate::format;
use crate::i18n::Lang;

const STYLE: &str = include_str!("style.css");

pub(super) fn write(facts: &Facts<'_>, lang: Lang) -> String {
    let title = escape(&say::postmortem(lang, facts.title(lang)));
    let mut out = format!(
        r#"<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="firedrill">
<title>{title}</title>
<style>
{STYLE}</style>
</head>
<body>
<main>
<header>
<p class="kicker">{}</p>
<h1>{}</h1>
<p class="outcome"><span aria-hidden="true">{}</span> {}</p>
</header>
"#,
        escape(&kicker(facts)),
        escape(facts.title(lang)),
        mark(facts.outcome),
        escape(&facts.outcome_word(lang)),
    );
    let mut lead_written = false;
    for block in blocks(facts, lang) {
        let is_lead = matches!(block, Block::Lead(_));
        write_block(&mut out, block, facts, lang);
        if is_lead && !lead_written {
            lead_written = true;
            tiles(&mut out, facts, lang);
        }
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// What stands above the title: the day and the drill.
fn kicker(facts: &Facts<'_>) -> String {
    let day = facts.entries.first().map(|entry| format::moment(entry.at));
    let day = day.unwrap_or_default();
    format!("{} · {day}", facts.drill.id)
        .trim_end_matches(" · ")
        .to_owned()
}

const fn mark(outcome: Outcome<'_>) -> &'static str {
    match outcome {
        Outcome::Open => "…",
        Outcome::Resolved => "✓",
        Outcome::Surrendered => "✗",
        Outcome::Stopped(_) => "■",
    }
}

/// The numbers that one looks for first.
fn tiles(out: &mut String, facts: &Facts<'_>, lang: Lang) {
    let moments = &facts.moments;
    let duration = |delta: Option<TimeDelta>| delta.map(|delta| format::duration(lang, delta));
    let mut all = vec![
        (
            "T0–T1",
            say::time_to_detect(lang),
            duration(moments.time_to_detect()),
        ),
        (
            "T1–T2",
            say::time_to_acknowledge(lang),
            duration(moments.time_to_acknowledge()),
        ),
        (
            "T2–T3",
            say::time_to_diagnose(lang),
            duration(moments.time_to_diagnose()),
        ),
        (
            "T0–T4",
            say::time_to_mitigate(lang),
            duration(moments.time_to_mitigate()),
        ),
        (
            "T0–T5",
            say::time_to_resolve(lang),
            duration(moments.time_to_resolve()),
        ),
    ];
    if let Some((impact, _)) = facts.measured {
        let failed = format::count(impact.whole().failed);
        all.push(("", say::tile_failed(lang), Some(failed)));
    }
    let total = format!("{}/100", facts.score.total);
    all.push(("", say::tile_score(lang), Some(total)));
    out.push_str("<dl class=\"tiles\">\n");
    for (span, name, value) in all {
        let span = if span.is_empty() {
            String::new()
        } else {
            format!(" <small>{span}</small>")
        };
        let _ = writeln!(
            out,
            "<div><dt>{}{span}</dt><dd>{}</dd></div>",
            escape(&name),
            escape(value.as_deref().unwrap_or("–"))
        );
    }
    out.push_str("</dl>\n");
}

fn write_block(out: &mut String, block: Block, facts: &Facts<'_>, lang: Lang) {
    let _ = match block {
        Block::Heading(text) => writeln!(out, "<h2>{}</h2>", html(&text)),
        Block::Subheading(text) => writeln!(out, "<h3>{}</h3>", html(&text)),
        Block::Lead(text) => writeln!(out, "<p class=\"lead\">{}</p>", html(&text)),
        Block::Paragraph(text) => writeln!(out, "<p>{}</p>", html(&text)),
        Block::Note(text) => writeln!(out, "<p class=\"note\">{}</p>", html(&text)),
        Block::List(items) => {
            let items: String = items
                .iter()
                .map(|item| format!("<li>{}</li>\n", html(item)))
                .collect();
            writeln!(out, "<ul>\n{items}</ul>")
        }
        Block::Table(table) => {
            write_table(out, &table);
            Ok(())
        }
        Block::Chart => writeln!(
            out,
            "<figure>\n{}<figcaption>{}</figcaption>\n</figure>",
            chart::svg(facts, lang),
            escape(&say::chart_caption(lang))
        ),
    };
}

fn write_table(out: &mut String, table: &Table) {
    let class = |column: usize| {
        if table.numbers.contains(&column) {
            " class=\"number\""
        } else {
            ""
        }
    };
    out.push_str("<div class=\"table\"><table>\n<thead><tr>");
    for (column, cell) in table.head.iter().enumerate() {
        let _ = write!(
            out,
            "<th scope=\"col\"{}>{}</th>",
            class(column),
            html(cell)
        );
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        out.push_str("<tr>");
        for (column, cell) in row.iter().enumerate() {
            let _ = write!(out, "<td{}>{}</td>", class(column), html(cell));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table></div>\n");
}
