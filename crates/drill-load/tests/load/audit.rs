//! The audit against a real PostgreSQL: a shop that kept its promise, and one test for each law that breaks
//! it and sees that finding and no other.

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use drill_load::audit::audit_settled;
use drill_load::{AuditError, AuditTarget, FindingKind};
use rstest::rstest;
use uuid::Uuid;

use crate::support::lab::{Lab, acknowledge, acknowledge_cancelled, want_cancelled};

#[tokio::test]
async fn a_shop_that_kept_its_promise_has_no_findings() {
    let lab = Lab::start().await;
    lab.buy().await;
    lab.buy().await;
    let report = lab.audit().await;
    assert!(report.is_clean(), "{report:?}");
    assert_eq!(report.checked.acknowledged, 2);
    assert_eq!(report.checked.orders, 3);
    assert_eq!(report.checked.products, 1);
    assert_eq!(report.checked.reservations, 5);
}

#[tokio::test]
async fn an_acknowledged_order_that_is_gone_is_lost() {
    let lab = Lab::start().await;
    lab.buy().await;
    let lost = lab.buy().await;
    lab.break_orders("DELETE FROM order_items WHERE order_id = $1", lost.order)
        .await;
    lab.break_orders("DELETE FROM orders WHERE id = $1", lost.order)
        .await;
    let report = lab.audit().await;
    assert_eq!(report.findings.len(), 1, "{report:?}");
    assert_eq!(report.findings[0].kind, FindingKind::LostOrder);
    assert!(report.findings[0].detail.en.contains(&lost.key.to_string()));
    assert!(report.findings[0].detail.ko.contains("FD-"));
}

#[tokio::test]
async fn an_acknowledged_order_that_was_cancelled_is_lost() {
    let lab = Lab::start().await;
    let lost = lab.buy().await;
    lab.break_orders(
        "UPDATE orders SET status = 'cancelled' WHERE id = $1",
        lost.order,
    )
    .await;
    assert_eq!(lab.findings().await, [FindingKind::LostOrder]);
}

#[rstest]
#[case::by_its_customer("customer")]
#[case::by_staff("staff")]
#[tokio::test]
async fn an_order_that_a_person_cancelled_is_not_lost(#[case] actor: &str) {
    let lab = Lab::start().await;
    let bought = lab.buy().await;
    if actor == "customer" {
        want_cancelled(lab.traffic.path(), bought.order);
    }
    lab.cancel(bought.order, actor).await;
    lab.give_back(bought.reservation, 2).await;
    let report = lab.audit().await;
    assert!(report.is_clean(), "{report:?}");
    assert_eq!(report.checked.outbox, 1);
}

#[tokio::test]
async fn an_order_that_was_cancelled_in_its_customers_name_is_lost() {
    let lab = Lab::start().await;
    let bought = lab.buy().await;
    lab.cancel(bought.order, "customer").await;
    lab.give_back(bought.reservation, 2).await;
    assert_eq!(lab.findings().await, [FindingKind::LostOrder]);
}

#[tokio::test]
async fn an_order_that_counts_although_its_customer_was_told_otherwise_is_found() {
    let lab = Lab::start().await;
    let bought = lab.buy().await;
    want_cancelled(lab.traffic.path(), bought.order);
    assert_eq!(lab.findings().await, [], "nobody was told anything");
    acknowledge_cancelled(lab.traffic.path(), bought.order, Utc::now());
    assert_eq!(lab.findings().await, [], "it is judged soon");
    let hour_ago = Utc::now() - TimeDelta::hours(1);
    acknowledge_cancelled(lab.traffic.path(), bought.order, hour_ago);
    assert_eq!(lab.findings().await, [FindingKind::CancellationLost]);
}

#[tokio::test]
async fn a_confirmed_order_that_the_system_cancelled_is_lost() {
    let lab = Lab::start().await;
    let bought = lab.buy().await;
    lab.cancel(bought.order, "system").await;
    lab.give_back(bought.reservation, 2).await;
    assert_eq!(lab.findings().await, [FindingKind::LostOrder]);
}

#[tokio::test]
async fn stock_of_a_cancelled_order_that_is_not_back_is_found() {
    let lab = Lab::start().await;
    let bought = lab.buy().await;
    want_cancelled(lab.traffic.path(), bought.order);
    lab.cancel(bought.order, "customer").await;
    assert_eq!(lab.findings().await, [FindingKind::StockNotReturned]);
    lab.break_orders(
        "UPDATE orders SET updated_at = now() WHERE id = $1",
        bought.order,
    )
    .await;
    assert_eq!(lab.findings().await, [], "it is on its way");
}

#[rstest]
#[case::nobody_took("UPDATE outbox SET created_at = now() - interval '16 seconds'")]
#[case::nobody_took_again(
    "UPDATE outbox SET created_at = now() - interval '40 seconds', claimed_until = now() - interval '16 seconds'"
)]
#[case::fails_for_minutes(
    "UPDATE outbox SET created_at = now() - interval '6 minutes', claimed_until = now() + interval '1 minute', attempts = 9"
)]
#[tokio::test]
async fn an_event_that_is_not_dealt_with_is_found(#[case] late: &str) {
    let lab = Lab::start().await;
    let bought = lab.buy().await;
    lab.cancel(bought.order, "staff").await;
    lab.give_back(bought.reservation, 2).await;
    lab.orders.execute(late, &[]).await.unwrap();
    assert_eq!(lab.findings().await, [FindingKind::OutboxNotDrained]);
}

#[tokio::test]
async fn an_event_that_somebody_has_just_taken_is_not_judged() {
    let lab = Lab::start().await;
    let bought = lab.buy().await;
    lab.cancel(bought.order, "staff").await;
    lab.give_back(bought.reservation, 2).await;
    let taken = "UPDATE outbox SET created_at = now() - interval '40 seconds', claimed_until = now() + interval '5 seconds'";
    lab.orders.execute(taken, &[]).await.unwrap();
    assert_eq!(lab.findings().await, []);
}

#[tokio::test]
async fn a_second_order_of_one_checkout_is_doubled() {
    let lab = Lab::start().await;
    let bought = lab.buy().await;
    lab.order(bought.key, bought.reservation, "confirmed", 2)
        .await;
    assert_eq!(lab.findings().await, [FindingKind::DoubledOrder]);
}

#[tokio::test]
async fn two_orders_on_one_reservation_are_doubled() {
    let lab = Lab::start().await;
    let bought = lab.buy().await;
    lab.order(Uuid::now_v7(), bought.reservation, "paid", 2)
        .await;
    assert_eq!(lab.findings().await, [FindingKind::DoubledOrder]);
}

#[tokio::test]
async fn a_total_that_is_not_the_sum_of_the_items_is_wrong() {
    let lab = Lab::start().await;
    let bought = lab.buy().await;
    lab.break_orders(
        "UPDATE order_items SET unit_amount = 499 WHERE order_id = $1",
        bought.order,
    )
    .await;
    assert_eq!(lab.findings().await, [FindingKind::WrongTotal]);
}

#[tokio::test]
async fn a_total_that_the_customer_was_not_told_is_wrong() {
    let lab = Lab::start().await;
    let bought = lab.buy().await;
    lab.break_orders(
        "UPDATE order_items SET unit_amount = 400 WHERE order_id = $1",
        bought.order,
    )
    .await;
    lab.break_orders(
        "UPDATE orders SET total_amount = 800 WHERE id = $1",
        bought.order,
    )
    .await;
    assert_eq!(lab.findings().await, [FindingKind::WrongTotal]);
}

#[tokio::test]
async fn stock_that_does_not_add_up_is_off() {
    let lab = Lab::start().await;
    lab.buy().await;
    lab.break_catalog(
        "UPDATE products SET stock = stock + 1 WHERE id = $1",
        lab.product,
    )
    .await;
    let report = lab.audit().await;
    assert_eq!(report.findings.len(), 1, "{report:?}");
    assert_eq!(report.findings[0].kind, FindingKind::StockOff);
    assert_eq!(report.findings[0].subject, "MUG-1");
}

#[tokio::test]
async fn an_active_reservation_beyond_its_time_is_leaked() {
    let lab = Lab::start().await;
    let id = lab.reserve(Uuid::now_v7(), "active", 1).await;
    lab.break_catalog(
        "UPDATE reservations SET expires_at = now() - interval '16 seconds' WHERE id = $1",
        id,
    )
    .await;
    assert_eq!(lab.findings().await, [FindingKind::ReservationLeaked]);
}

#[tokio::test]
async fn a_reservation_that_expired_a_moment_ago_is_not_leaked_yet() {
    let lab = Lab::start().await;
    let id = lab.reserve(Uuid::now_v7(), "active", 1).await;
    lab.break_catalog(
        "UPDATE reservations SET expires_at = now() - interval '5 seconds' WHERE id = $1",
        id,
    )
    .await;
    assert_eq!(lab.findings().await, []);
}

#[tokio::test]
async fn a_confirmed_reservation_without_an_order_is_found() {
    let lab = Lab::start().await;
    lab.reserve(Uuid::now_v7(), "confirmed", 1).await;
    assert_eq!(lab.findings().await, [FindingKind::ReservationWithoutOrder]);
}

#[tokio::test]
async fn an_order_whose_reservation_was_given_back_is_found() {
    let lab = Lab::start().await;
    let bought = lab.buy().await;
    lab.break_catalog(
        "UPDATE products SET stock = stock + 2 WHERE id = $1",
        lab.product,
    )
    .await;
    lab.break_catalog(
        "UPDATE reservations SET status = 'released' WHERE id = $1",
        bought.reservation,
    )
    .await;
    assert_eq!(lab.findings().await, [FindingKind::OrderWithoutReservation]);
}

#[tokio::test]
async fn an_order_that_stays_pending_is_stuck() {
    let lab = Lab::start().await;
    let key = Uuid::now_v7();
    let reservation = lab.reserve(key, "active", 1).await;
    let order = lab.order(key, reservation, "pending", 1).await;
    assert_eq!(lab.findings().await, [FindingKind::PendingStuck]);
    lab.break_orders("UPDATE orders SET created_at = now() WHERE id = $1", order)
        .await;
    assert_eq!(lab.findings().await, [], "a young one is under way");
}

#[tokio::test]
async fn what_happened_within_ten_seconds_is_not_judged_yet() {
    let lab = Lab::start().await;
    acknowledge(
        lab.traffic.path(),
        Uuid::now_v7(),
        Uuid::now_v7(),
        "FD-000777",
        Utc::now(),
    );
    let young = lab.reserve(Uuid::now_v7(), "confirmed", 1).await;
    lab.break_catalog(
        "UPDATE reservations SET updated_at = now() WHERE id = $1",
        young,
    )
    .await;
    let report = lab.audit().await;
    assert!(report.is_clean(), "{report:?}");
    assert_eq!(report.checked.acknowledged, 0);
}

#[tokio::test]
async fn a_finding_that_goes_away_is_not_reported() {
    let lab = Lab::start().await;
    let bought = lab.buy().await;
    lab.break_orders(
        "UPDATE orders SET status = 'cancelled' WHERE id = $1",
        bought.order,
    )
    .await;
    let target = lab.target();
    let (report, ()) = tokio::join!(audit_settled(&target, Duration::from_secs(15)), async {
        // The first look has been taken once the audit's session is gone.
        let seen =
            "SELECT count(*) FROM pg_stat_database WHERE datname = 'catalog' AND sessions >= 2";
        loop {
            let row = lab.catalog.query_one(seen, &[]).await.unwrap();
            if row.get::<_, i64>(0) > 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        lab.break_orders(
            "UPDATE orders SET status = 'confirmed' WHERE id = $1",
            bought.order,
        )
        .await;
    });
    assert!(report.unwrap().is_clean());
}

#[tokio::test]
async fn a_database_that_cannot_be_reached_is_an_error_and_no_finding() {
    let target = AuditTarget {
        catalog_dsn: "host=/nowhere user=postgres dbname=catalog".to_owned(),
        orders_dsn: "host=/nowhere user=postgres dbname=orders".to_owned(),
        traffic_dir: "/nowhere".into(),
    };
    match audit_settled(&target, Duration::ZERO).await {
        Err(AuditError::Database { database, .. }) => assert_eq!(database, "orders"),
        other => panic!("{other:?}"),
    }
}
