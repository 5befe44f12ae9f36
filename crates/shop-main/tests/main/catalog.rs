//! What is passed on to the catalog.

use anyhow::Result;
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use crate::support::{Fault, Shop};

#[actix_web::test]
async fn products_and_categories_are_the_catalogs() -> Result<()> {
    let shop = Shop::open().await?;
    let lamp = shop.product(1999, 10)?;
    let customer = shop.customer()?;
    let (status, page) = customer.get("/api/products?limit=1").await?;
    assert_eq!((status, &page["items"][0]["id"]), (200, &json!(lamp)));
    let (status, product) = customer.get(&format!("/api/products/{lamp}")).await?;
    assert_eq!((status, &product["price"]["amount"]), (200, &json!(1999)));
    assert_eq!(customer.get("/api/categories").await?.0, 200);
    Ok(())
}

#[actix_web::test]
async fn what_the_catalog_refuses_is_told_to_the_customer() -> Result<()> {
    let shop = Shop::open().await?;
    let customer = shop.customer()?;
    let response = customer
        .request(Method::GET, &format!("/api/products/{}", Uuid::now_v7()))
        .send()
        .await?;
    assert_eq!(response.status(), 404);
    assert_eq!(
        response.headers()["content-type"],
        "application/problem+json"
    );
    assert_eq!(customer.get("/api/products?limit=1000").await?.0, 400);
    Ok(())
}

#[actix_web::test]
async fn without_the_catalog_products_are_503_and_orders_are_still_there() -> Result<()> {
    let shop = Shop::open().await?;
    let lamp = shop.product(1999, 10)?;
    let customer = shop.customer()?;
    customer.wants(lamp, 1).await?;
    customer.buys().await?;
    shop.catalog_gate.break_calls("GET", "", Fault::Refused);
    let response = customer
        .request(Method::GET, "/api/products")
        .send()
        .await?;
    assert_eq!(response.status(), 503);
    assert!(response.headers().contains_key("retry-after"));
    let (status, orders) = customer.get("/api/orders").await?;
    assert_eq!(
        (status, orders["items"].as_array().map(Vec::len)),
        (200, Some(1))
    );
    assert_eq!(customer.get("/readyz").await?.0, 200);
    Ok(())
}
