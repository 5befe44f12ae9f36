//! Buying at a shop that works, fails, or says one thing and does another.

use std::collections::{BTreeMap, HashSet};

use drill_core::slo::Journey;
use drill_load::LoadOptions;
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::TestResult;
use crate::support::seen::{all_bins, journal, run_until, sum, sum_of};
use crate::support::shop::{FakeShop, Mood, Seen};

#[tokio::test]
async fn a_failed_checkout_is_tried_again_with_the_same_key_and_stays_failed_in_its_bin()
-> TestResult {
    let dir = TempDir::new()?;
    let keys = std::sync::Mutex::new(HashSet::new());
    let shop = FakeShop::start(move |seen, _| match seen.key {
        // The first attempt of each key takes the order and answers with an error.
        Some(key) if keys.lock().unwrap().insert(key) => Mood::TakesAndFails,
        _ => Mood::Well,
    })
    .await;
    let options = LoadOptions::new(&shop.url, 50, 8, dir.path());
    let log = dir.path().to_owned();
    run_until(options, "5 checkouts were resolved", || {
        journal(&log).1.len() >= 5
    })
    .await;

    let (intents, acks) = journal(dir.path());
    let mut attempts: BTreeMap<Uuid, Vec<Seen>> = BTreeMap::new();
    for seen in shop.seen().into_iter().filter(Seen::is_checkout) {
        attempts.entry(seen.key.unwrap()).or_default().push(seen);
    }
    for ack in &acks {
        let attempts = &attempts[&ack.key];
        assert_eq!(attempts.len(), 2);
        let pause = attempts[1].at_ms - attempts[0].at_ms;
        assert!((1_000..3_000).contains(&pause), "{pause}");
        assert_eq!(attempts[0].session, attempts[1].session);
    }
    assert_eq!(shop.orders().len(), intents.len(), "one order per key");
    let checkouts = sum_of(&all_bins(dir.path()), Journey::Checkout);
    assert_eq!(checkouts.ok, 0, "a later success does not hide the failure");
    assert_eq!(checkouts.failed as usize, intents.len());
    assert!(checkouts.lost_minor >= 1_000 * i64::from(checkouts.failed));
    Ok(())
}

#[tokio::test]
async fn a_checkout_that_always_fails_is_tried_four_times_in_all() -> TestResult {
    let dir = TempDir::new()?;
    let shop = FakeShop::start(|seen, _| {
        if seen.is_checkout() {
            Mood::Status(503)
        } else {
            Mood::Well
        }
    })
    .await;
    let options = LoadOptions::new(&shop.url, 10, 9, dir.path());
    let attempts_of_first = |shop: &FakeShop| -> Vec<Seen> {
        let seen = shop.seen();
        let Some(first) = seen.iter().find(|seen| seen.is_checkout()).cloned() else {
            return Vec::new();
        };
        seen.into_iter()
            .filter(|seen| seen.key == first.key)
            .collect()
    };
    run_until(options, "a checkout was tried four times", || {
        attempts_of_first(&shop).len() >= 4
    })
    .await;
    let attempts = attempts_of_first(&shop);
    let pauses: Vec<i64> = attempts
        .windows(2)
        .map(|pair| (pair[1].at_ms - pair[0].at_ms + 250) / 1_000)
        .collect();
    assert_eq!(pauses, [1, 3, 6]);
    assert!(journal(dir.path()).1.is_empty());
    Ok(())
}

#[tokio::test]
async fn sold_out_is_rejected_and_neither_good_nor_failed() -> TestResult {
    let dir = TempDir::new()?;
    let shop = FakeShop::start(|seen, _| {
        if seen.is_checkout() {
            Mood::SoldOut
        } else {
            Mood::Well
        }
    })
    .await;
    let options = LoadOptions::new(&shop.url, 100, 10, dir.path());
    run_until(options, "200 requests came", || shop.count() >= 200).await;
    let checkouts = sum_of(&all_bins(dir.path()), Journey::Checkout);
    assert!(checkouts.rejected > 0);
    assert_eq!((checkouts.ok, checkouts.failed), (0, 0));
    let tried = shop.seen().iter().filter(|seen| seen.is_checkout()).count();
    assert_eq!(
        checkouts.rejected as usize, tried,
        "a refusal is not tried again"
    );
    Ok(())
}

#[tokio::test]
async fn another_generator_after_the_first_adds_its_own_file_and_the_journal_goes_on() -> TestResult
{
    let dir = TempDir::new()?;
    let shop = FakeShop::start(|_, _| Mood::Well).await;
    for round in 1..=2 {
        let options = LoadOptions::new(&shop.url, 100, 12, dir.path());
        run_until(options, "100 more requests came", || {
            shop.count() >= 100 * round
        })
        .await;
    }
    let files = std::fs::read_dir(dir.path())?.count();
    assert_eq!(files, 3, "two files of bins and the journal");
    assert_eq!(sum(&all_bins(dir.path())).ok as usize, shop.count() - 2);
    let (intents, acks) = journal(dir.path());
    assert_eq!(
        intents.len(),
        acks.len(),
        "the same seed again makes new keys"
    );
    Ok(())
}
