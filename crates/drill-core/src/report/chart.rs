//! What customers saw over time, as a drawing that needs no colour: lines differ by dashes and labels, failure is
//! hatched.

use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Utc};

use super::facts::{Facts, share};
use super::inline::escape;
use super::say;
use crate::format;
use crate::i18n::Lang;
use crate::slo::{JourneySeries, Point, Series};

mod draw;
pub(super) mod text;

use draw::{dashed, grid, legend, panel, path};

const WIDTH: f64 = 920.0;
const LEFT: f64 = 60.0;
const RIGHT: f64 = 16.0;
/// Where the panels begin; the moments' labels and the legend stand above.
const TOP: f64 = 92.0;
const SUCCESS_HEIGHT: f64 = 170.0;
const BETWEEN: f64 = 44.0;
const LATENCY_HEIGHT: f64 = 110.0;
const HEIGHT: f64 = TOP + SUCCESS_HEIGHT + BETWEEN + LATENCY_HEIGHT + 48.0;
/// The greatest latency that is drawn: a request that takes longer has failed.
const MOST_MS: f64 = 2000.0;
/// How far apart two labels in one row must be.
const LABEL_ROOM: f64 = 28.0;

/// The drawing; nothing when nothing was measured.
pub(super) fn svg(facts: &Facts<'_>, lang: Lang) -> String {
    let Some((_, series)) = facts.measured else {
        return String::new();
    };
    if series.points.is_empty() {
        return String::new();
    }
    let chart = Chart::of(facts, series);
    let mut out = String::new();
    chart.open(&mut out, lang);
    // The moments lie under everything, so that labels stay readable where they cross.
    chart.moments(&mut out, lang);
    chart.success(&mut out, lang);
    chart.latency(&mut out, lang);
    chart.time_axis(&mut out, lang);
    out.push_str("</svg>\n");
    out
}

struct Chart<'a> {
    facts: &'a Facts<'a>,
    series: &'a Series,
    from_ms: i64,
    span_ms: i64,
    /// What time is counted from.
    zero_ms: i64,
}

impl<'a> Chart<'a> {
    fn of(facts: &'a Facts<'a>, series: &'a Series) -> Self {
        let from_ms = series.points.first().map_or(0, |point| point.at_ms);
        let last_ms = series.points.last().map_or(0, |point| point.at_ms);
        Self {
            facts,
            series,
            from_ms,
            span_ms: (last_ms - from_ms + series.step_ms).max(1),
            zero_ms: facts.moments.t0.map_or(from_ms, |t0| t0.timestamp_millis()),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "pixels")]
    fn x(&self, at_ms: i64) -> f64 {
        let share = (at_ms - self.from_ms) as f64 / self.span_ms as f64;
        LEFT + share.clamp(0.0, 1.0) * (WIDTH - LEFT - RIGHT)
    }

    /// The middle of a step.
    fn middle(&self, point: &Point) -> f64 {
        self.x(point.at_ms + self.series.step_ms / 2)
    }

    fn open(&self, out: &mut String, lang: Lang) {
        let title = escape(&say::chart_title(lang));
        let description = escape(&self.description(lang));
        let _ = writeln!(
            out,
            r#"<svg class="chart" role="img" aria-labelledby="chart-title chart-description" viewBox="0 0 {WIDTH} {HEIGHT}" xmlns="http://www.w3.org/2000/svg">
<title id="chart-title">{title}</title>
<desc id="chart-description">{description}</desc>
<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="7"/></pattern></defs>"#
        );
    }

    fn description(&self, lang: Lang) -> String {
        let judged = self.series.points.iter().filter_map(|point| {
            let success = success(point)?;
            Some((success, point.at_ms))
        });
        let (lowest, at_ms) = judged
            .min_by(|(one, _), (other, _)| one.total_cmp(other))
            .unwrap_or((1.0, self.zero_ms));
        let slowest = self.series.points.iter().filter_map(|point| point.p95_ms);
        let slowest = slowest.max().unwrap_or(0);
        say::chart_description(
            lang,
            format::percent(lowest),
            format::duration(lang, TimeDelta::milliseconds(at_ms - self.zero_ms)),
            format::duration(lang, TimeDelta::milliseconds(i64::from(slowest))),
        )
    }

    fn success(&self, out: &mut String, lang: Lang) {
        let objective = self.facts.drill.steady_state.objective.availability;
        let y = |share: f64| TOP + (1.0 - share) * SUCCESS_HEIGHT;
        panel(out, &say::axis_success(lang), TOP, SUCCESS_HEIGHT);
        for share in [0.0, 0.5, 1.0] {
            grid(out, y(share), &format::percent(share));
        }
        let value = format::percent(objective);
        dashed(out, y(objective), &say::objective(lang, value), 13.0);
        for run in runs(&self.series.points, success) {
            let line: Vec<(f64, f64)> = run
                .iter()
                .map(|(point, share)| (self.middle(point), y(*share)))
                .collect();
            if let (Some(first), Some(last)) = (line.first(), line.last()) {
                let _ = writeln!(
                    out,
                    r#"<path class="lost" d="M{:.1} {TOP} {} L{:.1} {TOP} Z"/>"#,
                    first.0,
                    path(&line).replacen('M', "L", 1),
                    last.0
                );
            }
            let _ = writeln!(out, r#"<path class="line" d="{}"/>"#, path(&line));
        }
        if let Some(worst) = &self.series.worst {
            for run in smooth(worst, self.series.step_ms) {
                let line: Vec<(f64, f64)> = run
                    .iter()
                    .filter_map(|(index, share)| {
                        let point = self.series.points.get(*index)?;
                        Some((self.middle(point), y(*share)))
                    })
                    .collect();
                let _ = writeln!(out, r#"<path class="line worst" d="{}"/>"#, path(&line));
            }
            legend(
                out,
                &say::line_whole(lang),
                &say::line_worst(lang, worst.journey.name(lang)),
            );
        }
    }

    fn latency(&self, out: &mut String, lang: Lang) {
        let top = TOP + SUCCESS_HEIGHT + BETWEEN;
        let y = |ms: f64| top + (1.0 - ms.min(MOST_MS) / MOST_MS) * LATENCY_HEIGHT;
        panel(out, &say::axis_latency(lang), top, LATENCY_HEIGHT);
        for ms in [0, 1000, 2000] {
            let label = format::duration(lang, TimeDelta::milliseconds(ms));
            #[expect(clippy::cast_precision_loss, reason = "pixels")]
            grid(out, y(ms as f64), &label);
        }
        let objective = self.facts.drill.steady_state.objective.latency_ms;
        let value = format::duration(lang, TimeDelta::milliseconds(i64::from(objective)));
        dashed(
            out,
            y(f64::from(objective)),
            &say::objective(lang, value),
            -5.0,
        );
        for run in runs(&self.series.points, |point| point.p95_ms.map(f64::from)) {
            let line: Vec<(f64, f64)> = run
                .iter()
                .map(|(point, ms)| (self.middle(point), y(*ms)))
                .collect();
            let _ = writeln!(out, r#"<path class="line thin" d="{}"/>"#, path(&line));
        }
    }

    fn time_axis(&self, out: &mut String, lang: Lang) {
        const STEPS: [i64; 12] = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];
        let seconds = self.span_ms / 1000;
        let step = STEPS.into_iter().find(|step| seconds / step <= 9);
        let step_ms = step.unwrap_or(14_400) * 1000;
        let bottom = TOP + SUCCESS_HEIGHT + BETWEEN + LATENCY_HEIGHT;
        let first = (self.from_ms - self.zero_ms).div_euclid(step_ms) * step_ms;
        let mut since = first;
        while since <= self.from_ms + self.span_ms - self.zero_ms {
            let at = since + self.zero_ms;
            if at >= self.from_ms {
                let x = self.x(at);
                let _ = writeln!(
                    out,
                    r#"<line class="tick" x1="{x:.1}" y1="{bottom}" x2="{x:.1}" y2="{:.1}"/><text class="label" x="{x:.1}" y="{:.1}" text-anchor="middle">{}</text>"#,
                    bottom + 5.0,
                    bottom + 19.0,
                    minutes(since)
                );
            }
            since += step_ms;
        }
        let _ = writeln!(
            out,
            r#"<text class="label" x="{:.1}" y="{:.1}" text-anchor="middle">{}</text>"#,
            LEFT + (WIDTH - LEFT - RIGHT) / 2.0,
            bottom + 38.0,
            escape(&say::axis_time(lang))
        );
    }

    fn moments(&self, out: &mut String, lang: Lang) {
        let moments = named(self.facts, lang);
        let bottom = TOP + SUCCESS_HEIGHT + BETWEEN + LATENCY_HEIGHT;
        // Labels in a row must not touch: each goes to the lowest row that has room.
        let mut rows = [f64::NEG_INFINITY; 3];
        for (label, name, at) in moments {
            let x = self.x(at.timestamp_millis());
            let row = rows.iter().position(|last| x - last >= LABEL_ROOM);
            let row = row.unwrap_or(rows.len() - 1);
            if let Some(last) = rows.get_mut(row) {
                *last = x;
            }
            #[expect(clippy::cast_precision_loss, reason = "pixels")]
            let y = TOP - 26.0 - row as f64 * 17.0;
            let _ = writeln!(
                out,
                r#"<g><title>{label} {} {}</title><line class="moment" x1="{x:.1}" y1="{:.1}" x2="{x:.1}" y2="{bottom}"/><text class="moment-label" x="{x:.1}" y="{y:.1}" text-anchor="middle">{label}</text></g>"#,
                escape(&name),
                format::clock(at),
                y + 4.0
            );
        }
    }
}

/// The moments that came, in order of time.
fn named(facts: &Facts<'_>, lang: Lang) -> Vec<(&'static str, String, DateTime<Utc>)> {
    let moments = &facts.moments;
    let all = [
        ("T0", say::t0(lang), moments.t0),
        ("T1", say::t1(lang), moments.t1),
        ("T2", say::t2(lang), moments.t2),
        ("T3", say::t3(lang), moments.t3),
        ("T4", say::t4(lang), moments.t4),
        ("T5", say::t5(lang), moments.t5),
    ];
    let mut came: Vec<_> = all
        .into_iter()
        .filter_map(|(label, name, at)| Some((label, name, at?)))
        .collect();
    came.sort_by_key(|(_, _, at)| *at);
    came
}

/// The share of successful requests; none without a request.
fn success(point: &Point) -> Option<f64> {
    let requests = u64::from(point.ok) + u64::from(point.failed);
    (requests > 0).then(|| share(u64::from(point.ok), requests))
}

/// Stretches in which every point has a value.
fn runs(points: &[Point], value: impl Fn(&Point) -> Option<f64>) -> Vec<Vec<(&Point, f64)>> {
    let mut runs: Vec<Vec<(&Point, f64)>> = vec![Vec::new()];
    for point in points {
        match (value(point), runs.last_mut()) {
            (Some(value), Some(run)) => run.push((point, value)),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// A journey's share of successful requests, as the mean of 5 s: few requests a second would make it jump. In
/// stretches that have requests; each value with the index of its step.
fn smooth(worst: &JourneySeries, step_ms: i64) -> Vec<Vec<(usize, f64)>> {
    let reach = usize::try_from(2500 / step_ms.max(1)).unwrap_or(0);
    let mut runs: Vec<Vec<(usize, f64)>> = vec![Vec::new()];
    for index in 0..worst.points.len() {
        let near = worst.points.iter().skip(index.saturating_sub(reach));
        let near = near.take(reach + 1 + reach.min(index));
        let (ok, failed) = near.fold((0, 0), |(ok, failed), point| {
            (ok + u64::from(point.0), failed + u64::from(point.1))
        });
        match runs.last_mut() {
            Some(run) if ok + failed > 0 => run.push((index, share(ok, ok + failed))),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// Minutes and seconds, for axes.
fn minutes(ms: i64) -> String {
    let sign = if ms < 0 { "-" } else { "" };
    let seconds = ms.abs() / 1000;
    format!("{sign}{}:{:02}", seconds / 60, seconds % 60)
}
