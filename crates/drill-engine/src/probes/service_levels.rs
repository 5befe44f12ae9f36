//! Whether customers are served as promised, by what the traffic saw.

use chrono::{DateTime, Utc};
use drill_core::check::Verdict;
use drill_core::format;
use drill_core::i18n::{Lang, Text};
use drill_core::period::Period;
use drill_core::slo::{self, BIN_MS, Bin, Level, Objective};
use drill_load::BinReader;

use super::{Look, Scope, error, failed};
use crate::run::streak::Span;
use crate::texts::checks as say;

/// How far back a look goes to find where good service began, in milliseconds.
const BACK_MS: i64 = 120_000;
/// Between two bins that follow each other is nothing; so much more means that nothing was measured.
const GAP_MS: i64 = 1000;
/// Bins come up to 2.3 s late, when a request used up its timeout. Older ones mean that the traffic
/// measures nothing.
const STALE_MS: i64 = 5000;

pub(super) async fn look(bins: &BinReader, window: Period, scope: &Scope) -> Look {
    let now = Utc::now();
    let from_ms = scope
        .since
        .timestamp_millis()
        .max(now.timestamp_millis() - BACK_MS);
    let (reader, objective) = (bins.clone(), scope.objective);
    // Two minutes of bins take a moment to read and to judge.
    let work = move || match reader.since(from_ms) {
        Ok(bins) => judge(&bins, window, &objective, now),
        Err(reason) => Look::now(error(reason)),
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(look) => look,
        Err(reason) => Look::now(error(reason)),
    }
}

/// What these bins say at `now`.
fn judge(bins: &[Bin], window: Period, objective: &Objective, now: DateTime<Utc>) -> Look {
    let Some(last) = bins.last() else {
        return Look::now(error("the traffic has not measured anything yet"));
    };
    let end_ms = last.at_ms + BIN_MS;
    let behind_ms = now.timestamp_millis() - end_ms;
    if behind_ms > STALE_MS {
        return Look::now(error(format!(
            "the traffic has measured nothing for {behind_ms} ms"
        )));
    }
    let bins = after_last_gap(bins);
    let time = |ms| DateTime::from_timestamp_millis(ms).unwrap_or(now);
    let levels = slo::levels(bins, objective, window.as_duration());
    match slo::held_since(bins, objective, window.as_duration()) {
        Some(since_ms) if levels.ok => Look {
            verdict: Verdict::Passed,
            span: Span {
                from: time(since_ms),
                to: time(end_ms),
            },
        },
        _ => Look {
            verdict: failed(reason(&levels, window)),
            span: Span {
                from: time(end_ms - i64::try_from(window.as_millis()).unwrap_or_default()),
                to: time(end_ms),
            },
        },
    }
}

/// The bins since the traffic last stopped to measure, as it does when a supervisor is killed: good service counts
/// from what was seen.
fn after_last_gap(bins: &[Bin]) -> &[Bin] {
    let gap = bins
        .windows(2)
        .rposition(|pair| pair[1].at_ms - pair[0].at_ms > GAP_MS);
    gap.and_then(|index| bins.get(index + 1..)).unwrap_or(bins)
}

fn reason(levels: &slo::Levels, window: Period) -> Text {
    Text::from_fn(|lang| {
        let window = format::duration(lang, window.as_delta());
        if levels.whole.requests == 0 {
            return say::no_requests(lang, window);
        }
        let mut broken: Vec<String> = levels
            .broken()
            .map(|(journey, level)| one(lang, &journey.name(lang), level))
            .collect();
        if broken.is_empty() {
            broken.push(one(lang, &say::all_journeys(lang), &levels.whole));
        }
        say::levels_missed(lang, window, broken.join("; "))
    })
}

fn one(lang: Lang, journey: &str, level: &Level) -> String {
    if level.failed > 0 {
        say::journey_failed(lang, journey, level.failed, level.requests)
    } else {
        say::journey_slow(lang, journey, level.slow, level.requests)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use drill_core::slo::{Journey, JourneyBin};

    const WINDOW: Period = Period::seconds(2);

    fn bins(failed_until: usize, count: usize) -> Vec<Bin> {
        (0..count)
            .map(|index| {
                let bad = u32::from(index < failed_until);
                let counts = JourneyBin {
                    ok: 1 - bad,
                    failed: bad,
                    ..JourneyBin::default()
                };
                Bin {
                    at_ms: i64::try_from(index).unwrap_or_default() * BIN_MS,
                    journeys: [(Journey::Checkout, counts)].into(),
                }
            })
            .collect()
    }

    fn at(ms: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(ms).unwrap_or_default()
    }

    #[test]
    fn good_service_counts_from_the_end_of_the_bad() {
        let look = judge(&bins(50, 100), WINDOW, &Objective::default(), at(10_000));
        assert_eq!(look.verdict, Verdict::Passed);
        assert_eq!(look.span.to, at(10_000));
        assert!(look.span.from >= at(5_000), "{:?}", look.span);
        assert!(look.span.from <= at(7_000), "{:?}", look.span);
    }

    #[test]
    fn good_service_counts_from_what_was_seen() {
        let mut seen = bins(0, 100);
        // Nobody measured for 4 s.
        seen.retain(|bin| !(3_000..7_000).contains(&bin.at_ms));
        let look = judge(&seen, WINDOW, &Objective::default(), at(10_000));
        assert_eq!(look.verdict, Verdict::Passed);
        assert_eq!(look.span.from, at(7_000));
    }

    #[test]
    fn bad_service_is_told_by_journey() {
        let look = judge(&bins(100, 100), WINDOW, &Objective::default(), at(10_000));
        let Verdict::Failed { reason } = look.verdict else {
            unreachable!("it failed");
        };
        assert!(reason.en.contains("checkout"), "{}", reason.en);
        assert!(reason.ko.contains("결제"), "{}", reason.ko);
    }

    #[test]
    fn traffic_that_measures_nothing_is_our_error() {
        let stale = judge(&bins(0, 100), WINDOW, &Objective::default(), at(60_000));
        assert!(matches!(stale.verdict, Verdict::Error { .. }));
        let none = judge(&[], WINDOW, &Objective::default(), at(0));
        assert!(matches!(none.verdict, Verdict::Error { .. }));
    }
}
