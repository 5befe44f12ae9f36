//! Own orders.

use anyhow::Result;
use serde_json::json;
use uuid::Uuid;

use crate::support::Shop;

#[actix_web::test]
async fn a_customer_sees_own_orders_newest_first() -> Result<()> {
    let shop = Shop::open().await?;
    let lamp = shop.product(1999, 10)?;
    let customer = shop.customer()?;
    let mut bought = Vec::new();
    for _ in 0..3 {
        customer.wants(lamp, 1).await?;
        bought.insert(0, customer.buys().await?);
    }
    let (status, page) = customer.get("/api/orders?limit=2").await?;
    assert_eq!((status, &page["items"]), (200, &json!(bought[..2])));
    let next = page["next"].as_str().unwrap_or_default();
    let (_, page) = customer
        .get(&format!("/api/orders?limit=2&after={next}"))
        .await?;
    assert_eq!(
        (&page["items"], &page["next"]),
        (&json!(bought[2..]), &json!(null))
    );
    let id = bought[0]["id"].as_str().unwrap_or_default();
    assert_eq!(
        customer.get(&format!("/api/orders/{id}")).await?,
        (200, bought[0].clone())
    );
    Ok(())
}

#[actix_web::test]
async fn another_customers_order_does_not_exist() -> Result<()> {
    let shop = Shop::open().await?;
    let lamp = shop.product(1999, 10)?;
    let owner = shop.customer()?;
    owner.wants(lamp, 1).await?;
    let order = owner.buys().await?;
    let other = shop.customer()?;
    other.wants(lamp, 1).await?;
    let path = format!("/api/orders/{}", order["id"].as_str().unwrap_or_default());
    let (status, problem) = other.get(&path).await?;
    let (never, nothing) = other
        .get(&format!("/api/orders/{}", Uuid::now_v7()))
        .await?;
    assert_eq!((status, never), (404, 404));
    assert_eq!(
        problem["detail"], nothing["detail"],
        "nobody learns which ids exist"
    );
    assert_eq!(
        shop.customer()?.get(&path).await?.0,
        404,
        "nor does somebody without a session"
    );
    let (_, page) = other.get("/api/orders").await?;
    assert_eq!(page["items"], json!([]));
    Ok(())
}

#[actix_web::test]
async fn a_query_that_means_nothing_is_refused() -> Result<()> {
    let shop = Shop::open().await?;
    let customer = shop.customer()?;
    for query in [
        "limit=0",
        "after=x",
        "customerId=0197f1c2-a3b4-7c5d-8e9f-a0b1c2d3e4f5",
    ] {
        assert_eq!(
            customer.get(&format!("/api/orders?{query}")).await?.0,
            400,
            "{query}"
        );
    }
    Ok(())
}
