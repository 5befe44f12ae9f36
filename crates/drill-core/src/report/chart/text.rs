//! The drawing for Markdown: one line for some seconds.

use std::fmt::Write as _;

use chrono::TimeDelta;

use super::{minutes, named, success};
use crate::format;
use crate::i18n::Lang;
use crate::report::facts::Facts;
use crate::report::say;
use crate::slo::Point;

const MOST_LINES: usize = 24;
const BAR: usize = 20;

/// The drawing as a fenced block; nothing when nothing was measured.
pub(in crate::report) fn chart(facts: &Facts<'_>, lang: Lang) -> String {
    let Some((_, series)) = facts.measured else {
        return String::new();
    };
    let Some(first) = series.points.first() else {
        return String::new();
    };
    let zero_ms = facts
        .moments
        .t0
        .map_or(first.at_ms, |t0| t0.timestamp_millis());
    let per_line = series.points.len().div_ceil(MOST_LINES);
    let moments = named(facts, lang);
    let mut out = format!(
        "```text\n{} | {} | p95\n",
        say::column_since(lang),
        say::axis_success(lang)
    );
    for chunk in series.points.chunks(per_line) {
        let sum = sum(chunk);
        let until = sum.at_ms + series.step_ms * i64::try_from(chunk.len()).unwrap_or(1);
        let marks: Vec<&str> = moments
            .iter()
            .filter(|(_, _, at)| (sum.at_ms..until).contains(&at.timestamp_millis()))
            .map(|(label, _, _)| *label)
            .collect();
        let (bar, percent) = match success(&sum) {
            Some(share) => (bar(share), format::percent(share)),
            None => (" ".repeat(BAR), "-".to_owned()),
        };
        let p95 = sum.p95_ms.map_or_else(
            || "-".to_owned(),
            |ms| {
                format!(
                    "{} ms",
                    TimeDelta::milliseconds(i64::from(ms)).num_milliseconds()
                )
            },
        );
        let line = format!(
            "{:>7} |{bar}| {percent:>6} | {p95:>7} {}",
            minutes(sum.at_ms - zero_ms),
            marks.join(" ")
        );
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out.push_str("```\n");
    out
}

/// Several steps as one; the 95th percentile is the worst of them.
fn sum(points: &[Point]) -> Point {
    points.iter().fold(
        Point {
            at_ms: points.first().map_or(0, |point| point.at_ms),
            ..Point::default()
        },
        |sum, point| Point {
            at_ms: sum.at_ms,
            ok: sum.ok + point.ok,
            failed: sum.failed + point.failed,
            slow: sum.slow + point.slow,
            p95_ms: sum.p95_ms.max(point.p95_ms),
        },
    )
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a share of 20 characters"
)]
fn bar(share: f64) -> String {
    let full = (share.clamp(0.0, 1.0) * BAR as f64).floor() as usize;
    format!("{}{}", "█".repeat(full), "·".repeat(BAR - full))
}
