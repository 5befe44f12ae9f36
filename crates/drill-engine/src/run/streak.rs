//! For how long a check has passed without a break.

use chrono::{DateTime, TimeDelta, Utc};

/// The span of time that one look at a check covers.
///
/// A look at the service levels covers a window of the past; a look at a database covers one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Its beginning.
    pub from: DateTime<Utc>,
    /// Its end.
    pub to: DateTime<Utc>,
}

impl Span {
    /// One moment.
    #[must_use]
    pub fn moment(at: DateTime<Utc>) -> Self {
        Self { from: at, to: at }
    }
}

/// What one look at a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// It passed over this span.
    Passed(Span),
    /// It failed.
    Failed,
    /// The look itself went wrong.
    Error,
}

/// Between two looks that pass, so much time may lie unseen and still count as held. Looks come once a
/// second and may each take two.
const UNSEEN: TimeDelta = TimeDelta::milliseconds(3500);

/// A check's unbroken passes.
///
/// A failure breaks the streak. An error neither breaks it nor counts: it is ours, so it takes nothing from
/// the learner, and the time that nobody saw is not held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Streak {
    open: Option<Open>,
    last_passed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Open {
    since: DateTime<Utc>,
    until: DateTime<Utc>,
    unseen: TimeDelta,
}

impl Streak {
    /// Takes in one look.
    pub fn observe(&mut self, seen: Seen) {
        self.last_passed = matches!(seen, Seen::Passed(_));
        match seen {
            Seen::Passed(span) => match &mut self.open {
                None => {
                    self.open = Some(Open {
                        since: span.from,
                        until: span.to,
                        unseen: TimeDelta::zero(),
                    });
                }
                Some(open) => {
                    let gap = span.from - open.until;
                    if gap > UNSEEN {
                        open.unseen += gap;
                    }
                    open.until = open.until.max(span.to);
                }
            },
            Seen::Failed => self.open = None,
            Seen::Error => {}
        }
    }

    /// When the streak began; none while the check does not pass.
    #[must_use]
    pub fn since(&self) -> Option<DateTime<Utc>> {
        self.open.map(|open| open.since)
    }

    /// For how long it was seen to last; none while the check does not pass.
    #[must_use]
    pub fn held(&self) -> Option<TimeDelta> {
        self.open
            .map(|open| (open.until - open.since - open.unseen).max(TimeDelta::zero()))
    }

    /// Whether it lasted for `hold` and the last look passed. After an error it says no: nothing is declared
    /// on what could not be seen.
    #[must_use]
    pub fn has_held(&self, hold: TimeDelta) -> bool {
        self.last_passed && self.held().is_some_and(|held| held >= hold)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOLD: TimeDelta = TimeDelta::seconds(15);

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    fn pass(second: i64) -> Seen {
        Seen::Passed(Span::moment(at(second)))
    }

    fn after(looks: impl IntoIterator<Item = Seen>) -> Streak {
        let mut streak = Streak::default();
        for seen in looks {
            streak.observe(seen);
        }
        streak
    }

    #[test]
    fn a_check_that_passes_for_the_whole_hold_has_held_since_its_first_pass() {
        assert!(!after((0..15).map(pass)).has_held(HOLD));
        let held = after((0..=15).map(pass));
        assert!(held.has_held(HOLD));
        assert_eq!(held.since(), Some(at(0)));
    }

    #[test]
    fn one_failure_starts_the_hold_anew() {
        let looks = (0..14)
            .map(pass)
            .chain([Seen::Failed])
            .chain((15..29).map(pass));
        let streak = after(looks);
        assert!(!streak.has_held(HOLD));
        assert_eq!(streak.since(), Some(at(15)));
    }

    #[test]
    fn an_error_neither_breaks_the_hold_nor_completes_it() {
        let looks = (0..=15).map(pass).chain([Seen::Error]);
        let streak = after(looks);
        assert!(!streak.has_held(HOLD), "declared on an error");
        let mut streak = streak;
        streak.observe(pass(17));
        assert!(streak.has_held(HOLD));
        assert_eq!(streak.since(), Some(at(0)));
    }

    #[test]
    fn time_that_nobody_saw_does_not_count() {
        let looks = [pass(0), pass(1)]
            .into_iter()
            .chain(std::iter::repeat_n(Seen::Error, 20))
            .chain([pass(21)]);
        let streak = after(looks);
        assert_eq!(streak.held(), Some(TimeDelta::seconds(1)));
        assert!(!streak.has_held(HOLD));
    }

    #[test]
    fn a_window_counts_from_its_beginning_to_its_end() {
        let window = |end| {
            Seen::Passed(Span {
                from: at(end - 5),
                to: at(end),
            })
        };
        let streak = after((5..=15).map(window));
        assert_eq!(streak.since(), Some(at(0)));
        assert!(streak.has_held(HOLD));
    }

    #[test]
    fn before_the_first_look_nothing_has_held() {
        assert!(!Streak::default().has_held(TimeDelta::zero()));
        assert_eq!(Streak::default().held(), None);
    }
}
