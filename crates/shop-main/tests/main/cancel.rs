//! An order is cancelled after its checkout, and its stock comes back once.

use anyhow::{Result, ensure};
use diesel::connection::SimpleConnection as _;
use diesel::sql_types::BigInt;
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Customer, Fault, Recovery, Shop, eventually, id};

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

impl Shop {
    /// What a query on the database of the orders counts.
    fn count(&self, query: &str) -> Result<i64> {
        let count: Count = sql_query(query).get_result(&mut self.connect_orders()?)?;
        Ok(count.count)
    }

    /// Waits until there is nothing left to do about any order.
    async fn drained(&self) -> Result<()> {
        eventually("the outbox", async || {
            let left = self.count("SELECT count(*) FROM outbox")?;
            ensure!(left == 0, "{left} are left");
            Ok(())
        })
        .await
    }
}

/// A shop with a customer who has bought two of ten lamps.
async fn bought() -> Result<(Shop, Uuid, Customer, Value)> {
    let shop = Shop::open().await?;
    let lamp = shop.product(1999, 10)?;
    let customer = shop.customer()?;
    customer.wants(lamp, 2).await?;
    let order = customer.buys().await?;
    Ok((shop, lamp, customer, order))
}

#[actix_web::test]
async fn a_cancelled_order_returns_its_stock_once() -> Result<()> {
    let (mut shop, lamp, customer, order) = bought().await?;
    let (status, cancelled) = customer.cancel(&order).await?;
    assert_eq!((status, &cancelled["status"]), (200, &json!("cancelled")));
    assert_eq!(cancelled["history"][2]["actor"], "customer");
    assert_eq!(customer.cancel(&order).await?, (200, cancelled));
    for _ in 0..2 {
        shop.add_drainer()?;
    }
    shop.drained().await?;
    assert_eq!(shop.stock(lamp)?, 10);
    shop.audit(&[])
}

#[rstest]
#[case::before_the_stock_is_back(Fault::Swallowed)]
#[case::after_the_stock_is_back(Fault::AnswerSwallowed)]
#[actix_web::test]
async fn the_stock_comes_back_once_although_main_dies(#[case] fault: Fault) -> Result<()> {
    let (mut shop, lamp, customer, order) = bought().await?;
    shop.catalog_gate.break_calls("POST", "/return", fault);
    shop.add_drainer()?;
    customer.cancel(&order).await?;
    eventually("the call", async || {
        ensure!(shop.catalog_gate.hits() > 0);
        Ok(())
    })
    .await?;
    if fault == Fault::AnswerSwallowed {
        eventually("the work of the call", async || {
            ensure!(shop.catalog_gate.done() > 0);
            Ok(())
        })
        .await?;
    }
    shop.kill_mains();
    shop.catalog_gate.heal();
    shop.add_drainer()?;
    shop.drained().await?;
    assert_eq!(shop.stock(lamp)?, 10);
    shop.audit(&[])
}

#[actix_web::test]
async fn the_stock_comes_back_once_although_it_can_not_be_acknowledged() -> Result<()> {
    let (mut shop, lamp, customer, order) = bought().await?;
    shop.order_gate.break_calls("POST", "/ack", Fault::Refused);
    customer.cancel(&order).await?;
    shop.add_drainer()?;
    eventually("the second attempt", async || {
        ensure!(shop.count("SELECT count(*) FROM outbox WHERE attempts > 1")? > 0);
        Ok(())
    })
    .await?;
    assert_eq!(shop.stock(lamp)?, 10);
    shop.order_gate.heal();
    shop.drained().await?;
    assert_eq!(shop.stock(lamp)?, 10);
    shop.audit(&[])
}

#[actix_web::test]
async fn the_stock_comes_back_when_the_catalog_does() -> Result<()> {
    let (mut shop, lamp, customer, order) = bought().await?;
    shop.catalog_gate.break_calls("POST", "", Fault::Refused);
    shop.add_drainer()?;
    assert_eq!(customer.cancel(&order).await?.0, 200, "nobody waits for it");
    eventually("the call", async || {
        ensure!(shop.catalog_gate.hits() > 0);
        Ok(())
    })
    .await?;
    assert_eq!(shop.stock(lamp)?, 8);
    shop.catalog_gate.heal();
    shop.drained().await?;
    assert_eq!(shop.stock(lamp)?, 10);
    shop.audit(&[])
}

#[actix_web::test]
async fn another_customer_cancels_nothing() -> Result<()> {
    let (shop, lamp, customer, order) = bought().await?;
    let other = shop.customer()?;
    other.wants(lamp, 1).await?;
    let (status, problem) = other.cancel(&order).await?;
    let (never, nothing) = other.cancel(&json!({ "id": Uuid::now_v7() })).await?;
    assert_eq!((status, never), (404, 404));
    assert_eq!(problem["detail"], nothing["detail"]);
    assert_eq!(shop.customer()?.cancel(&order).await?.0, 404);
    let path = format!("/api/orders/{}", id(&order));
    assert_eq!(customer.get(&path).await?.1["status"], "confirmed");
    Ok(())
}

#[actix_web::test]
async fn a_shipped_order_can_not_be_cancelled() -> Result<()> {
    let (_shop, _, customer, order) = bought().await?;
    for verb in ["pay", "ship"] {
        let path = format!("/api/staff/orders/{}/{verb}", id(&order));
        assert_eq!(customer.as_staff(Method::POST, &path).await?.0, 200);
    }
    let (status, problem) = customer.cancel(&order).await?;
    assert_eq!(
        (status, &problem["type"]),
        (409, &json!("/problems/invalid-transition"))
    );
    Ok(())
}

#[actix_web::test]
async fn the_key_of_a_cancelled_order_finds_it_and_buys_nothing() -> Result<()> {
    let (shop, lamp, customer, _) = bought().await?;
    let key = Uuid::now_v7();
    customer.wants(lamp, 1).await?;
    let (_, order) = customer.check_out(key).await?;
    customer.cancel(&order).await?;
    customer.wants(lamp, 1).await?;
    let (status, again) = customer.check_out(key).await?;
    assert_eq!(
        (status, &again["id"], &again["status"]),
        (200, &order["id"], &json!("cancelled"))
    );
    assert_eq!(customer.lines().await?, 1);
    assert_eq!(shop.statuses()?.len(), 2);
    Ok(())
}

/// The recovery pass finds an order whose stock was given back and cancels it; at the same moment somebody else confirms
/// the order. Whoever comes second must see what the first one did.
#[actix_web::test]
async fn recovery_never_cancels_an_order_that_is_confirmed_meanwhile() -> Result<()> {
    let mut shop = Shop::open().await?;
    let lamp = shop.product(1999, 10)?;
    let customer = shop.customer()?;
    customer.wants(lamp, 2).await?;
    shop.catalog_gate
        .break_calls("POST", "/confirm", Fault::Refused);
    assert_eq!(customer.check_out(Uuid::now_v7()).await?.0, 503);
    eventually("the stock", async || {
        ensure!(shop.stock(lamp)? == 10);
        Ok(())
    })
    .await?;
    assert_eq!(shop.statuses()?, [("pending".to_owned(), 1)].into());
    let mut somebody = shop.connect_orders()?;
    somebody.batch_execute("BEGIN; SELECT FROM orders FOR UPDATE")?;
    shop.catalog_gate.heal();
    shop.add_main(Recovery::Always)?;
    eventually("the cancellation that waits", async || {
        let waiting = shop.count(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        )?;
        ensure!(waiting > 0);
        Ok(())
    })
    .await?;
    somebody.batch_execute(
        "INSERT INTO order_events (order_id, from_status, to_status, at) SELECT id, status, 'confirmed', now() FROM orders;
         UPDATE orders SET status = 'confirmed';
         COMMIT",
    )?;
    eventually("the end of the wait", async || {
        let waiting = shop.count(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        )?;
        ensure!(waiting == 0);
        Ok(())
    })
    .await?;
    shop.passes(3).await?;
    assert_eq!(shop.statuses()?, [("confirmed".to_owned(), 1)].into());
    Ok(())
}
