//! `hint`: opens the next hint.

use drill_core::i18n::Text;
use drill_core::journal::Event;

use super::Director;
use crate::control::protocol::{Failure, FailureKind, HintView};
use crate::texts::run as say;

impl Director {
    /// Opens the next hint. After the last one it is shown again and costs nothing.
    ///
    /// # Errors
    /// When no page came, when the run is over, or when the drill has no hints.
    pub async fn hint(&self) -> Result<HintView, Failure> {
        let run = self.open().await?;
        let mut hints = run.drill.drill.hints.clone();
        hints.sort_by_key(|hint| hint.tier);
        let in_order = hints.clone();
        let opened = run
            .recorder
            .record_if(move |state| {
                in_order
                    .iter()
                    .find(|hint| !state.hints.contains_key(&hint.tier))
                    .map(|hint| Event::HintTaken {
                        tier: hint.tier,
                        cost: hint.cost,
                    })
            })
            .await?;
        // The last one that is open now.
        let taken: Vec<u32> = run.recorder.state().hints.keys().copied().collect();
        let shown = hints.iter().rev().find(|hint| taken.contains(&hint.tier));
        let text = shown.and_then(|hint| run.drill.hint(hint.tier));
        let (Some(shown), Some(text)) = (shown, text) else {
            return Err(Failure::new(
                FailureKind::NotFound,
                Text::from_fn(say::no_hints),
            ));
        };
        Ok(HintView {
            tier: shown.tier,
            tiers: u32::try_from(hints.len()).unwrap_or(u32::MAX),
            cost: if opened { shown.cost } else { 0 },
            text,
            next_cost: hints
                .iter()
                .find(|hint| !taken.contains(&hint.tier))
                .map(|hint| hint.cost),
        })
    }
}
