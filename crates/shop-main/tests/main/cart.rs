//! The cart.

use anyhow::Result;
use rstest::rstest;
use serde_json::json;
use uuid::Uuid;

use crate::support::{Fault, Shop};

#[actix_web::test]
async fn a_cart_adds_up() -> Result<()> {
    let shop = Shop::open().await?;
    let (lamp, pencil) = (shop.product(1999, 10)?, shop.product(50, 10)?);
    let customer = shop.customer()?;
    customer.wants(lamp, 2).await?;
    let (status, cart) = customer.put(pencil, 3).await?;
    assert_eq!(status, 200);
    assert_eq!(
        cart["items"][0],
        json!({
            "productId": lamp, "name": "Desk lamp", "nameKo": "탁상 램프", "quantity": 2,
            "unitPrice": { "amount": 1999, "currency": "USD" }, "lineTotal": { "amount": 3998, "currency": "USD" },
        })
    );
    assert_eq!(cart["total"], json!({ "amount": 4148, "currency": "USD" }));
    assert_eq!(customer.get("/api/cart").await?, (200, cart));
    let (_, cart) = customer.put(lamp, 1).await?;
    assert_eq!(cart["total"]["amount"], 2149);
    let (status, cart) = customer.delete(lamp).await?;
    assert_eq!((status, &cart["total"]["amount"]), (200, &json!(150)));
    Ok(())
}

#[actix_web::test]
async fn carts_of_two_customers_are_apart() -> Result<()> {
    let shop = Shop::open().await?;
    let lamp = shop.product(1999, 10)?;
    let (one, other) = (shop.customer()?, shop.customer()?);
    one.wants(lamp, 2).await?;
    other.wants(lamp, 1).await?;
    assert_eq!(one.get("/api/cart").await?.1["total"]["amount"], 3998);
    assert_eq!(other.get("/api/cart").await?.1["total"]["amount"], 1999);
    Ok(())
}

#[actix_web::test]
async fn a_quantity_out_of_range_is_refused_by_its_field() -> Result<()> {
    let shop = Shop::open().await?;
    let lamp = shop.product(1999, 100)?;
    let customer = shop.customer()?;
    for quantity in [0, 21] {
        let (status, problem) = customer.put(lamp, quantity).await?;
        assert_eq!(
            (status, &problem["type"]),
            (400, &json!("/problems/validation"))
        );
        assert_eq!(problem["errors"][0]["field"], "quantity");
    }
    assert_eq!(customer.put(lamp, 20).await?.0, 200);
    Ok(())
}

#[actix_web::test]
async fn more_than_is_there_is_refused() -> Result<()> {
    let shop = Shop::open().await?;
    let lamp = shop.product(1999, 3)?;
    let customer = shop.customer()?;
    let (status, problem) = customer.put(lamp, 4).await?;
    assert_eq!(
        (status, &problem["type"]),
        (409, &json!("/problems/out-of-stock"))
    );
    assert_eq!(problem["detail"], "Only 3 are left.");
    Ok(())
}

#[actix_web::test]
async fn a_product_that_does_not_exist_is_not_found() -> Result<()> {
    let shop = Shop::open().await?;
    let customer = shop.customer()?;
    assert_eq!(customer.put(Uuid::now_v7(), 1).await?.0, 404);
    let lamp = customer.request(reqwest::Method::DELETE, "/api/cart/items/lamp");
    assert_eq!(lamp.send().await?.status(), 404);
    Ok(())
}

#[actix_web::test]
async fn a_cart_shows_todays_price_and_drops_what_is_no_longer_sold() -> Result<()> {
    let shop = Shop::open().await?;
    let (lamp, pencil) = (shop.product(1999, 10)?, shop.product(50, 10)?);
    let customer = shop.customer()?;
    customer.wants(lamp, 1).await?;
    customer.wants(pencil, 1).await?;
    shop.change_products(&format!(
        "UPDATE products SET price_amount = 60 WHERE id = '{pencil}';
         UPDATE products SET deleted_at = now() WHERE id = '{lamp}'"
    ))?;
    let (_, cart) = customer.get("/api/cart").await?;
    assert_eq!(
        (
            cart["items"].as_array().map(Vec::len),
            &cart["total"]["amount"]
        ),
        (Some(1), &json!(60))
    );
    Ok(())
}

#[actix_web::test]
async fn a_cart_has_room_for_fifty_products() -> Result<()> {
    let shop = Shop::open().await?;
    let customer = shop.customer()?;
    let mut last = Uuid::nil();
    for _ in 0..50 {
        last = shop.product(100, 10)?;
        customer.wants(last, 1).await?;
    }
    let (status, problem) = customer.put(shop.product(100, 10)?, 1).await?;
    assert_eq!(
        (status, &problem["errors"][0]["field"]),
        (400, &json!("productId"))
    );
    // Of what is in it there may be more.
    assert_eq!(customer.put(last, 2).await?.0, 200);
    Ok(())
}

#[actix_web::test]
async fn a_cart_is_forgotten_after_a_week() -> Result<()> {
    let shop = Shop::open().await?;
    let lamp = shop.product(1999, 10)?;
    shop.customer()?.wants(lamp, 1).await?;
    let keys = shop.redis_keys()?;
    assert_eq!(keys.len(), 1);
    let (name, seconds) = &keys[0];
    assert!(
        name.starts_with("cart:{") && name.ends_with('}'),
        "a hash tag: {name}"
    );
    assert!(
        (7 * 86_400 - 60..=7 * 86_400).contains(seconds),
        "{seconds}"
    );
    Ok(())
}

#[rstest]
#[case::refused(Fault::Refused)]
#[case::silent(Fault::Swallowed)]
#[actix_web::test]
async fn without_the_catalog_a_cart_is_shown_as_it_was_last_seen(
    #[case] fault: Fault,
) -> Result<()> {
    let shop = Shop::open().await?;
    let (lamp, pencil) = (shop.product(1999, 10)?, shop.product(50, 10)?);
    let customer = shop.customer()?;
    customer.wants(lamp, 2).await?;
    customer.wants(pencil, 1).await?;
    shop.catalog_gate.break_calls("GET", "", fault);
    let (status, cart) = customer.get("/api/cart").await?;
    assert_eq!((status, &cart["partial"]), (200, &json!(true)));
    assert_eq!(
        cart["items"][0],
        json!({
            "productId": lamp, "name": null, "nameKo": null, "quantity": 2,
            "unitPrice": { "amount": 1999, "currency": "USD" }, "lineTotal": { "amount": 3998, "currency": "USD" },
        })
    );
    assert_eq!(cart["total"]["amount"], 4048);
    let (status, cart) = customer.delete(pencil).await?;
    assert_eq!((status, &cart["total"]["amount"]), (200, &json!(3998)));
    assert_eq!(
        customer.put(lamp, 1).await?.0,
        503,
        "its stock is not known"
    );
    shop.catalog_gate.break_calls("POST", "", fault);
    assert_eq!(customer.check_out(Uuid::now_v7()).await?.0, 503);
    shop.catalog_gate.heal();
    let (_, cart) = customer.get("/api/cart").await?;
    assert_eq!(
        (&cart["partial"], &cart["items"][0]["name"]),
        (&json!(false), &json!("Desk lamp"))
    );
    Ok(())
}
