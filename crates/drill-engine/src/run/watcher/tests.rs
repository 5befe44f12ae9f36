use super::*;
use crate::run::streak::Span;
use drill_core::check::Probe;
use drill_core::journal::Entry;

const HOLD: TimeDelta = TimeDelta::seconds(15);

fn at(second: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
}

fn check(id: &str, proves: Proves) -> Check {
    Check {
        id: id.to_owned(),
        proves,
        title: Text::same(id),
        probe: Probe::Audit {},
    }
}

/// A run with a check of the service levels and one of the cause, paged at second 0.
struct Play {
    watcher: Watcher,
    state: RunState,
    second: i64,
}

impl Play {
    fn new() -> Self {
        let checks = [
            check("levels", Proves::ServiceLevels),
            check("cause", Proves::Cause),
        ];
        let invariants = [check("data", Proves::Data), check("intact", Proves::Intact)];
        let mut play = Self {
            watcher: Watcher::new(&checks, &invariants, HOLD),
            state: RunState::of(Vec::new()),
            second: 0,
        };
        play.write(Event::FaultApplied);
        play.write(Event::Paged {
            alert: "A".into(),
            severity: "page".into(),
            summary: Text::default(),
            impact: Text::default(),
            starts_at: at(0),
        });
        play
    }

    fn write(&mut self, event: Event) {
        let entry = Entry {
            seq: self.state.entries.len() as u64,
            at: at(self.second),
            event,
        };
        self.state.apply(entry);
    }

    fn look(&self, word: char) -> Look {
        Look {
            verdict: match word {
                'p' => Verdict::Passed,
                'f' => Verdict::Failed {
                    reason: Text::same("no"),
                },
                _ => Verdict::Error {
                    reason: "ours".into(),
                },
            },
            span: Span::moment(at(self.second)),
        }
    }

    /// So many seconds in which levels and cause say this.
    fn seconds(&mut self, count: usize, levels: char, cause: char) -> Round {
        let mut last = Round {
            events: Vec::new(),
            held: false,
        };
        for _ in 0..count {
            self.second += 1;
            let looks = [self.look(levels), self.look(cause)];
            last = self.watcher.round(&self.state, &looks);
            for event in last.events.clone() {
                self.write(event);
            }
        }
        last
    }
}

#[test]
fn a_repair_that_holds_resolves_with_moments_of_its_beginning() {
    let mut play = Play::new();
    play.seconds(10, 'f', 'f');
    play.seconds(2, 'f', 'p');
    assert!(!play.seconds(15, 'p', 'p').held);
    assert!(play.seconds(1, 'p', 'p').held);
    let moments = play.state.moments();
    assert_eq!(moments.t4, Some(at(13)));
    assert_eq!(moments.t5, Some(at(11)));
}

#[test]
fn a_mitigation_restores_service_and_does_not_resolve() {
    let mut play = Play::new();
    play.seconds(5, 'f', 'f');
    assert!(!play.seconds(40, 'p', 'f').held);
    let moments = play.state.moments();
    assert_eq!(moments.t4, Some(at(6)));
    assert_eq!(moments.t5, None);
}

#[test]
fn service_that_breaks_again_voids_its_restoration() {
    let mut play = Play::new();
    play.seconds(5, 'f', 'f');
    play.seconds(20, 'p', 'f');
    let round = play.seconds(1, 'f', 'f');
    assert!(round.events.contains(&Event::ServiceLevelsBroken));
    assert_eq!(play.state.moments().t4, None);
    play.seconds(20, 'p', 'p');
    assert_eq!(play.state.moments().t4, Some(at(27)));
}

#[test]
fn a_cause_that_comes_back_voids_its_removal() {
    let mut play = Play::new();
    play.seconds(5, 'f', 'f');
    play.seconds(20, 'p', 'p');
    assert!(play.state.moments().t5.is_some());
    let round = play.seconds(1, 'p', 'f');
    assert!(round.events.contains(&Event::CauseReturned));
    assert_eq!(play.state.moments().t5, None);
}

#[test]
fn checks_that_have_not_failed_yet_restore_nothing() {
    let mut play = Play::new();
    play.seconds(20, 'p', 'p');
    assert_eq!(play.state.moments().t4, None);
}

#[test]
fn an_error_is_no_change_of_fortune_and_never_the_moment_of_success() {
    let mut play = Play::new();
    play.seconds(5, 'f', 'f');
    play.seconds(14, 'p', 'p');
    assert!(!play.seconds(2, 'e', 'p').held);
    assert!(play.seconds(1, 'p', 'p').held);
    assert_eq!(play.state.moments().t4, Some(at(6)));
}

#[test]
fn nothing_is_resolved_before_the_page() {
    let mut play = Play::new();
    play.state = RunState::of(Vec::new());
    play.write(Event::FaultApplied);
    play.seconds(2, 'f', 'f');
    assert!(!play.seconds(30, 'p', 'p').held);
}

#[test]
fn lost_data_is_journalled_and_does_not_keep_the_run_open() {
    let mut play = Play::new();
    play.seconds(1, 'f', 'f');
    play.seconds(16, 'p', 'p');
    let looks = [play.look('f'), play.look('p')];
    let round = play.watcher.invariants(&play.state, &looks);
    assert!(round.held);
    assert!(matches!(
        &round.events[..],
        [Event::CheckChanged { check, .. }, ..] if check == "data"
    ));
    let looks = [play.look('p'), play.look('f')];
    assert!(!play.watcher.invariants(&play.state, &looks).held);
    let looks = [play.look('e'), play.look('p')];
    assert!(!play.watcher.invariants(&play.state, &looks).held);
}

#[test]
fn a_change_is_journalled_once() {
    let mut play = Play::new();
    play.seconds(10, 'f', 'f');
    let changes = play
        .state
        .entries
        .iter()
        .filter(|entry| matches!(entry.event, Event::CheckChanged { .. }))
        .count();
    assert_eq!(changes, 2);
}

#[test]
fn the_report_does_not_tell_why_the_cause_is_there() {
    let mut play = Play::new();
    play.seconds(1, 'f', 'f');
    let reason = |check: &CheckView| match &check.verdict {
        Some(Verdict::Failed { reason }) => reason.en.clone(),
        other => format!("{other:?}"),
    };
    let report = play.watcher.report(false);
    assert_eq!(reason(&report.checks[0]), "no");
    assert_eq!(reason(&report.checks[1]), "It is still there.");
}

#[test]
fn the_report_counts_what_was_held_by_all() {
    let mut play = Play::new();
    play.seconds(1, 'f', 'f');
    play.seconds(3, 'f', 'p');
    assert_eq!(play.watcher.report(false).held_seconds, None);
    play.seconds(5, 'p', 'p');
    let report = play.watcher.report(false);
    assert_eq!(report.held_seconds, Some(4));
    assert_eq!(report.checks.len(), 4);
    assert_eq!(report.checks[2].verdict, None);
}
