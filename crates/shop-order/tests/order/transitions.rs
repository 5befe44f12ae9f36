//! An order only moves the allowed way.

use crate::support::{OrderService, body, read};
use anyhow::Result;
use serde_json::{Value, json};
use uuid::Uuid;

fn steps(order: &Value) -> Vec<&str> {
    let history = order["history"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    history
        .iter()
        .filter_map(|step| step["status"].as_str())
        .collect()
}

#[actix_web::test]
async fn confirming_is_noted_once_however_often_it_is_asked() -> Result<()> {
    let service = OrderService::start()?;
    let order = service.made(&body()).await?;
    let (status, first) = service.step(&order, "confirm").await?;
    assert_eq!((status, steps(&first)), (200, vec!["pending", "confirmed"]));
    let (status, second) = service.step(&order, "confirm").await?;
    assert_eq!((status, &second), (200, &first));
    let metrics = service.get("/metrics").send().await?.text().await?;
    assert!(
        metrics.contains("shop_orders_confirmed_total{service=\"order\"} 1"),
        "{metrics}"
    );
    Ok(())
}

#[actix_web::test]
async fn a_confirmed_order_cannot_be_cancelled() -> Result<()> {
    let service = OrderService::start()?;
    let order = service.made(&body()).await?;
    service.step(&order, "confirm").await?;
    let (status, problem) = service.step(&order, "cancel").await?;
    assert_eq!(
        (status, &problem["type"]),
        (409, &json!("/problems/invalid-transition"))
    );
    Ok(())
}

#[actix_web::test]
async fn a_cancelled_order_cannot_be_confirmed() -> Result<()> {
    let service = OrderService::start()?;
    let order = service.made(&body()).await?;
    let (status, cancelled) = service.step(&order, "cancel").await?;
    assert_eq!(
        (status, steps(&cancelled)),
        (200, vec!["pending", "cancelled"])
    );
    let (status, problem) = service.step(&order, "confirm").await?;
    assert_eq!(
        (status, &problem["type"]),
        (409, &json!("/problems/invalid-transition"))
    );
    Ok(())
}

#[actix_web::test]
async fn of_a_confirmation_and_a_cancellation_at_the_same_time_one_wins() -> Result<()> {
    let service = OrderService::start()?;
    for _ in 0..10 {
        let order = service.made(&body()).await?;
        let (confirmed, cancelled) = tokio::join!(
            service.step(&order, "confirm"),
            service.step(&order, "cancel"),
        );
        let (confirmed, cancelled) = (confirmed?.0, cancelled?.0);
        assert!(
            matches!((confirmed, cancelled), (200, 409) | (409, 200)),
            "{confirmed} {cancelled}"
        );
        let id = order["id"].as_str().unwrap_or_default();
        let (_, now) = read(service.get(&format!("/orders/{id}"))).await?;
        assert_eq!(steps(&now).len(), 2);
    }
    Ok(())
}

#[actix_web::test]
async fn an_unknown_order_is_not_found() -> Result<()> {
    let service = OrderService::start()?;
    let order = json!({ "id": Uuid::now_v7() });
    assert_eq!(service.step(&order, "confirm").await?.0, 404);
    assert_eq!(service.step(&order, "cancel").await?.0, 404);
    assert_eq!(
        read(service.get(&format!("/orders/{}", Uuid::now_v7())))
            .await?
            .0,
        404
    );
    assert_eq!(read(service.get("/orders/not-an-id")).await?.0, 404);
    Ok(())
}
