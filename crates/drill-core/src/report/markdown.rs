//! A report as Markdown.

use std::fmt::Write as _;

use super::document::{Block, Table, blocks};
use super::facts::Facts;
use super::inline::literal;
use super::{chart, say};
use crate::i18n::Lang;

pub(super) fn write(facts: &Facts<'_>, lang: Lang) -> String {
    let title = say::postmortem(lang, literal(facts.title(lang)));
    let mut out = format!("# {title}\n\n**{}**\n\n", facts.outcome_word(lang));
    for block in blocks(facts, lang) {
        match block {
            Block::Heading(text) => {
                let _ = writeln!(out, "## {text}\n");
            }
            Block::Subheading(text) => {
                let _ = writeln!(out, "### {text}\n");
            }
            Block::Lead(text) => {
                let _ = writeln!(out, "> {text}\n");
            }
            Block::Paragraph(text) => {
                let _ = writeln!(out, "{text}\n");
            }
            Block::Note(text) => {
                let _ = writeln!(out, "_{text}_\n");
            }
            Block::List(items) => {
                for item in items {
                    let _ = writeln!(out, "- {item}");
                }
                out.push('\n');
            }
            Block::Table(table) => write_table(&mut out, &table),
            Block::Chart => {
                let _ = writeln!(out, "{}", chart::text::chart(facts, lang));
            }
        }
    }
    format!("{}\n", out.trim_end())
}

fn write_table(out: &mut String, table: &Table) {
    row(out, &table.head);
    let rule: Vec<String> = (0..table.head.len())
        .map(|column| {
            if table.numbers.contains(&column) {
                "---:".to_owned()
            } else {
                "---".to_owned()
            }
        })
        .collect();
    row(out, &rule);
    for cells in &table.rows {
        row(out, cells);
    }
    out.push('\n');
}

fn row(out: &mut String, cells: &[String]) {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    let _ = writeln!(out, "| {} |", cells.join(" | "));
}
