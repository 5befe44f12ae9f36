//! Invoices of own orders.

use anyhow::Result;
use reqwest::Method;
use uuid::Uuid;

use crate::support::{Fault, Shop, id};

#[actix_web::test]
async fn a_customer_reads_the_invoice_of_an_own_order_and_of_no_other() -> Result<()> {
    let shop = Shop::open().await?;
    let lamp = shop.product(1999, 10)?;
    let (owner, other) = (shop.customer()?, shop.customer()?);
    owner.wants(lamp, 2).await?;
    other.wants(lamp, 1).await?;
    let order = owner.buys().await?;
    let path = format!("/api/orders/{}/invoice", id(&order));
    for (query, language) in [("", "en"), ("?lang=ko", "ko")] {
        let response = owner
            .request(Method::GET, &format!("{path}{query}"))
            .send()
            .await?;
        assert_eq!(response.status(), 200);
        let headers = response.headers();
        assert_eq!(headers["content-type"], "text/html; charset=utf-8");
        let policy = headers["content-security-policy"].to_str()?;
        assert!(
            policy.starts_with("default-src 'none'; style-src 'sha256-"),
            "{policy}"
        );
        assert!(headers.contains_key("content-length"));
        let text = response.text().await?;
        assert!(
            text.contains(&format!("lang=\"{language}\"")) && text.contains("39.98 USD"),
            "{text}"
        );
    }
    assert_eq!(owner.get(&format!("{path}?lang=fr")).await?.0, 400);
    assert_eq!(other.get(&path).await?.0, 404);
    assert_eq!(shop.customer()?.get(&path).await?.0, 404);
    let never = format!("/api/orders/{}/invoice", Uuid::now_v7());
    assert_eq!(owner.get(&never).await?.0, 404);
    Ok(())
}

#[actix_web::test]
async fn an_invoice_that_can_not_be_read_is_503() -> Result<()> {
    let shop = Shop::open().await?;
    let lamp = shop.product(1999, 10)?;
    let owner = shop.customer()?;
    owner.wants(lamp, 2).await?;
    let order = owner.buys().await?;
    shop.order_gate
        .break_calls("GET", "/invoice", Fault::Refused);
    let (status, problem) = owner
        .get(&format!("/api/orders/{}/invoice", id(&order)))
        .await?;
    assert_eq!(
        (status, problem["type"].as_str()),
        (503, Some("/problems/dependency-unavailable"))
    );
    Ok(())
}
