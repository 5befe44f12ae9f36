//! What happens to an order reaches its subscribers, at least once.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use diesel::connection::SimpleConnection;
use diesel::sql_types::BigInt;
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use serde_json::{Value, json};

use crate::support::{Drain, OrderService, body, eventually, id, read};

impl OrderService {
    async fn claim(&self, subscriber: &str, limit: u16, seconds: u16) -> Result<Vec<Value>> {
        let body = json!({ "subscriber": subscriber, "limit": limit, "leaseSeconds": seconds });
        let (status, claimed) = read(self.post("/outbox/claim").json(&body)).await?;
        ensure!(status == 200, "{status} {claimed}");
        Ok(claimed["entries"].as_array().cloned().unwrap_or_default())
    }

    async fn ack(&self, subscriber: &str, entries: &[Value]) -> Result<()> {
        let ids: Vec<&Value> = entries.iter().map(|entry| &entry["id"]).collect();
        let body = json!({ "subscriber": subscriber, "ids": ids });
        let response = self.post("/outbox/ack").json(&body).send().await?;
        ensure!(response.status() == 204, "{}", response.status());
        Ok(())
    }

    /// How many rows of the outbox are so.
    fn rows(&self, condition: &str) -> Result<i64> {
        #[derive(QueryableByName)]
        struct Count {
            #[diesel(sql_type = BigInt)]
            count: i64,
        }
        let count: Count = sql_query(format!("SELECT count(*) FROM outbox WHERE {condition}"))
            .get_result(&mut self.database.connect()?)?;
        Ok(count.count)
    }
}

#[actix_web::test]
async fn a_change_reaches_everybody_who_wants_it() -> Result<()> {
    let service = OrderService::start()?;
    let order = service.confirmed().await?;
    service.step(&order, "cancel?actor=customer").await?;
    let invoices = service.claim("invoices", 10, 10).await?;
    assert_eq!(invoices.len(), 1, "{invoices:?}");
    assert_eq!(invoices[0]["to"], "confirmed");
    let main = service.claim("main", 10, 10).await?;
    let changes: Vec<_> = main
        .iter()
        .map(|entry| (entry["from"].as_str(), entry["to"].as_str()))
        .collect();
    assert_eq!(
        changes,
        [
            (Some("pending"), Some("confirmed")),
            (Some("confirmed"), Some("cancelled"))
        ]
    );
    for key in ["reservationId", "number"] {
        assert_eq!(main[1][key], order[key]);
    }
    assert_eq!(main[1]["orderId"], order["id"]);
    service.ack("main", &main).await?;
    service.ack("main", &main).await?;
    service.ack("invoices", &invoices).await?;
    assert_eq!(service.rows("true")?, 0);
    Ok(())
}

#[actix_web::test]
async fn nothing_is_told_of_what_did_not_happen() -> Result<()> {
    let service = OrderService::start()?;
    let order = service.made(&body()).await?;
    assert_eq!(service.step(&order, "cancel?actor=customer").await?.0, 409);
    service.step(&order, "confirm").await?;
    service.step(&order, "confirm").await?;
    assert_eq!(service.rows("true")?, 2, "one for each subscriber");
    Ok(())
}

#[actix_web::test]
async fn two_drainers_never_have_the_same_entry_at_the_same_time() -> Result<()> {
    let service = OrderService::start()?;
    for _ in 0..20 {
        service.confirmed().await?;
    }
    let (one, other) = tokio::join!(service.claim("main", 15, 60), service.claim("main", 15, 60));
    let (one, other) = (one?, other?);
    let ids: BTreeSet<_> = one
        .iter()
        .chain(&other)
        .filter_map(|entry| entry["id"].as_i64())
        .collect();
    assert_eq!(ids.len(), one.len() + other.len());
    // A claim may skip what the other one was just looking at, and finds it the next time.
    let rest = service.claim("main", 15, 60).await?;
    assert_eq!(ids.len() + rest.len(), 20);
    Ok(())
}

#[actix_web::test]
async fn what_was_not_acknowledged_comes_again_and_waits_longer_each_time() -> Result<()> {
    let service = OrderService::start()?;
    service.confirmed().await?;
    let first = service.claim("main", 10, 30).await?;
    assert_eq!((first.len(), &first[0]["attempts"]), (1, &json!(1)));
    assert_eq!(service.claim("main", 10, 30).await?.len(), 0);
    let over = "UPDATE outbox SET claimed_until = now() - interval '1 second'";
    service.database.connect()?.batch_execute(over)?;
    let second = service.claim("main", 10, 30).await?;
    assert_eq!((second.len(), &second[0]["attempts"]), (1, &json!(2)));
    assert_eq!(second[0]["id"], first[0]["id"]);
    assert_eq!(
        service.rows("subscriber = 'main' AND claimed_until > now() + interval '45 seconds'")?,
        1
    );
    Ok(())
}

#[actix_web::test]
async fn a_subscriber_acknowledges_only_its_own() -> Result<()> {
    let service = OrderService::start()?;
    service.confirmed().await?;
    let invoices = service.claim("invoices", 10, 10).await?;
    service.ack("main", &invoices).await?;
    assert_eq!(service.rows("subscriber = 'invoices'")?, 1);
    Ok(())
}

#[actix_web::test]
async fn two_replicas_finish_what_a_third_one_had_claimed_when_it_died() -> Result<()> {
    let mut service = OrderService::start()?;
    for _ in 0..30 {
        service.confirmed().await?;
    }
    let lost = service.claim("invoices", 25, 1).await?;
    assert_eq!(lost.len(), 25);
    let (one, _) = (service.add(Drain::Always)?, service.add(Drain::Always)?);
    eventually("the outbox", async || {
        let left = service.rows("subscriber = 'invoices'")?;
        ensure!(left == 0, "{left} are left");
        Ok(())
    })
    .await?;
    for entry in &lost {
        let file = format!("{}.en.html", entry["number"].as_str().unwrap_or_default());
        ensure!(service.invoices().contains(&file), "{file}");
    }
    assert_eq!(
        service.invoices().len(),
        60,
        "two languages, and no leftovers"
    );
    eventually("the gauges", async || {
        let metrics = service
            .get_at(&one, "/metrics")
            .send()
            .await?
            .text()
            .await?;
        for line in [
            "shop_outbox_rows{subscriber=\"main\",service=\"order\"} 30",
            "shop_outbox_rows{subscriber=\"invoices\",service=\"order\"} 0",
            "shop_outbox_oldest_age_seconds{subscriber=\"invoices\",service=\"order\"} 0",
        ] {
            ensure!(metrics.contains(line), "{line} in {metrics}");
        }
        Ok(())
    })
    .await
}

#[actix_web::test]
async fn a_claim_that_means_nothing_is_refused() -> Result<()> {
    let service = OrderService::start()?;
    for body in [
        json!({ "subscriber": "main", "limit": 0, "leaseSeconds": 1 }),
        json!({ "subscriber": "main", "limit": 101, "leaseSeconds": 1 }),
        json!({ "subscriber": "main", "limit": 1, "leaseSeconds": 0 }),
        json!({ "subscriber": "main", "limit": 1, "leaseSeconds": 301 }),
        json!({ "subscriber": "somebody", "limit": 1, "leaseSeconds": 1 }),
    ] {
        let (status, problem) = read(service.post("/outbox/claim").json(&body)).await?;
        assert_eq!(status, 400, "{body} {problem}");
    }
    let order = service.confirmed().await?;
    let body = json!({ "subscriber": "main", "ids": vec![1; 101] });
    assert_eq!(
        read(service.post("/outbox/ack").json(&body)).await?.0,
        400,
        "{}",
        id(&order)
    );
    Ok(())
}
