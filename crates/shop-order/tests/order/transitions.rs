//! An order only moves the allowed way.

use crate::support::{OrderService, body, read};
use anyhow::Result;
use rstest::rstest;
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

fn actors(order: &Value) -> Vec<&str> {
    let history = order["history"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    history
        .iter()
        .filter_map(|step| step["actor"].as_str())
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
async fn the_checkout_cannot_cancel_a_confirmed_order() -> Result<()> {
    let service = OrderService::start()?;
    let order = service.confirmed().await?;
    for verb in ["cancel", "cancel?actor=system"] {
        let (status, problem) = service.step(&order, verb).await?;
        assert_eq!(
            (status, &problem["type"]),
            (409, &json!("/problems/invalid-transition"))
        );
    }
    Ok(())
}

#[actix_web::test]
async fn an_order_goes_all_the_way_and_its_history_names_who_moved_it() -> Result<()> {
    let service = OrderService::start()?;
    let order = service.confirmed().await?;
    let mut last = Value::Null;
    for verb in ["pay", "ship", "deliver"] {
        let (status, order) = service.step(&order, &format!("{verb}?actor=staff")).await?;
        assert_eq!(status, 200, "{order}");
        last = order;
    }
    assert_eq!(
        steps(&last),
        ["pending", "confirmed", "paid", "shipped", "delivered"]
    );
    assert_eq!(
        actors(&last),
        ["system", "system", "staff", "staff", "staff"]
    );
    Ok(())
}

#[rstest]
#[case::confirmed(&[])]
#[case::paid(&["pay"])]
#[actix_web::test]
async fn a_customer_cancels_until_it_is_shipped(#[case] before: &[&str]) -> Result<()> {
    let service = OrderService::start()?;
    let order = service.confirmed().await?;
    for verb in before {
        service.step(&order, &format!("{verb}?actor=staff")).await?;
    }
    let (status, cancelled) = service.step(&order, "cancel?actor=customer").await?;
    assert_eq!((status, &cancelled["status"]), (200, &json!("cancelled")));
    assert_eq!(actors(&cancelled).last(), Some(&"customer"));
    let again = service.step(&order, "cancel?actor=customer").await?;
    assert_eq!(again, (200, cancelled), "once is enough");
    Ok(())
}

#[actix_web::test]
async fn nobody_cancels_what_is_shipped_and_a_customer_ships_nothing() -> Result<()> {
    let service = OrderService::start()?;
    let order = service.confirmed().await?;
    service.step(&order, "pay?actor=staff").await?;
    assert_eq!(service.step(&order, "ship?actor=customer").await?.0, 409);
    service.step(&order, "ship?actor=staff").await?;
    for actor in ["system", "customer", "staff"] {
        let (status, problem) = service
            .step(&order, &format!("cancel?actor={actor}"))
            .await?;
        assert_eq!(status, 409, "{actor}: {problem}");
    }
    Ok(())
}

#[actix_web::test]
async fn an_actor_that_nobody_knows_is_refused() -> Result<()> {
    let service = OrderService::start()?;
    let order = service.confirmed().await?;
    for query in ["actor=root", "aktor=staff", "actor"] {
        assert_eq!(
            service.step(&order, &format!("cancel?{query}")).await?.0,
            400,
            "{query}"
        );
    }
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
