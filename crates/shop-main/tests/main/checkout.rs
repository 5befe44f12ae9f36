//! From a cart to an order, once.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Recovery, Shop, at_once, eventually};

#[actix_web::test]
async fn a_cart_becomes_a_confirmed_order_and_is_empty() -> Result<()> {
    let shop = Shop::open().await?;
    let (lamp, pencil) = (shop.product(1999, 10)?, shop.product(50, 10)?);
    let customer = shop.customer()?;
    customer.wants(lamp, 2).await?;
    customer.wants(pencil, 1).await?;
    let (status, order) = customer.check_out(Uuid::now_v7()).await?;
    assert_eq!((status, &order["status"]), (201, &json!("confirmed")));
    assert_eq!(order["total"], json!({ "amount": 4048, "currency": "USD" }));
    assert_eq!(customer.lines().await?, 0);
    assert_eq!((shop.stock(lamp)?, shop.stock(pencil)?), (8, 9));
    shop.audit(&[order])
}

#[actix_web::test]
async fn the_same_key_again_is_the_same_order_whatever_the_cart_holds() -> Result<()> {
    let mut shop = Shop::open().await?;
    let lamp = shop.product(1999, 10)?;
    let customer = shop.customer()?;
    customer.wants(lamp, 2).await?;
    let key = Uuid::now_v7();
    let (_, order) = customer.check_out(key).await?;
    assert_eq!(customer.check_out(key).await?, (200, order.clone()));
    // The customer goes on shopping, and a late repetition must not touch that.
    customer.wants(lamp, 1).await?;
    assert_eq!(customer.check_out(key).await?, (200, order.clone()));
    assert_eq!(customer.lines().await?, 1);
    let replica = customer.at(shop.add_main(Recovery::Never)?);
    assert_eq!(replica.check_out(key).await?, (200, order.clone()));
    assert_eq!(shop.stock(lamp)?, 8);
    shop.audit(&[order])
}

#[actix_web::test]
async fn concurrent_checkouts_with_one_key_make_one_order() -> Result<()> {
    let mut shop = Shop::open().await?;
    let lamp = shop.product(1999, 100)?;
    let replica = shop.add_main(Recovery::Never)?;
    for _ in 0..5 {
        let customer = shop.customer()?;
        customer.wants(lamp, 2).await?;
        let key = Uuid::now_v7();
        let answers = at_once((0..8).map(|number| {
            let customer = if number % 2 == 0 {
                customer.clone()
            } else {
                customer.at(replica.clone())
            };
            async move { customer.check_out(key).await }
        }))
        .await?;
        for (status, order) in &answers {
            assert!(matches!(status, 200 | 201), "{status} {order}");
            assert_eq!(order["id"], answers[0].1["id"]);
        }
        assert_eq!(customer.lines().await?, 0);
        shop.audit(&[answers[0].1.clone()])?;
    }
    assert_eq!(shop.statuses()?.get("confirmed"), Some(&5));
    assert_eq!(shop.stock(lamp)?, 90);
    Ok(())
}

#[actix_web::test]
async fn another_customer_cannot_use_a_key() -> Result<()> {
    let shop = Shop::open().await?;
    let lamp = shop.product(1999, 10)?;
    let (owner, other) = (shop.customer()?, shop.customer()?);
    let key = Uuid::now_v7();
    owner.wants(lamp, 1).await?;
    let (_, order) = owner.check_out(key).await?;
    other.wants(lamp, 1).await?;
    let (status, problem) = other.check_out(key).await?;
    assert_eq!(
        (status, &problem["type"]),
        (422, &json!("/problems/idempotency-mismatch"))
    );
    assert_eq!(shop.stock(lamp)?, 9);
    shop.audit(&[order])
}

#[actix_web::test]
async fn an_empty_cart_is_refused() -> Result<()> {
    let shop = Shop::open().await?;
    let lamp = shop.product(1999, 10)?;
    let customer = shop.customer()?;
    let (status, problem) = customer.check_out(Uuid::now_v7()).await?;
    assert_eq!(
        (status, &problem["type"]),
        (409, &json!("/problems/empty-cart")),
        "no session"
    );
    customer.wants(lamp, 1).await?;
    customer.delete(lamp).await?;
    let (status, problem) = customer.check_out(Uuid::now_v7()).await?;
    assert_eq!(
        (status, &problem["type"]),
        (409, &json!("/problems/empty-cart"))
    );
    let (status, problem) = customer
        .request(reqwest::Method::POST, "/api/checkout")
        .send()
        .await
        .map(|response| (response.status().as_u16(), response))?;
    assert_eq!(
        (
            status,
            problem.json::<Value>().await?["errors"][0]["field"].clone()
        ),
        (400, json!("Idempotency-Key"))
    );
    Ok(())
}

#[actix_web::test]
async fn what_is_not_there_is_not_sold_and_nothing_is_held() -> Result<()> {
    let shop = Shop::open().await?;
    let (lamp, pencil) = (shop.product(1999, 3)?, shop.product(50, 10)?);
    let (first, second) = (shop.customer()?, shop.customer()?);
    first.wants(lamp, 3).await?;
    second.wants(pencil, 1).await?;
    second.wants(lamp, 1).await?;
    let order = first.buys().await?;
    let key = Uuid::now_v7();
    let (status, problem) = second.check_out(key).await?;
    assert_eq!(
        (status, &problem["type"]),
        (409, &json!("/problems/out-of-stock"))
    );
    assert_eq!((shop.stock(lamp)?, shop.stock(pencil)?), (0, 10));
    assert_eq!(second.lines().await?, 2, "the cart is as it was");
    // The same key can still buy what is there.
    second.delete(lamp).await?;
    let (status, other) = second.check_out(key).await?;
    assert_eq!(status, 201, "{other}");
    shop.audit(&[order, other])
}

#[actix_web::test]
async fn many_customers_buy_exactly_what_is_there() -> Result<()> {
    let shop = Shop::open().await?;
    let lamp = shop.product(1999, 10)?;
    let mut customers = Vec::new();
    for _ in 0..8 {
        let customer = shop.customer()?;
        customer.wants(lamp, 2).await?;
        customers.push(customer);
    }
    let answers = at_once(
        customers
            .into_iter()
            .map(|customer| async move { customer.check_out(Uuid::now_v7()).await }),
    )
    .await?;
    let bought: Vec<Value> = answers
        .iter()
        .filter(|(status, _)| *status == 201)
        .map(|(_, order)| order.clone())
        .collect();
    assert_eq!(bought.len(), 5, "{answers:?}");
    assert!(
        answers
            .iter()
            .all(|(status, _)| matches!(status, 201 | 409)),
        "{answers:?}"
    );
    assert_eq!(shop.stock(lamp)?, 0);
    shop.audit(&bought)
}

#[actix_web::test]
async fn a_price_that_was_not_shown_is_not_charged() -> Result<()> {
    let shop = Shop::open().await?;
    let lamp = shop.product(1999, 10)?;
    let customer = shop.customer()?;
    customer.wants(lamp, 1).await?;
    shop.change_products("UPDATE products SET price_amount = 2999")?;
    let key = Uuid::now_v7();
    let (status, problem) = customer.check_out(key).await?;
    assert_eq!(
        (status, &problem["type"]),
        (409, &json!("/problems/price-changed"))
    );
    assert_eq!(customer.get("/api/cart").await?.1["total"]["amount"], 2999);
    eventually("the stock", async || {
        ensure!(shop.stock(lamp)? == 10);
        Ok(())
    })
    .await?;
    let (status, order) = customer.check_out(key).await?;
    assert_eq!((status, &order["total"]["amount"]), (201, &json!(2999)));
    shop.audit(&[order])
}

#[actix_web::test]
async fn a_product_that_left_the_shop_is_not_sold() -> Result<()> {
    let shop = Shop::open().await?;
    let lamp = shop.product(1999, 10)?;
    let customer = shop.customer()?;
    customer.wants(lamp, 1).await?;
    shop.change_products("UPDATE products SET deleted_at = now()")?;
    let (status, problem) = customer.check_out(Uuid::now_v7()).await?;
    assert_eq!(
        (status, &problem["type"]),
        (409, &json!("/problems/out-of-stock"))
    );
    Ok(())
}
