//! The picture as lines: for a pipe, a log, or a terminal that can do no more.

use super::grid::{Cell, Grid, Row};
use super::model::Health;
use super::views::Views;
use crate::paint::{Paint, Tone};
use crate::table::{Table, cell};

/// How many bars the last minutes get.
const BARS: usize = 20;

/// Everything, with every column.
pub(crate) fn lines(views: Views<'_>, paint: Paint) -> String {
    let health = views.picture.health();
    let mark = |health: Health| paint.tone(health.tone(), &health.mark().to_string());
    let mut head = vec![format!(
        "{} {}",
        mark(health),
        paint.tone(Tone::Strong, &views.lab())
    )];
    head.extend(
        views
            .fires()
            .map(|(health, words)| format!("{} {words}", mark(health))),
    );
    head.push(views.customers());
    let mut out = format!("{}\n", head.join("  "));
    for silence in views.silences() {
        out.push_str(&format!(
            "{}\n",
            paint.tone(Tone::Warn, &format!("! {silence}"))
        ));
    }
    for grid in [
        views.alerts(),
        views.levels(true),
        views.services(true),
        views.links(),
        views.stores(true),
    ] {
        out.push('\n');
        out.push_str(&table(&grid).render(paint, 0));
    }
    out
}

fn table(grid: &Grid) -> Table {
    let mut table = Table::default();
    table.row(grid.columns.iter().enumerate().map(|(place, column)| {
        let tone = if place == 0 { Tone::Strong } else { Tone::Dim };
        let name = cell(&column.name).tone(tone);
        if column.right { name.right() } else { name }
    }));
    for row in &grid.rows {
        table.row(cells(grid, row));
    }
    table
}

fn cells(grid: &Grid, row: &Row) -> Vec<crate::table::Cell> {
    row.cells
        .iter()
        .zip(&grid.columns)
        .enumerate()
        .map(|(place, (one, column))| {
            let shown = match one {
                Cell::Text(text, _) if place == 0 && row.is_marked => {
                    cell(format!("{} {text}", row.health.mark())).tone(row.health.tone())
                }
                Cell::Text(text, tone) => cell(text).tone(*tone),
                Cell::Bars(bars) => {
                    let letters: String = bars.fit(BARS).iter().map(|bar| bar.letter).collect();
                    cell(letters)
                }
            };
            if column.right { shown.right() } else { shown }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use drill_core::i18n::Lang;

    use super::*;
    use crate::top::example;

    #[test]
    fn an_incident_reads_from_the_alerts_down() {
        let picture = example::incident();
        let lines = lines(
            Views {
                picture: &picture,
                lang: Lang::En,
            },
            Paint::PLAIN,
        );
        let order = [
            "✗ lab default: degraded  ✗ pages: 3  customers 20/s",
            "✗ page   ServiceDown",
            "! ticket CircuitBreakerOpen",
            "✗ checkout",
            "✗ catalog",
            "✗ main->catalog",
            "✓ catalog pool",
            "✓ prometheus",
        ];
        let places = order.map(|words| lines.find(words));
        assert!(places.iter().all(Option::is_some), "{places:?}\n{lines}");
        assert!(places.is_sorted(), "{lines}");
        assert!(!lines.contains('\u{1b}'));
    }

    #[test]
    fn a_korean_reader_gets_korean_sentences() {
        let picture = example::incident();
        let lines = lines(
            Views {
                picture: &picture,
                lang: Lang::Ko,
            },
            Paint::PLAIN,
        );
        assert!(
            lines.contains("catalog의 레플리카가 하나도 준비되지 않았습니다"),
            "{lines}"
        );
        assert!(lines.starts_with("✗ default 랩: 일부 비정상"), "{lines}");
    }
}
