//! Which plays a rehearsal needs, and which lab has which of them.

use std::cmp::Reverse;
use std::time::Duration;

use drill_core::definition::{Drill, Solution, WrongFix};
use futures::FutureExt as _;
use futures::future::BoxFuture;

use super::lab::Lab;
use super::proof::Broken;
use super::{broken, solved};

/// How many wrong fixes one play takes at most. More would make a rehearsal as long as their sum.
const WRONG_FIXES_PER_PLAY: usize = 2;
/// About how long it takes from a sound lab to the page.
const TO_THE_PAGE: Duration = Duration::from_secs(20);
/// About how long a script and the way back to a sound lab take beside the hold.
const BESIDE_THE_HOLD: Duration = Duration::from_secs(13);

/// What is proven between one beginning of the drill and its cleanup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Play {
    /// The drill itself, if `whole`, then these wrong fixes.
    Broken {
        wrong_fixes: Vec<WrongFix>,
        whole: bool,
    },
    /// One solution.
    Solved(Solution),
}

impl Play {
    pub(super) fn on<'a>(&'a self, lab: &'a Lab) -> BoxFuture<'a, Result<(), Box<Broken>>> {
        match self {
            Self::Broken { wrong_fixes, whole } => broken::prove(lab, wrong_fixes, *whole).boxed(),
            Self::Solved(solution) => solved::prove(lab, solution).boxed(),
        }
    }

    /// About how long it takes; enough to share the plays out.
    fn estimate(&self, hold: Duration) -> Duration {
        let scripts = match self {
            Self::Broken { wrong_fixes, .. } => wrong_fixes.len(),
            Self::Solved(_) => 1,
        };
        let scripts = u32::try_from(scripts).unwrap_or(u32::MAX);
        TO_THE_PAGE + (hold + BESIDE_THE_HOLD).saturating_mul(scripts)
    }
}

/// The plays of each of the labs, when `labs` run side by side.
pub(super) fn of(drill: &Drill, labs: usize) -> Vec<Vec<Play>> {
    shared(plays(drill, labs), drill.hold.as_duration(), labs)
}

fn plays(drill: &Drill, labs: usize) -> Vec<Play> {
    let left = labs.saturating_sub(drill.solutions.len());
    let groups = groups(&drill.wrong_fixes, left);
    let broken = groups
        .into_iter()
        .enumerate()
        .map(|(index, wrong_fixes)| Play::Broken {
            wrong_fixes,
            whole: index == 0,
        });
    let solved = drill.solutions.iter().cloned().map(Play::Solved);
    broken.chain(solved).collect()
}

/// Each play, longest first, for the lab that is free first.
fn shared(mut plays: Vec<Play>, hold: Duration, labs: usize) -> Vec<Vec<Play>> {
    plays.sort_by_key(|play| Reverse(play.estimate(hold)));
    let mut shared = vec![(Duration::ZERO, Vec::new()); labs.min(plays.len())];
    for play in plays {
        let estimate = play.estimate(hold);
        if let Some((busy, own)) = shared.iter_mut().min_by_key(|(busy, _)| *busy) {
            *busy += estimate;
            own.push(play);
        }
    }
    shared.into_iter().map(|(_, own)| own).collect()
}

/// The wrong fixes of each play, when `left` labs can be theirs at once. The first play has the drill's own proofs too,
/// so it takes the smaller share. A drill without wrong fixes has its own proofs all the same.
fn groups<T: Clone>(wrong_fixes: &[T], left: usize) -> Vec<Vec<T>> {
    let needed = wrong_fixes.len().div_ceil(WRONG_FIXES_PER_PLAY);
    let plays = wrong_fixes.len().min(left).max(needed).max(1);
    let (mut rest, mut groups) = (wrong_fixes, Vec::new());
    for play in 0..plays {
        let (group, later) = rest.split_at(rest.len() / (plays - play));
        groups.push(group.to_vec());
        rest = later;
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use drill_core::i18n::Text;
    use rstest::rstest;

    fn fixes(count: usize) -> Vec<WrongFix> {
        let fix = |index| WrongFix {
            script: format!("wrong-{index}.sh"),
            title: Text::default(),
            why: Text::default(),
        };
        (0..count).map(fix).collect()
    }

    #[test]
    fn no_lab_waits_while_another_has_two_plays() {
        let solved = |index| {
            Play::Solved(Solution {
                script: format!("solution-{index}.sh"),
                title: Text::default(),
            })
        };
        let broken = |count, whole| Play::Broken {
            wrong_fixes: fixes(count),
            whole,
        };
        let plays = vec![
            broken(1, true),
            broken(2, false),
            solved(1),
            solved(2),
            solved(3),
        ];
        let shared = shared(plays, Duration::from_secs(10), 3);
        assert_eq!(
            shared,
            [
                vec![broken(2, false)],
                vec![broken(1, true), solved(2)],
                vec![solved(1), solved(3)],
            ]
        );
    }

    #[rstest]
    #[case::none(0, 4, &[0])]
    #[case::one(1, 4, &[1])]
    #[case::a_lab_for_each(2, 4, &[1, 1])]
    #[case::some_share(3, 2, &[1, 2])]
    #[case::more_labs_than_wanted(5, 1, &[1, 2, 2])]
    #[case::no_lab_left(2, 0, &[2])]
    fn wrong_fixes_are_spread_over_plays(
        #[case] count: usize,
        #[case] left: usize,
        #[case] wanted: &[usize],
    ) {
        let fixes: Vec<usize> = (0..count).collect();
        let groups = groups(&fixes, left);
        let sizes: Vec<usize> = groups.iter().map(Vec::len).collect();
        assert_eq!(sizes, wanted);
        assert_eq!(groups.concat(), fixes);
    }
}
