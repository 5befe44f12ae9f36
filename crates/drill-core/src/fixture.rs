//! Values that several tests share.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::check::Verdict;
use crate::definition::{Drill, Layer};
use crate::i18n::Text;
use crate::journal::{Entry, Event};
use crate::slo::{BIN_MS, Bin, Journey, JourneyBin, Objective, impact, series};

/// The drill on data, as the project ships it.
pub(crate) fn drill() -> Drill {
    let yaml = include_str!("../../../chaos-experiments/drills/order-pool-exhausted/drill.yaml");
    Drill::read(yaml, "drill.yaml").unwrap()
}

/// A moment: so many seconds after the run began.
pub(crate) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_513_260 + seconds, 0).unwrap()
}

/// A journal of these events, each at its second.
pub(crate) fn journal(events: impl IntoIterator<Item = (i64, Event)>) -> Vec<Entry> {
    events
        .into_iter()
        .zip(0..)
        .map(|((seconds, event), seq)| Entry {
            seq,
            at: at(seconds),
            event,
        })
        .collect()
}

pub(crate) fn paged() -> Event {
    Event::Paged {
        alert: "CheckoutErrorRate".into(),
        severity: "page".into(),
        summary: Text::new(
            "38% of all checkouts fail",
            "결제의 38%가 실패하고 있습니다",
        ),
        impact: Text::new("Customers can't pay.", "고객이 결제하지 못합니다."),
        starts_at: at(23),
    }
}

pub(crate) fn action(command: &str) -> Event {
    Event::ActionTaken {
        command: command.into(),
    }
}

pub(crate) fn note(text: &str) -> Event {
    Event::NoteWritten { text: text.into() }
}

pub(crate) fn diagnosed(layer: Layer, component: &str, answer: &str) -> Event {
    Event::Diagnosed {
        layer,
        component: component.into(),
        answer: answer.into(),
        correct: (layer, component, answer)
            == (Layer::Application, "reporting", "idle-transactions"),
    }
}

pub(crate) fn failed(check: &str) -> Event {
    Event::CheckChanged {
        check: check.into(),
        verdict: Verdict::Failed {
            reason: Text::new("It is not.", "그렇지 않습니다."),
        },
    }
}

pub(crate) fn passed(check: &str) -> Event {
    Event::CheckChanged {
        check: check.into(),
        verdict: Verdict::Passed,
    }
}

/// One second's bins at 20 requests a second, this many of the checkouts failing.
fn second(seconds: i64, failing: f64) -> Vec<Bin> {
    (0..1000 / BIN_MS)
        .map(|index| {
            let at_ms = at(seconds).timestamp_millis() + index * BIN_MS;
            let ok = |latency: u32| JourneyBin {
                ok: 1,
                latencies_ms: vec![latency],
                ..JourneyBin::default()
            };
            let wobble = u32::try_from((at_ms / BIN_MS * 7919).rem_euclid(41)).unwrap();
            let mut journeys = BTreeMap::from([(Journey::Browse, ok(14 + wobble))]);
            let other = match index % 5 {
                0 => Journey::Search,
                1 => Journey::Cart,
                2 => Journey::OrderStatus,
                _ => Journey::Checkout,
            };
            let hurt = matches!(other, Journey::Checkout | Journey::OrderStatus);
            let draw = f64::from(wobble) / 41.0;
            let bin = if hurt && draw < failing {
                JourneyBin {
                    failed: 1,
                    lost_minor: if other == Journey::Checkout { 5490 } else { 0 },
                    ..JourneyBin::default()
                }
            } else if hurt && failing > 0.0 && draw < failing + 0.3 {
                JourneyBin {
                    ok: 1,
                    slow: 1,
                    latencies_ms: vec![700 + wobble * 9],
                    ..JourneyBin::default()
                }
            } else {
                ok(22 + wobble * 2)
            };
            journeys.insert(other, bin);
            Bin { at_ms, journeys }
        })
        .collect()
}

/// What the traffic of the sample run saw.
pub(crate) fn bins() -> Vec<Bin> {
    (-20..245)
        .flat_map(|seconds| {
            let failing = match seconds {
                ..12 => 0.0,
                12..18 => 0.3,
                18..150 => 0.9,
                150..156 => 0.4,
                156..160 => 0.0,
                160..164 => 0.5,
                164..214 => 0.9,
                214..217 => 0.4,
                _ => 0.0,
            };
            second(seconds, failing)
        })
        .collect()
}

/// A run that was played well, with one detour, from beginning to end.
pub(crate) fn sample_run() -> Vec<Entry> {
    let bins = bins();
    let ms = |seconds| at(seconds).timestamp_millis();
    let measured = Event::Measured {
        impact: impact(&bins, ms(8), ms(217), &Objective::default()),
        series: series(&bins, ms(-12), ms(240), 600),
    };
    journal([
        (
            -20,
            Event::RunStarted {
                run: "20261124-094000-order-pool-exhausted".into(),
                drill: "order-pool-exhausted".into(),
                drill_hash: "5f0c".repeat(16),
                seed: 7,
                lab: "default".into(),
                runtime: "process".into(),
                version: "0.1.0".into(),
                title: drill().title,
            },
        ),
        (0, Event::BaselineHeld { seconds: 5 }),
        (
            5,
            Event::FaultPlanned {
                fault: drill().fault.remove(0),
                undo: serde_json::json!({ "set": { "workload": "reporting" } }),
            },
        ),
        (8, Event::FaultApplied),
        (
            15,
            Event::SymptomSeen {
                id: "checkout-fails".into(),
                after_ms: 7_200,
            },
        ),
        (15, failed("service-levels")),
        (16, failed("order-intact")),
        (23, paged()),
        (48, Event::Acknowledged),
        (
            66,
            note(
                "Checkout fails for most customers since 09:41. I am on it; next update in 5 minutes.",
            ),
        ),
        (90, Event::HintTaken { tier: 1, cost: 4 }),
        (112, diagnosed(Layer::Application, "order", "leak-in-order")),
        (
            148,
            action("firedrill connect postgres orders -- -c 'SELECT pg_terminate_backend(pid) …'"),
        ),
        (155, passed("service-levels")),
        (161, failed("service-levels")),
        (
            190,
            diagnosed(Layer::Application, "reporting", "idle-transactions"),
        ),
        (
            212,
            action("firedrill shop set reporting REPORT_COMMIT=true"),
        ),
        (215, passed("cause-removed")),
        (216, passed("order-intact")),
        (222, passed("service-levels")),
        (232, Event::ServiceLevelsRestored { since: at(217) }),
        (232, Event::CauseRemoved { since: at(214) }),
        (
            233,
            note(
                "Checkout works again. The reporting job held the service's database connections; it commits now.",
            ),
        ),
        (238, passed("promises-kept")),
        (239, Event::Resolved),
        (
            240,
            Event::CleanedUp {
                baseline_restored: true,
            },
        ),
        (240, measured),
    ])
}
