//! One key, one order.

use crate::support::{OrderService, body, read};
use anyhow::Result;
use diesel::sql_types::BigInt;
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use serde_json::json;
use uuid::Uuid;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn count(service: &OrderService, table: &str) -> Result<i64> {
    let mut connection = service.database.connect()?;
    let row: Count =
        sql_query(format!("SELECT count(*) AS count FROM {table}")).get_result(&mut connection)?;
    Ok(row.count)
}

#[actix_web::test]
async fn a_new_order_is_pending_and_has_the_sum_of_its_lines() -> Result<()> {
    let service = OrderService::start()?;
    let body = body();
    let (status, order) = read(service.create(Uuid::now_v7(), &body)).await?;
    assert_eq!(status, 201);
    assert_eq!(order["status"], "pending");
    assert_eq!(order["total"], json!({ "amount": 4498, "currency": "USD" }));
    assert_eq!(order["customerId"], body["customerId"]);
    assert_eq!(order["reservationId"], body["reservationId"]);
    assert_eq!(order["items"].as_array().map(Vec::len), Some(2));
    assert!(
        order["number"]
            .as_str()
            .is_some_and(|number| number.starts_with("FD-"))
    );
    let history = order["history"].as_array().cloned().unwrap_or_default();
    assert_eq!(history.len(), 1);
    assert_eq!(history[0]["status"], "pending");
    let (status, again) = read(service.get(&format!(
        "/orders/{}",
        order["id"].as_str().unwrap_or_default()
    )))
    .await?;
    assert_eq!((status, again), (200, order));
    Ok(())
}

#[actix_web::test]
async fn the_same_key_and_body_give_the_same_order() -> Result<()> {
    let service = OrderService::start()?;
    let (key, body) = (Uuid::now_v7(), body());
    let (first, order) = read(service.create(key, &body)).await?;
    let (second, again) = read(service.create(key, &body)).await?;
    assert_eq!((first, second), (201, 200));
    assert_eq!(order, again);
    assert_eq!(count(&service, "orders")?, 1);
    assert_eq!(count(&service, "order_events")?, 1);
    Ok(())
}

#[actix_web::test]
async fn a_repetition_finds_its_order_after_it_moved_on() -> Result<()> {
    let service = OrderService::start()?;
    let (key, body) = (Uuid::now_v7(), body());
    let (_, order) = read(service.create(key, &body)).await?;
    service.step(&order, "confirm").await?;
    let (status, again) = read(service.create(key, &body)).await?;
    assert_eq!((status, &again["status"]), (200, &json!("confirmed")));
    assert_eq!(again["id"], order["id"]);
    Ok(())
}

#[actix_web::test]
async fn the_same_key_with_another_body_is_refused() -> Result<()> {
    let service = OrderService::start()?;
    let (key, first) = (Uuid::now_v7(), body());
    read(service.create(key, &first)).await?;
    let mut other = first.clone();
    other["items"][0]["quantity"] = json!(3);
    let (status, problem) = read(service.create(key, &other)).await?;
    assert_eq!(
        (status, &problem["type"]),
        (422, &json!("/problems/idempotency-mismatch"))
    );
    assert_eq!(count(&service, "orders")?, 1);
    Ok(())
}

#[actix_web::test]
async fn a_reservation_serves_one_order() -> Result<()> {
    let service = OrderService::start()?;
    let body = body();
    service.made(&body).await?;
    let (status, problem) = read(service.create(Uuid::now_v7(), &body)).await?;
    assert_eq!(
        (status, &problem["type"]),
        (422, &json!("/problems/idempotency-mismatch"))
    );
    assert_eq!(count(&service, "orders")?, 1);
    Ok(())
}

#[actix_web::test]
async fn concurrent_calls_with_one_key_make_one_order() -> Result<()> {
    let service = OrderService::start()?;
    for _ in 0..5 {
        let (key, body) = (Uuid::now_v7(), body());
        let before = count(&service, "orders")?;
        let calls = (0..12).map(|_| read(service.create(key, &body)));
        let answers: Vec<_> = futures_of(calls).await?;
        let made = answers.iter().filter(|(status, _)| *status == 201).count();
        let repeated = answers.iter().filter(|(status, _)| *status == 200).count();
        assert_eq!((made, repeated), (1, 11));
        assert!(
            answers
                .iter()
                .all(|(_, order)| order["id"] == answers[0].1["id"])
        );
        assert_eq!(count(&service, "orders")? - before, 1);
    }
    assert_eq!(count(&service, "order_items")?, 10);
    assert_eq!(count(&service, "order_events")?, 5);
    Ok(())
}

/// Runs all at once.
async fn futures_of<T: 'static>(
    calls: impl Iterator<Item = impl Future<Output = Result<T>> + 'static>,
) -> Result<Vec<T>> {
    let running: Vec<_> = calls.map(actix_web::rt::spawn).collect();
    let mut done = Vec::new();
    for call in running {
        done.push(call.await??);
    }
    Ok(done)
}

#[actix_web::test]
async fn a_faulty_order_is_refused_by_its_fields() -> Result<()> {
    let service = OrderService::start()?;
    let mut body = body();
    body["items"][1]["quantity"] = json!(0);
    let (status, problem) = read(service.create(Uuid::now_v7(), &body)).await?;
    assert_eq!(
        (status, &problem["type"]),
        (400, &json!("/problems/validation"))
    );
    assert_eq!(problem["errors"][0]["field"], "items[1].quantity");
    let (status, problem) = read(service.post("/orders").json(&self::body())).await?;
    assert_eq!(status, 400);
    assert_eq!(problem["errors"][0]["field"], "Idempotency-Key");
    assert_eq!(count(&service, "orders")?, 0);
    Ok(())
}
