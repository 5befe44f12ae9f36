//! What is passed on to the catalog.

use anyhow::Result;
use reqwest::Method;
use serde_json::{Value, json};
use shop_kit::testing::STAFF_TOKEN;
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

fn draft(sku: &str, name: &str) -> Value {
    json!({
        "sku": sku, "name": name, "nameKo": "머그", "description": "", "descriptionKo": "",
        "category": "kitchen", "price": {"amount": 1800, "currency": "USD"}, "stock": 3,
    })
}

#[actix_web::test]
async fn staff_create_change_and_remove_products_through_the_front() -> Result<()> {
    let shop = Shop::open().await?;
    let staff = shop.customer()?;
    let send = |method: Method, path: &str| staff.request(method, path).bearer_auth(STAFF_TOKEN);
    let created = send(Method::POST, "/api/products")
        .json(&draft("MUG-1", "Mug"))
        .send()
        .await?;
    assert_eq!(created.status(), 201);
    assert_eq!(created.headers()["etag"], "\"1\"");
    let path = created.headers()["location"].to_str()?.to_owned();
    let mug: Value = created.json().await?;
    assert_eq!(
        path,
        format!("/api/products/{}", mug["id"].as_str().unwrap_or_default())
    );

    let change = |tag: &'static str| {
        send(Method::PUT, &path)
            .header("if-match", tag)
            .json(&draft("MUG-1", "Cup"))
            .send()
    };
    let changed = change("\"1\"").await?;
    assert_eq!(
        (changed.status().as_u16(), &changed.headers()["etag"]),
        (200, &"\"2\"".parse()?)
    );
    let late = change("\"1\"").await?;
    assert_eq!(late.status(), 412);
    assert_eq!(late.headers()["content-type"], "application/problem+json");
    assert_eq!(staff.get(&path).await?.1["name"], "Cup");

    let picture = |tag: Option<&'static str>| {
        let mut request = send(Method::PUT, &format!("{path}/image"));
        if let Some(tag) = tag {
            request = request.header("if-match", tag);
        }
        request
            .body(&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10"[..])
            .send()
    };
    assert_eq!(picture(None).await?.status(), 428);
    assert_eq!(picture(Some("\"1\"")).await?.status(), 412);
    // Now it is only the object store that is missing.
    assert_eq!(picture(Some("\"2\"")).await?.status(), 503);

    let remove = |tag: &'static str| send(Method::DELETE, &path).header("if-match", tag).send();
    assert_eq!(remove("\"1\"").await?.status(), 412);
    assert_eq!(remove("\"2\"").await?.status(), 204);
    assert_eq!(staff.get(&path).await?.0, 404);
    Ok(())
}

#[actix_web::test]
async fn customers_change_no_products() -> Result<()> {
    let shop = Shop::open().await?;
    let lamp = shop.product(1999, 10)?;
    let customer = shop.customer()?;
    let path = format!("/api/products/{lamp}");
    for (method, path) in [
        (Method::POST, "/api/products".to_owned()),
        (Method::PUT, path.clone()),
        (Method::DELETE, path.clone()),
        (Method::PUT, format!("{path}/image")),
    ] {
        let request = customer.request(method, &path).header("if-match", "\"1\"");
        let answer = request.json(&draft("MUG-1", "Mug")).send().await?;
        assert_eq!(answer.status(), 401, "{path}");
    }
    assert_eq!(customer.get(&path).await?.0, 200);
    Ok(())
}

#[actix_web::test]
async fn a_change_is_limited_and_sent_once() -> Result<()> {
    let shop = Shop::open().await?;
    let lamp = shop.product(1999, 10)?;
    let staff = shop.customer()?;
    let path = format!("/api/products/{lamp}");
    let large = staff
        .request(Method::PUT, &path)
        .bearer_auth(STAFF_TOKEN)
        .header("content-type", "application/json")
        .body(vec![b' '; 65 * 1024]);
    assert_eq!(large.send().await?.status(), 413);
    let calls = shop.catalog_gate.calls();
    shop.catalog_gate
        .break_calls("DELETE", "", Fault::AnswerLost);
    let removed = staff
        .request(Method::DELETE, &path)
        .header("if-match", "\"1\"")
        .bearer_auth(STAFF_TOKEN);
    assert_eq!(removed.send().await?.status(), 503);
    assert_eq!(shop.catalog_gate.calls(), calls + 1);
    Ok(())
}
