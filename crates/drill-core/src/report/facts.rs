//! What a report is about, out of a run's journal.

use chrono::{DateTime, TimeDelta, Utc};

use super::say;
use crate::definition::Drill;
use crate::format;
use crate::i18n::{Lang, Text};
use crate::journal::{Entry, Event};
use crate::score::{Score, score};
use crate::slo::{Impact, JourneyImpact, Series};
use crate::timeline::Moments;

/// How a run ended.
#[derive(Debug, Clone, Copy)]
pub(super) enum Outcome<'a> {
    Open,
    Resolved,
    Surrendered,
    Stopped(&'a Text),
}

/// Everything that a report tells.
pub(super) struct Facts<'a> {
    pub(super) drill: &'a Drill,
    pub(super) entries: &'a [Entry],
    pub(super) moments: Moments,
    pub(super) score: Score,
    pub(super) outcome: Outcome<'a>,
    pub(super) measured: Option<(&'a Impact, &'a Series)>,
    /// When the journal ends.
    pub(super) end: Option<DateTime<Utc>>,
}

impl<'a> Facts<'a> {
    pub(super) fn of(drill: &'a Drill, entries: &'a [Entry]) -> Self {
        let mut outcome = Outcome::Open;
        let mut measured = None;
        for entry in entries {
            match &entry.event {
                Event::Resolved => outcome = Outcome::Resolved,
                Event::Surrendered => outcome = Outcome::Surrendered,
                Event::Stopped { reason } => {
                    // Cleaning up after a surrender may stop it too; what the learner did counts.
                    if matches!(outcome, Outcome::Open) {
                        outcome = Outcome::Stopped(reason);
                    }
                }
                Event::Measured { impact, series } => measured = Some((impact, series)),
                _ => {}
            }
        }
        Self {
            drill,
            entries,
            moments: Moments::from_entries(entries),
            score: score(drill, entries),
            outcome,
            measured,
            end: entries.last().map(|entry| entry.at),
        }
    }

    /// Whether the cause may be told.
    pub(super) fn told(&self) -> bool {
        matches!(self.outcome, Outcome::Resolved | Outcome::Surrendered)
    }

    /// The run's title in the words of the time when it was played.
    pub(super) fn title(&self, lang: Lang) -> &str {
        let title = self.entries.iter().find_map(|entry| match &entry.event {
            Event::RunStarted { title, .. } => Some(title),
            _ => None,
        });
        title.unwrap_or(&self.drill.title).in_lang(lang)
    }

    /// For how long customers were hurt: until service levels were back, else until the journal ends.
    pub(super) fn hurt(&self) -> Option<TimeDelta> {
        let end = self.moments.t4.or(self.end)?;
        Some(end - self.moments.t0?)
    }

    /// A duration since T0, for tables.
    pub(super) fn since_t0(&self, lang: Lang, at: DateTime<Utc>) -> Option<String> {
        Some(format::duration(lang, at - self.moments.t0?))
    }

    pub(super) fn outcome_word(&self, lang: Lang) -> String {
        match self.outcome {
            Outcome::Open => say::open(lang),
            Outcome::Resolved => say::resolved(lang),
            Outcome::Surrendered => say::surrendered(lang),
            Outcome::Stopped(_) => say::stopped(lang),
        }
    }

    /// The headline, sentence by sentence.
    pub(super) fn headline(&self, lang: Lang) -> Vec<String> {
        let mut said = Vec::new();
        match (self.measured, self.hurt()) {
            (Some((impact, _)), Some(hurt)) => {
                let whole = impact.whole();
                said.push(say::headline(
                    lang,
                    format::duration(lang, hurt),
                    format::count(whole.failed),
                    format::count(whole.requests),
                    format::percent(share(whole.failed, whole.requests)),
                ));
                if whole.slow > 0 {
                    said.push(say::headline_slow(lang, format::count(whole.slow)));
                }
                said.extend(worst(lang, impact));
                said.extend(orders(lang, impact));
            }
            _ => said.push(say::headline_unmeasured(lang)),
        }
        said.push(self.outcome_sentence(lang));
        said
    }

    fn outcome_sentence(&self, lang: Lang) -> String {
        match self.outcome {
            Outcome::Resolved => {
                let duration = |delta: Option<TimeDelta>| match delta {
                    Some(delta) => format::duration(lang, delta),
                    None => say::not_reached(lang),
                };
                say::outcome_resolved(
                    lang,
                    duration(self.moments.time_to_mitigate()),
                    duration(self.moments.time_to_resolve()),
                )
            }
            Outcome::Surrendered => say::outcome_surrendered(lang),
            Outcome::Stopped(reason) => say::outcome_stopped(lang, reason.in_lang(lang)),
            Outcome::Open => say::outcome_open(lang),
        }
    }

    /// The page in one sentence.
    pub(super) fn page(&self, lang: Lang) -> Option<String> {
        self.entries.iter().find_map(|entry| match &entry.event {
            Event::Paged {
                alert,
                summary,
                impact,
                ..
            } => Some(say::paged_with(
                lang,
                alert,
                summary.in_lang(lang).trim_end_matches('.'),
                impact.in_lang(lang),
            )),
            _ => None,
        })
    }

    /// Every change that the journal knows of.
    pub(super) fn actions(&self) -> impl Iterator<Item = (DateTime<Utc>, &str)> {
        self.entries.iter().filter_map(|entry| match &entry.event {
            Event::ActionTaken { command } => Some((entry.at, command.as_str())),
            _ => None,
        })
    }
}

fn worst(lang: Lang, impact: &Impact) -> Option<String> {
    let share_of = |one: &JourneyImpact| share(one.failed, one.requests);
    let (journey, sums) = impact
        .journeys
        .iter()
        .max_by(|(_, one), (_, other)| share_of(one).total_cmp(&share_of(other)))?;
    (sums.failed > 0)
        .then(|| say::headline_worst(lang, journey.name(lang), format::percent(share_of(sums))))
}

fn orders(lang: Lang, impact: &Impact) -> Option<String> {
    let orders = format::count(impact.orders_not_taken);
    match (impact.orders_not_taken, impact.revenue_not_taken_minor) {
        (0, _) => None,
        (_, 0) => Some(say::headline_orders(lang, orders)),
        (_, minor) => Some(say::headline_orders_worth(
            lang,
            orders,
            format::dollars(minor),
        )),
    }
}

/// A share; 0 of nothing is 0.
#[expect(
    clippy::cast_precision_loss,
    reason = "a share of requests needs no more than 53 bits"
)]
pub(super) fn share(part: u64, of: u64) -> f64 {
    if of == 0 {
        0.0
    } else {
        part as f64 / of as f64
    }
}
