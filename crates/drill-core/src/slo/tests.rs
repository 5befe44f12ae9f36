use std::time::Duration;

use rstest::rstest;

use super::*;
use crate::fixture::bins;

const WINDOW: Duration = Duration::from_secs(2);

/// Bins of one journey, one request each: `.` good, `x` failed, `s` slow, `r` rejected, ` ` none.
fn of(journey: Journey, seen: &str) -> Vec<Bin> {
    seen.chars()
        .zip(0..)
        .map(|(what, index)| {
            let mut one = JourneyBin::default();
            match what {
                '.' => one.ok = 1,
                's' => (one.ok, one.slow) = (1, 1),
                'x' => one.failed = 1,
                'r' => one.rejected = 1,
                _ => {}
            }
            if one.ok == 1 {
                one.latencies_ms = vec![if what == 's' { 900 } else { 20 }];
            }
            Bin {
                at_ms: index * BIN_MS,
                journeys: BTreeMap::from([(journey, one)]),
            }
        })
        .collect()
}

fn ok(seen: &str) -> bool {
    levels(&of(Journey::Browse, seen), &Objective::default(), WINDOW).ok
}

#[rstest]
#[case::all_good("....................", true)]
#[case::nothing_seen("                    ", false)]
#[case::one_failed(".........x..........", false)]
#[case::failures_before_the_window("xxxxxxxx....................", true)]
#[case::one_slow_of_twenty("...................s", true)]
#[case::two_slow_of_twenty("..................ss", false)]
#[case::one_slow_of_three("                 ..s", true)]
#[case::every_second_slow("                  .s", false)]
#[case::two_slow_of_six("              .s..s.", false)]
#[case::one_slow_and_one_failed("              .s..x.", false)]
#[case::only_rejected("rrrrrrrrrrrrrrrrrrrr", false)]
#[case::rejected_do_not_count("rrrrrrrrrrrrrrrr....", true)]
#[case::all_failed("xxxxxxxxxxxxxxxxxxxx", false)]
fn a_window_holds_when_its_requests_meet_the_objective(#[case] seen: &str, #[case] expected: bool) {
    assert_eq!(ok(seen), expected);
}

#[test]
fn no_bin_at_all_proves_nothing() {
    assert!(!levels(&[], &Objective::default(), WINDOW).ok);
    assert_eq!(held_since(&[], &Objective::default(), WINDOW), None);
}

#[test]
fn one_journey_that_fails_is_not_hidden_by_the_others() {
    let mut bins = of(Journey::Browse, &".".repeat(20));
    for bin in &mut bins {
        let many = JourneyBin {
            ok: 1000,
            ..JourneyBin::default()
        };
        bin.journeys.insert(Journey::Search, many);
    }
    let last = bins.last_mut().unwrap();
    last.journeys.insert(
        Journey::Checkout,
        JourneyBin {
            failed: 1,
            ..JourneyBin::default()
        },
    );
    let levels = levels(&bins, &Objective::default(), WINDOW);
    assert!(levels.whole.ok);
    assert!(!levels.ok);
    let broken: Vec<Journey> = levels.broken().map(|(journey, _)| journey).collect();
    assert_eq!(broken, [Journey::Checkout]);
}

#[rstest]
#[case::from_the_beginning("........................................", Some(0))]
#[case::from_the_end_of_the_last_failure("..........xx............................", Some(1_200))]
#[case::not_while_the_window_still_fails("..............................xx........", None)]
#[case::a_gap_is_not_good("..........                    ", None)]
#[case::good_again_after_silence("                    ....................", Some(2_000))]
fn service_counts_as_held_from_the_end_of_the_last_bad_bin(
    #[case] seen: &str,
    #[case] expected: Option<i64>,
) {
    let bins = of(Journey::Browse, seen);
    assert_eq!(held_since(&bins, &Objective::default(), WINDOW), expected);
}

#[test]
fn the_impact_is_the_sum_of_its_span() {
    let mut bins = of(Journey::Checkout, "..xxsr..");
    for bin in &mut bins {
        for one in bin.journeys.values_mut().filter(|one| one.failed > 0) {
            one.lost_minor = 1_990;
        }
    }
    let impact = impact(&bins, 200, 600, &Objective::default());
    assert_eq!(impact.orders_not_taken, 2);
    assert_eq!(impact.revenue_not_taken_minor, 3_980);
    assert_eq!(
        impact.whole(),
        JourneyImpact {
            requests: 3,
            failed: 2,
            slow: 1,
            rejected: 1,
        }
    );
    // 3 requests in 0.4 s are 19,440,000 in 30 days, of which 194,400 may fail.
    assert!((impact.availability_budget - 2.0 / 194_400.0).abs() < 1e-12);
}

#[test]
fn the_impact_of_nothing_is_nothing() {
    let impact = impact(&[], 0, 0, &Objective::default());
    assert_eq!(impact.whole(), JourneyImpact::default());
    assert!(impact.availability_budget.abs() < f64::EPSILON);
}

#[test]
fn a_series_has_one_point_a_second_and_keeps_every_request() {
    let bins = bins();
    let (from, to) = (bins[0].at_ms, bins[bins.len() - 1].at_ms + BIN_MS);
    let series = series(&bins, from, to, 600);
    assert_eq!(series.step_ms, 1000);
    assert_eq!(series.points.len(), 265);
    let requests: u32 = series.points.iter().map(|one| one.ok + one.failed).sum();
    assert_eq!(requests, 265 * 20);
}

#[test]
fn a_series_follows_the_journey_that_was_hit_hardest() {
    let mut bins = of(Journey::Browse, "...x................");
    for (bin, checkout) in bins
        .iter_mut()
        .zip(of(Journey::Checkout, "..........xxxxx....."))
    {
        bin.journeys.extend(checkout.journeys);
    }
    let worst = series(&bins, 0, 2_000, 600).worst.unwrap();
    assert_eq!(worst.journey, Journey::Checkout);
    assert_eq!(worst.points, [(10, 0), (5, 5)]);
    let good = of(Journey::Browse, "....");
    assert_eq!(series(&good, 0, 400, 600).worst, None);
}

#[test]
fn a_long_series_is_drawn_in_longer_steps() {
    let bins = of(Journey::Browse, &".".repeat(10_000));
    let series = series(&bins, 0, 1_000_000, 100);
    assert_eq!(series.step_ms, 10_000);
    assert_eq!(series.points.len(), 100);
    assert_eq!(series.points[0].ok, 100);
}

#[test]
fn a_step_without_a_request_is_there_and_empty() {
    let bins = of(Journey::Browse, &format!("{:<20}", ".........."));
    let series = series(&bins, 0, 2_000, 600);
    assert_eq!(series.points[1].ok + series.points[1].failed, 0);
    assert_eq!(series.points[1].p95_ms, None);
}

#[test]
fn the_95th_percentile_ignores_one_of_twenty() {
    let mut bins = of(Journey::Browse, "....................");
    bins[3].journeys.insert(
        Journey::Browse,
        JourneyBin {
            ok: 1,
            latencies_ms: vec![5_000],
            ..JourneyBin::default()
        },
    );
    let series = series(&bins, 0, 2_000, 1);
    assert_eq!(series.points[0].p95_ms, Some(20));
}

#[test]
fn a_bin_reads_as_documented() {
    let bin = &of(Journey::OrderStatus, ".")[0];
    let json = serde_json::to_string(bin).unwrap();
    assert_eq!(
        json,
        "{\"atMs\":0,\"journeys\":{\"orderStatus\":{\"ok\":1,\"failed\":0,\"slow\":0,\"rejected\":0,\"latenciesMs\":[20]}}}"
    );
    assert_eq!(serde_json::from_str::<Bin>(&json).unwrap(), *bin);
}

#[test]
fn every_message_exists_in_every_language() {
    crate::i18n::assert_complete(say::ALL);
}
