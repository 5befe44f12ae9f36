//! A step of the checkout fails: the customer is told, and what was done is taken back or finished.

use anyhow::{Result, ensure};
use rstest::rstest;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Customer, Fault, Gate, Recovery, Shop, eventually};

/// Which service's call.
#[derive(Clone, Copy)]
enum Of {
    Catalog,
    Order,
}

fn gate(shop: &Shop, of: Of) -> &Gate {
    match of {
        Of::Catalog => &shop.catalog_gate,
        Of::Order => &shop.order_gate,
    }
}

/// A shop with a customer who wants two of ten lamps.
async fn ready() -> Result<(Shop, Uuid, Customer)> {
    let shop = Shop::open().await?;
    let lamp = shop.product(1999, 10)?;
    let customer = shop.customer()?;
    customer.wants(lamp, 2).await?;
    Ok((shop, lamp, customer))
}

/// Tries to buy, with the same key and then with new ones, as a patient customer does.
async fn insist(customer: &Customer, key: Uuid) -> Result<Value> {
    let mut key = key;
    eventually("the order", async || {
        let (status, order) = customer.check_out(key).await?;
        if status == 409 && order["type"] == "/problems/reservation-gone" {
            key = Uuid::now_v7();
        }
        ensure!(matches!(status, 200 | 201), "{status} {order}");
        Ok(order)
    })
    .await
}

#[rstest]
#[case::looking_for_an_earlier_order(Of::Order, "GET", "/orders")]
#[case::reserving(Of::Catalog, "POST", "/reservations")]
#[case::making_the_order(Of::Order, "POST", "/orders")]
#[case::confirming_the_reservation(Of::Catalog, "POST", "/confirm")]
#[case::confirming_the_order(Of::Order, "POST", "/confirm")]
#[actix_web::test]
async fn a_failed_step_is_503_and_the_same_customer_buys_once_later(
    #[case] of: Of,
    #[case] method: &'static str,
    #[case] path_end: &'static str,
    #[values(
        Fault::Refused,
        Fault::AnswerLost,
        Fault::Swallowed,
        Fault::AnswerSwallowed
    )]
    fault: Fault,
) -> Result<()> {
    let (shop, lamp, customer) = ready().await?;
    let key = Uuid::now_v7();
    gate(&shop, of).break_calls(method, path_end, fault);
    let response = customer
        .request(reqwest::Method::POST, "/api/checkout")
        .header("idempotency-key", key.to_string())
        .send()
        .await?;
    assert_eq!(response.status(), 503);
    assert!(response.headers().contains_key("retry-after"));
    assert_eq!(
        response.json::<Value>().await?["type"],
        "/problems/dependency-unavailable"
    );
    assert_eq!(customer.lines().await?, 1, "the cart is as it was");
    assert!(gate(&shop, of).hits() > 0);
    gate(&shop, of).heal();
    let order = insist(&customer, key).await?;
    eventually("the audit", async || {
        shop.expire().await?;
        shop.audit(std::slice::from_ref(&order))
    })
    .await?;
    assert_eq!(shop.stock(lamp)?, 8);
    assert_eq!(customer.lines().await?, 0);
    Ok(())
}

#[rstest]
#[case::did_not_arrive(Fault::Refused)]
#[case::swallowed(Fault::Swallowed)]
#[actix_web::test]
async fn an_order_that_was_not_made_gives_its_stock_back_at_once(
    #[case] fault: Fault,
) -> Result<()> {
    let (shop, lamp, customer) = ready().await?;
    shop.order_gate.break_calls("POST", "/orders", fault);
    assert_eq!(customer.check_out(Uuid::now_v7()).await?.0, 503);
    eventually("the stock", async || {
        ensure!(shop.stock(lamp)? == 10);
        Ok(())
    })
    .await?;
    shop.audit(&[])
}

#[actix_web::test]
async fn a_retry_after_that_succeeds_with_the_same_key() -> Result<()> {
    let (shop, lamp, customer) = ready().await?;
    let key = Uuid::now_v7();
    shop.order_gate
        .break_calls("POST", "/orders", Fault::Refused);
    assert_eq!(customer.check_out(key).await?.0, 503);
    eventually("the stock", async || {
        ensure!(shop.stock(lamp)? == 10);
        Ok(())
    })
    .await?;
    shop.order_gate.heal();
    let (status, order) = customer.check_out(key).await?;
    assert_eq!(status, 201, "{order}");
    shop.audit(&[order])
}

#[actix_web::test]
async fn a_reservation_that_can_not_be_confirmed_is_released_and_its_order_cancelled() -> Result<()>
{
    let (shop, lamp, customer) = ready().await?;
    let key = Uuid::now_v7();
    shop.catalog_gate
        .break_calls("POST", "/confirm", Fault::Refused);
    assert_eq!(customer.check_out(key).await?.0, 503);
    // The release passes, asking what became of the reservation does not.
    eventually("the stock", async || {
        ensure!(shop.stock(lamp)? == 10);
        Ok(())
    })
    .await?;
    shop.catalog_gate.heal();
    let (status, problem) = customer.check_out(key).await?;
    assert_eq!(
        (status, &problem["type"]),
        (409, &json!("/problems/reservation-gone"))
    );
    assert_eq!(shop.statuses()?, [("cancelled".to_owned(), 1)].into());
    let order = customer.buys().await?;
    shop.audit(&[order])
}

#[actix_web::test]
async fn a_sold_reservation_is_never_taken_back() -> Result<()> {
    let (mut shop, lamp, customer) = ready().await?;
    let key = Uuid::now_v7();
    shop.order_gate
        .break_calls("POST", "/confirm", Fault::Refused);
    assert_eq!(customer.check_out(key).await?.0, 503);
    assert_eq!(shop.stock(lamp)?, 8);
    assert_eq!(shop.statuses()?, [("pending".to_owned(), 1)].into());
    shop.order_gate.heal();
    shop.add_main(Recovery::Always)?;
    eventually("the audit", async || shop.audit(&[])).await?;
    assert_eq!(shop.statuses()?, [("confirmed".to_owned(), 1)].into());
    let (status, order) = customer.check_out(key).await?;
    assert_eq!((status, customer.lines().await?), (200, 0), "{order}");
    shop.audit(&[order])
}

#[actix_web::test]
async fn a_reservation_that_expired_before_its_order_is_replaced() -> Result<()> {
    let (shop, lamp, customer) = ready().await?;
    let key = Uuid::now_v7();
    shop.order_gate
        .break_calls("POST", "/orders", Fault::Refused);
    shop.catalog_gate.break_calls("DELETE", "", Fault::Refused);
    assert_eq!(customer.check_out(key).await?.0, 503);
    assert_eq!(shop.stock(lamp)?, 8, "the release failed too");
    shop.expire().await?;
    eventually("the stock", async || {
        ensure!(shop.stock(lamp)? == 10);
        Ok(())
    })
    .await?;
    shop.order_gate.heal();
    let (status, order) = customer.check_out(key).await?;
    assert_eq!(status, 201, "{order}");
    shop.audit(&[order])
}

#[actix_web::test]
async fn a_cart_that_was_changed_after_a_lost_answer_is_bought_as_it_is_now() -> Result<()> {
    let (shop, lamp, customer) = ready().await?;
    let key = Uuid::now_v7();
    shop.catalog_gate
        .break_calls("POST", "/reservations", Fault::AnswerLost);
    assert_eq!(customer.check_out(key).await?.0, 503);
    shop.catalog_gate.heal();
    customer.wants(lamp, 5).await?;
    let (status, order) = customer.check_out(key).await?;
    assert_eq!((status, &order["items"][0]["quantity"]), (201, &json!(5)));
    shop.expire().await?;
    assert_eq!(shop.stock(lamp)?, 5);
    shop.audit(&[order])
}

#[actix_web::test]
async fn without_redis_a_cart_is_503_and_the_shop_is_not_ready() -> Result<()> {
    let (mut shop, _, customer) = ready().await?;
    shop.stop_redis();
    let (status, problem) = customer.get("/api/cart").await?;
    assert_eq!(
        (status, &problem["type"]),
        (503, &json!("/problems/dependency-unavailable"))
    );
    assert_eq!(customer.check_out(Uuid::now_v7()).await?.0, 503);
    let (status, readiness) = customer.get("/readyz").await?;
    assert_eq!(
        (status, &readiness["dependencies"]["redis"]["ok"]),
        (503, &json!(false))
    );
    assert_eq!(customer.get("/livez").await?.0, 200);
    assert_eq!(customer.get("/api/products").await?.0, 200);
    Ok(())
}

#[actix_web::test]
async fn a_lost_node_of_redis_takes_only_its_carts_and_the_shop_stays_ready() -> Result<()> {
    let mut shop = Shop::open().await?;
    let mut cluster = shop.with_redis_cluster()?;
    let lost = cluster.addresses().nth(1).map(|at| at.to_string());
    let (status, _) = shop.customer()?.get("/readyz").await?;
    ensure!(status == 200, "{status}");
    let lamp = shop.product(1999, 100)?;
    let mut customers = Vec::new();
    for _ in 0..40 {
        let customer = shop.customer()?;
        customer.wants(lamp, 1).await?;
        customers.push(customer);
    }
    cluster.stop(1);
    // A customer's cart is on one node: some customers are hurt, and the others are not.
    let (mut served, mut hurt) = (0, 0);
    for customer in &customers {
        match customer.get("/api/cart").await?.0 {
            200 => served += 1,
            503 => hurt += 1,
            other => anyhow::bail!("{other}"),
        }
    }
    ensure!(
        served > 0 && hurt > 0,
        "{served} were served and {hurt} were not"
    );
    let (status, readiness) = shop.customer()?.get("/readyz").await?;
    let redis = &readiness["dependencies"]["redis"];
    let detail = format!(
        "1 of 3 nodes does not answer ({})",
        lost.unwrap_or_default()
    );
    assert_eq!(
        (status, &redis["ok"], &redis["detail"]),
        (200, &json!(false), &json!(detail))
    );
    for node in [0, 2] {
        cluster.stop(node);
    }
    assert_eq!(shop.customer()?.get("/readyz").await?.0, 503);
    Ok(())
}

#[actix_web::test]
async fn an_order_stands_when_the_cart_can_not_be_emptied() -> Result<()> {
    let (mut shop, lamp, customer) = ready().await?;
    let key = Uuid::now_v7();
    shop.order_gate
        .break_calls("POST", "/confirm", Fault::Refused);
    assert_eq!(customer.check_out(key).await?.0, 503);
    shop.order_gate.heal();
    shop.stop_redis();
    let (status, order) = customer.check_out(key).await?;
    assert_eq!((status, &order["status"]), (200, &json!("confirmed")));
    assert_eq!(shop.stock(lamp)?, 8);
    shop.audit(&[order])
}

#[actix_web::test]
async fn a_checkout_goes_on_when_the_customer_hangs_up() -> Result<()> {
    let (shop, _, customer) = ready().await?;
    let key = Uuid::now_v7();
    let impatient = customer
        .request(reqwest::Method::POST, "/api/checkout")
        .header("idempotency-key", key.to_string())
        .timeout(std::time::Duration::from_millis(1))
        .send()
        .await;
    let _ = impatient;
    // Whether or not the call got through in that time: asking again makes or finds the one order.
    let order = insist(&customer, key).await?;
    eventually("the audit", async || {
        shop.audit(std::slice::from_ref(&order))
    })
    .await?;
    assert_eq!(shop.statuses()?, [("confirmed".to_owned(), 1)].into());
    Ok(())
}
