//! A shop's databases, and a journal of its customers.

use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use drill_load::audit::audit_settled;
use drill_load::orders::{self, Ack, Cancel, Line, Money};
use drill_load::{AuditReport, AuditTarget, FindingKind};
use tempfile::TempDir;
use tokio_postgres::Client;
use uuid::Uuid;

use super::postgres::Postgres;

const CATALOG: &str = "
    CREATE TABLE products(id uuid PRIMARY KEY, sku text UNIQUE, name text, name_ko text, description text,
        description_ko text, category text, price_amount bigint, currency text, stock int CHECK (stock >= 0),
        received int, version int, image_key text, deleted_at timestamptz);
    CREATE TABLE reservations(id uuid PRIMARY KEY, key uuid UNIQUE, status text, expires_at timestamptz,
        created_at timestamptz, updated_at timestamptz);
    CREATE TABLE reservation_items(reservation_id uuid, product_id uuid, quantity int, unit_amount bigint,
        currency text, name text);";

/// Without the unique key: what it prevents must be seen when it is gone.
const ORDERS: &str = "
    CREATE TABLE orders(id uuid PRIMARY KEY, number bigint GENERATED ALWAYS AS IDENTITY, idempotency_key uuid,
        request_hash text, customer_id uuid, reservation_id uuid, status text, total_amount bigint, currency text,
        created_at timestamptz, updated_at timestamptz);
    CREATE TABLE order_items(order_id uuid, product_id uuid, name text, quantity int, unit_amount bigint);
    CREATE TABLE order_events(id bigint GENERATED ALWAYS AS IDENTITY, order_id uuid, from_status text,
        to_status text, at timestamptz, actor text DEFAULT 'system');
    CREATE TABLE outbox(id bigint GENERATED ALWAYS AS IDENTITY, event_id bigint, subscriber text, attempts int DEFAULT 0,
        claimed_until timestamptz, created_at timestamptz);";

/// A shop in which everything adds up: two orders that were acknowledged, one reservation that is still
/// active, one that expired, and an order that was cancelled.
pub(crate) struct Lab {
    pub(crate) postgres: Postgres,
    pub(crate) catalog: Client,
    pub(crate) orders: Client,
    pub(crate) traffic: TempDir,
    pub(crate) product: Uuid,
}

/// An order and what belongs to it.
#[derive(Clone, Copy)]
pub(crate) struct Bought {
    pub(crate) key: Uuid,
    pub(crate) order: Uuid,
    pub(crate) reservation: Uuid,
}

impl Lab {
    pub(crate) async fn start() -> Self {
        let postgres = Postgres::start().await;
        let admin = postgres.connect("postgres").await;
        for database in ["catalog", "orders"] {
            admin
                .batch_execute(&format!("CREATE DATABASE {database}"))
                .await
                .unwrap();
        }
        let catalog = postgres.connect("catalog").await;
        catalog.batch_execute(CATALOG).await.unwrap();
        let orders = postgres.connect("orders").await;
        orders.batch_execute(ORDERS).await.unwrap();
        let product = Uuid::now_v7();
        catalog
            .execute(
                "INSERT INTO products(id, sku, stock, received) VALUES ($1, 'MUG-1', 100, 100)",
                &[&product],
            )
            .await
            .unwrap();
        let lab = Self {
            postgres,
            catalog,
            orders,
            traffic: TempDir::new().unwrap(),
            product,
        };
        lab.reserve(Uuid::now_v7(), "active", 1).await;
        lab.reserve(Uuid::now_v7(), "expired", 1).await;
        let key = Uuid::now_v7();
        let released = lab.reserve(key, "released", 3).await;
        lab.order(key, released, "cancelled", 3).await;
        lab
    }

    /// Reserves so many units an hour ago; an active reservation has a minute left.
    pub(crate) async fn reserve(&self, key: Uuid, status: &str, quantity: i32) -> Uuid {
        let id = Uuid::now_v7();
        self.catalog
            .execute(
                "INSERT INTO reservations VALUES ($1, $2, $3, now() + interval '1 minute',
                 now() - interval '1 hour', now() - interval '1 hour')",
                &[&id, &key, &status],
            )
            .await
            .unwrap();
        self.catalog
            .execute(
                "INSERT INTO reservation_items VALUES ($1, $2, $3, 500, 'USD', 'Mug')",
                &[&id, &self.product, &quantity],
            )
            .await
            .unwrap();
        if matches!(status, "active" | "confirmed") {
            self.catalog
                .execute("UPDATE products SET stock = stock - $1", &[&quantity])
                .await
                .unwrap();
        }
        id
    }

    /// An order of an hour ago.
    pub(crate) async fn order(
        &self,
        key: Uuid,
        reservation: Uuid,
        status: &str,
        quantity: i32,
    ) -> Uuid {
        let id = Uuid::now_v7();
        self.orders
            .execute(
                "INSERT INTO orders(id, idempotency_key, customer_id, reservation_id, status, total_amount, currency,
                 created_at, updated_at) VALUES ($1, $2, $1, $3, $4, $5, 'USD', now() - interval '1 hour',
                 now() - interval '1 hour')",
                &[&id, &key, &reservation, &status, &(i64::from(quantity) * 500)],
            )
            .await
            .unwrap();
        self.orders
            .execute(
                "INSERT INTO order_items VALUES ($1, $2, 'Mug', $3, 500)",
                &[&id, &self.product, &quantity],
            )
            .await
            .unwrap();
        id
    }

    /// Cancels an order, an hour ago, and tells `main` of it.
    pub(crate) async fn cancel(&self, order: Uuid, actor: &str) {
        self.break_orders(
            "UPDATE orders SET status = 'cancelled' WHERE id = $1",
            order,
        )
        .await;
        self.orders
            .execute(
                "WITH event AS (INSERT INTO order_events(order_id, from_status, to_status, at, actor)
                     VALUES ($1, 'confirmed', 'cancelled', now() - interval '1 hour', $2) RETURNING id)
                 INSERT INTO outbox(event_id, subscriber, created_at) SELECT id, 'main', now() FROM event",
                &[&order, &actor],
            )
            .await
            .unwrap();
    }

    /// Gives back what a confirmed reservation of so many units had sold.
    pub(crate) async fn give_back(&self, reservation: Uuid, quantity: i32) {
        self.break_catalog(
            "UPDATE reservations SET status = 'returned' WHERE id = $1",
            reservation,
        )
        .await;
        self.catalog
            .execute("UPDATE products SET stock = stock + $1", &[&quantity])
            .await
            .unwrap();
    }

    /// An order that was bought and acknowledged an hour ago.
    pub(crate) async fn buy(&self) -> Bought {
        let key = Uuid::now_v7();
        let reservation = self.reserve(key, "confirmed", 2).await;
        let order = self.order(key, reservation, "confirmed", 2).await;
        let number: i64 = self
            .orders
            .query_one("SELECT number FROM orders WHERE id = $1", &[&order])
            .await
            .unwrap()
            .get(0);
        let number = format!("FD-{number:06}");
        acknowledge(
            self.traffic.path(),
            key,
            order,
            &number,
            Utc::now() - TimeDelta::hours(1),
        );
        Bought {
            key,
            order,
            reservation,
        }
    }

    pub(crate) async fn break_orders(&self, sql: &str, id: Uuid) {
        let changed = self.orders.execute(sql, &[&id]).await.unwrap();
        assert!(changed > 0, "nothing was broken");
    }

    pub(crate) async fn break_catalog(&self, sql: &str, id: Uuid) {
        let changed = self.catalog.execute(sql, &[&id]).await.unwrap();
        assert!(changed > 0, "nothing was broken");
    }

    pub(crate) fn target(&self) -> AuditTarget {
        AuditTarget {
            catalog_dsn: self.postgres.dsn("catalog"),
            orders_dsn: self.postgres.dsn("orders"),
            traffic_dir: self.traffic.path().to_owned(),
        }
    }

    pub(crate) async fn audit(&self) -> AuditReport {
        audit_settled(&self.target(), Duration::ZERO).await.unwrap()
    }

    /// The kinds of all findings.
    pub(crate) async fn findings(&self) -> Vec<FindingKind> {
        let report = self.audit().await;
        report.findings.iter().map(|finding| finding.kind).collect()
    }
}

pub(crate) fn acknowledge(dir: &Path, key: Uuid, order_id: Uuid, number: &str, at: DateTime<Utc>) {
    let line = Line::Ack(Ack {
        key,
        order_id,
        number: number.to_owned(),
        total: Money {
            amount: 1_000,
            currency: "USD".to_owned(),
        },
        at,
    });
    write(dir, &line);
}

/// An order that its customer wanted to cancel an hour ago.
pub(crate) fn want_cancelled(dir: &Path, order_id: Uuid) {
    let at = Utc::now() - TimeDelta::hours(1);
    write(dir, &Line::Cancel(Cancel { order_id, at }));
}

/// An order of which its customer was told that it is cancelled.
pub(crate) fn acknowledge_cancelled(dir: &Path, order_id: Uuid, at: DateTime<Utc>) {
    write(dir, &Line::Cancelled(Cancel { order_id, at }));
}

fn write(dir: &Path, line: &Line) {
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(dir.join(orders::FILE))
        .unwrap();
    writeln!(file, "{}", serde_json::to_string(line).unwrap()).unwrap();
}
