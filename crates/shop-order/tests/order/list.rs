//! Lists of orders.

use crate::support::{OrderService, body, body_of, read};
use anyhow::Result;
use diesel::connection::SimpleConnection;
use serde_json::Value;
use uuid::Uuid;

async fn numbers(service: &OrderService, query: &str) -> Result<(Vec<String>, Option<String>)> {
    let (status, page) = read(service.get(&format!("/orders?{query}"))).await?;
    assert_eq!(status, 200, "{page}");
    let items = page["items"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let numbers = items
        .iter()
        .filter_map(|order| order["number"].as_str())
        .map(str::to_owned);
    Ok((numbers.collect(), page["next"].as_str().map(str::to_owned)))
}

fn number(order: &Value) -> String {
    order["number"].as_str().unwrap_or_default().to_owned()
}

#[actix_web::test]
async fn a_customers_orders_come_newest_first_and_page_by_page() -> Result<()> {
    let service = OrderService::start()?;
    let customer = Uuid::now_v7();
    let mut own = Vec::new();
    for _ in 0..5 {
        own.push(number(&service.made(&body_of(customer)).await?));
        service.made(&body()).await?;
    }
    own.reverse();
    let query = format!("customerId={customer}&limit=2");
    let (first, next) = numbers(&service, &query).await?;
    let (second, next) = numbers(
        &service,
        &format!("{query}&after={}", next.unwrap_or_default()),
    )
    .await?;
    let (third, end) = numbers(
        &service,
        &format!("{query}&after={}", next.unwrap_or_default()),
    )
    .await?;
    assert_eq!([first, second, third].concat(), own);
    assert_eq!(end, None);
    Ok(())
}

#[actix_web::test]
async fn an_order_in_a_list_is_complete() -> Result<()> {
    let service = OrderService::start()?;
    let older = service.made(&body()).await?;
    let newer = service.made(&body()).await?;
    let (_, page) = read(service.get("/orders")).await?;
    assert_eq!(page["items"], Value::from(vec![newer, older]));
    Ok(())
}

#[actix_web::test]
async fn old_pending_orders_are_found_by_age_and_status() -> Result<()> {
    let service = OrderService::start()?;
    let old = service.made(&body()).await?;
    let finished = service.made(&body()).await?;
    service.step(&finished, "confirm").await?;
    service
        .database
        .connect()?
        .batch_execute("UPDATE orders SET created_at = created_at - interval '30 seconds'")?;
    service.made(&body()).await?;
    let (found, _) = numbers(&service, "status=pending&olderThanSeconds=20").await?;
    assert_eq!(found, [number(&old)]);
    Ok(())
}

#[actix_web::test]
async fn an_order_is_found_by_its_key() -> Result<()> {
    let service = OrderService::start()?;
    let key = Uuid::now_v7();
    let (_, order) = read(service.create(key, &body())).await?;
    service.made(&body()).await?;
    let (found, _) = numbers(&service, &format!("idempotencyKey={key}")).await?;
    assert_eq!(found, [number(&order)]);
    let (none, _) = numbers(&service, &format!("idempotencyKey={}", Uuid::now_v7())).await?;
    assert!(none.is_empty());
    Ok(())
}

#[actix_web::test]
async fn a_query_that_means_nothing_is_refused() -> Result<()> {
    let service = OrderService::start()?;
    for query in [
        "limit=0",
        "limit=101",
        "after=x",
        "status=lost",
        "olderThanSeconds=-1",
        "customer=1",
    ] {
        let (status, problem) = read(service.get(&format!("/orders?{query}"))).await?;
        assert_eq!(status, 400, "{query}: {problem}");
    }
    Ok(())
}
