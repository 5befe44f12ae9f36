//! Traffic against a shop that works, is slow, fails or hangs.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use chrono::Utc;
use drill_core::slo::{Bin, Journey};
use drill_load::{BinReader, LoadOptions, run};
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::TestResult;
use crate::support::seen::{all_bins, cancellations, due, journal, run_until, sum, sum_of};
use crate::support::shop::{FakeShop, Mood};

#[tokio::test]
async fn a_shop_that_works_gets_the_rate_and_every_request_is_good() -> TestResult {
    let dir = TempDir::new()?;
    let shop = FakeShop::start(|_, _| Mood::Well).await;
    let options = LoadOptions::new(&shop.url, 50, 1, dir.path());
    let begun = Instant::now();
    run_until(options, "250 requests came", || shop.count() >= 250).await;
    let took = begun.elapsed();

    assert!(
        took > Duration::from_millis(4_800),
        "faster than the rate: {took:?}"
    );
    assert!(
        took < Duration::from_millis(6_500),
        "slower than the rate: {took:?}"
    );
    let bins = all_bins(dir.path());
    let whole = sum(&bins);
    assert_eq!((whole.failed, whole.rejected), (0, 0));
    assert_eq!(whole.ok as usize, due(&shop), "no request without a bin");
    assert_eq!(whole.latencies_ms.len(), due(&shop));
    assert!(
        bins.windows(2)
            .all(|pair| pair[1].at_ms - pair[0].at_ms == 100),
        "no gap"
    );
    for bin in &bins[1..bins.len() - 1] {
        let count = sum([bin]).ok;
        assert!((4..=6).contains(&count), "{count} requests in a bin of 5");
    }
    for journey in Journey::ALL {
        assert!(sum_of(&bins, journey).ok > 0, "no {journey}");
    }

    let (intents, acks) = journal(dir.path());
    let checkouts = shop.seen().iter().filter(|seen| seen.is_checkout()).count();
    assert_eq!((intents.len(), acks.len()), (checkouts, checkouts));
    let orders = shop.orders();
    for ack in acks {
        let order = &orders[&ack.key];
        assert_eq!(order["id"], ack.order_id.to_string());
        assert_eq!(order["number"], ack.number);
        assert_eq!(order["total"]["amount"], ack.total.amount);
        assert!(!intents[&ack.key].items.is_empty());
    }
    Ok(())
}

#[tokio::test]
async fn each_customer_keeps_one_session() -> TestResult {
    let dir = TempDir::new()?;
    let shop = FakeShop::start(|_, _| Mood::Well).await;
    let mut options = LoadOptions::new(&shop.url, 200, 2, dir.path());
    options.customers = 50;
    run_until(options, "600 requests came", || shop.count() >= 600).await;

    let seen = shop.seen();
    let sessions: HashSet<&String> = seen
        .iter()
        .filter_map(|seen| seen.session.as_ref())
        .collect();
    assert_eq!(sessions.len(), 50);
    let without = seen
        .iter()
        .filter(|seen| seen.session.is_none() && !seen.path.starts_with("/api/products"))
        .count();
    assert_eq!(without, 50, "each asks once without a session");
    assert_eq!(sum(&all_bins(dir.path())).failed, 0);
    Ok(())
}

#[tokio::test]
async fn some_customers_cancel_what_they_bought_and_write_down_what_they_were_told() -> TestResult {
    let dir = TempDir::new()?;
    let refusals = Arc::new(AtomicUsize::new(0));
    let refused = Arc::clone(&refusals);
    let shop = FakeShop::start(move |seen, before| {
        if seen.is_cancellation() && before % 2 == 0 {
            refused.fetch_add(1, Ordering::Relaxed);
            Mood::Status(503)
        } else {
            Mood::Well
        }
    })
    .await;
    let mut options = LoadOptions::new(&shop.url, 200, 9, dir.path());
    options.customers = 20;
    let log = dir.path().to_owned();
    run_until(options, "orders were cancelled, and some refused", || {
        cancellations(&log).1.len() >= 3 && refusals.load(Ordering::Relaxed) > 1
    })
    .await;

    let (wanted, done) = cancellations(dir.path());
    let bought = journal(dir.path()).1;
    let bought: HashSet<Uuid> = bought.iter().map(|ack| ack.order_id).collect();
    assert!(wanted.iter().all(|order| bought.contains(order)));
    let orders = shop.orders();
    let cancelled: HashSet<Uuid> = orders
        .values()
        .filter(|order| order["status"] == "cancelled")
        .map(|order| order["id"].as_str().unwrap().parse().unwrap())
        .collect();
    assert!(cancelled.iter().all(|order| wanted.contains(order)));
    assert!(done.iter().all(|order| cancelled.contains(order)));
    assert!(sum_of(&all_bins(dir.path()), Journey::OrderStatus).failed > 0);
    Ok(())
}

#[tokio::test]
async fn a_hang_of_a_second_is_seen_by_every_request_that_was_due_in_it() -> TestResult {
    let dir = TempDir::new()?;
    let hang = std::sync::Arc::new(std::sync::OnceLock::new());
    let begins = std::sync::Arc::clone(&hang);
    let shop = FakeShop::start(move |seen, before| {
        if before < 50 {
            return Mood::Well;
        }
        let from = *begins.get_or_init(|| seen.at_ms);
        if seen.at_ms < from + 1_000 {
            Mood::NotBefore(from + 1_000)
        } else {
            Mood::Well
        }
    })
    .await;
    let options = LoadOptions::new(&shop.url, 50, 3, dir.path());
    run_until(options, "200 requests came", || shop.count() >= 200).await;

    let from = *hang.get().unwrap();
    let to = from + 1_000;
    let bins = all_bins(dir.path());
    let within: Vec<&Bin> = bins
        .iter()
        .filter(|bin| bin.at_ms >= from && bin.at_ms + 100 <= to)
        .collect();
    assert!(within.len() >= 9);
    for bin in within {
        let counts = sum([bin]);
        let due = counts.ok + counts.failed;
        assert!(
            (4..=6).contains(&due),
            "{due} requests were due in a bin of 5"
        );
        let least = to - (bin.at_ms + 100);
        let hidden = counts
            .latencies_ms
            .iter()
            .filter(|took| i64::from(**took) < least - 5)
            .count();
        assert_eq!(
            hidden, 0,
            "{counts:?} took less than the {least} ms that were left"
        );
        if least > 500 {
            assert_eq!(counts.slow + counts.failed, due, "{counts:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn replies_that_take_a_second_are_all_slow_and_the_rate_stays() -> TestResult {
    let dir = TempDir::new()?;
    let shop = FakeShop::start(|_, _| Mood::Slow(Duration::from_secs(1))).await;
    let options = LoadOptions::new(&shop.url, 50, 4, dir.path());
    run_until(options, "150 requests came", || shop.count() >= 150).await;

    let bins = all_bins(dir.path());
    let whole = sum(&bins);
    assert_eq!(whole.slow, whole.ok);
    for bin in &bins[1..bins.len() - 1] {
        let counts = sum([bin]);
        assert!(
            (4..=6).contains(&(counts.slow + counts.failed)),
            "{counts:?}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_silent_shop_fails_every_request_within_the_timeout_and_the_bins_come_soon() -> TestResult
{
    let dir = TempDir::new()?;
    let shop = FakeShop::start(|_, _| Mood::Silent).await;
    let options = LoadOptions::new(&shop.url, 50, 5, dir.path());
    let reader = BinReader::open(dir.path());
    let mut oldest_missing = 0;
    let mut checks = 0;
    run_until(options, "4 s of bins were written", || {
        let now = Utc::now().timestamp_millis();
        let bins = reader.since(0).unwrap();
        if let Some(last) = bins.last() {
            checks += 1;
            oldest_missing = oldest_missing.max(now - (last.at_ms + 200));
        }
        bins.len() >= 40
    })
    .await;

    assert!(checks > 10);
    assert!(
        oldest_missing < 2_000 + 300 + 500,
        "a bin came {oldest_missing} ms after its end"
    );
    let whole = sum(&all_bins(dir.path()));
    assert_eq!(whole.ok, 0);
    assert!(whole.failed >= 200);
    Ok(())
}

#[tokio::test]
async fn an_absent_shop_fails_every_request() -> TestResult {
    let dir = TempDir::new()?;
    let taken = std::net::TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", taken.local_addr()?);
    drop(taken);
    let reader = BinReader::open(dir.path());
    run_until(
        LoadOptions::new(url, 50, 6, dir.path()),
        "a second of bins",
        || reader.since(0).unwrap().len() >= 10,
    )
    .await;
    let whole = sum(&all_bins(dir.path()));
    assert_eq!((whole.ok, whole.rejected), (0, 0));
    assert!(whole.failed >= 45);
    Ok(())
}

#[tokio::test]
async fn requests_beyond_the_bound_are_not_made_and_count_as_failed() -> TestResult {
    let dir = TempDir::new()?;
    let shop = FakeShop::start(|_, _| Mood::Silent).await;
    let mut options = LoadOptions::new(&shop.url, 50, 7, dir.path());
    options.max_in_flight = 5;
    let reader = BinReader::open(dir.path());
    run_until(options, "3 s of bins were written", || {
        reader.since(0).unwrap().len() >= 30
    })
    .await;
    let whole = sum(&all_bins(dir.path()));
    assert!(whole.failed >= 145, "{whole:?}");
    assert!(shop.count() <= 20, "{} requests", shop.count());
    Ok(())
}

#[tokio::test]
async fn a_signal_ends_the_traffic_after_what_is_under_way() -> TestResult {
    let dir = TempDir::new()?;
    let shop = FakeShop::start(|_, _| Mood::Slow(Duration::from_millis(700))).await;
    let options = LoadOptions::new(&shop.url, 50, 11, dir.path());
    let mut told = None;
    run_until(options, "60 requests came", || {
        let enough = shop.count() >= 60;
        told = enough.then(Instant::now);
        enough
    })
    .await;
    let took = told.unwrap().elapsed();
    assert!(took < Duration::from_millis(2_100), "{took:?}");
    let whole = sum(&all_bins(dir.path()));
    assert_eq!(whole.failed, 0, "what was under way could end");
    assert_eq!(whole.ok as usize, due(&shop));
    Ok(())
}

#[tokio::test]
async fn options_that_make_no_sense_are_refused_by_name() {
    for (options, name) in [
        (
            LoadOptions::new("http://127.0.0.1:1", 0, 1, "/nowhere"),
            "rate",
        ),
        (LoadOptions::new("127.0.0.1:80", 1, 1, "/nowhere"), "shop"),
    ] {
        let error = run(options, std::future::pending()).await.unwrap_err();
        assert!(error.to_string().starts_with(name), "{error}");
    }
}
