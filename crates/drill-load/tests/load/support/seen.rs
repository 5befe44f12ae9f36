//! Making traffic, and what it wrote.

use std::collections::HashMap;
use std::path::Path;

use drill_core::slo::{Bin, Journey, JourneyBin};
use drill_load::orders::{Ack, Intent, Line};
use drill_load::{BinReader, LoadOptions, run};
use uuid::Uuid;

use super::shop::FakeShop;
use super::until;

pub(crate) fn all_bins(dir: &Path) -> Vec<Bin> {
    BinReader::open(dir).since(0).unwrap()
}

pub(crate) fn sum<'a>(bins: impl IntoIterator<Item = &'a Bin>) -> JourneyBin {
    let mut sum = JourneyBin::default();
    for bin in bins {
        bin.journeys.values().for_each(|counts| sum.add(counts));
    }
    sum
}

pub(crate) fn sum_of(bins: &[Bin], journey: Journey) -> JourneyBin {
    let mut sum = JourneyBin::default();
    for counts in bins.iter().filter_map(|bin| bin.journeys.get(&journey)) {
        sum.add(counts);
    }
    sum
}

pub(crate) fn journal(dir: &Path) -> (HashMap<Uuid, Intent>, Vec<Ack>) {
    let mut intents = HashMap::new();
    let mut acks = Vec::new();
    for line in drill_load::orders::read(dir).unwrap() {
        match line.unwrap() {
            Line::Intent(intent) => {
                assert!(
                    intents.insert(intent.key, intent).is_none(),
                    "one intent per key"
                );
            }
            Line::Ack(ack) => {
                assert!(intents.contains_key(&ack.key), "the intent comes before");
                acks.push(ack);
            }
            Line::Cancel(_) | Line::Cancelled(_) => {}
        }
    }
    (intents, acks)
}

/// The orders that were to be cancelled, and those that were.
pub(crate) fn cancellations(dir: &Path) -> (Vec<Uuid>, Vec<Uuid>) {
    let (mut wanted, mut done) = (Vec::new(), Vec::new());
    for line in drill_load::orders::read(dir).unwrap() {
        match line.unwrap() {
            Line::Cancel(cancel) => wanted.push(cancel.order_id),
            Line::Cancelled(cancel) => {
                assert!(wanted.contains(&cancel.order_id), "the wish comes before");
                done.push(cancel.order_id);
            }
            Line::Intent(_) | Line::Ack(_) => {}
        }
    }
    (wanted, done)
}

/// How many requests the shop got that were due: all but the first look around.
pub(crate) fn due(shop: &FakeShop) -> usize {
    shop.count() - 1
}

/// Makes traffic until it is so.
pub(crate) async fn run_until(
    options: LoadOptions,
    what: &str,
    is_so: impl FnMut() -> bool + Send,
) {
    run(options, until(what, is_so)).await.unwrap();
}
