//! Rows of the outbox.

use chrono::{DateTime, Utc};
use diesel::dsl::now;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Integer, Text, Timestamptz, Uuid as SqlUuid};
use shop_api::{OrderNumber, OrderStatus, OutboxEntry, Subscriber};
use uuid::Uuid;

use crate::error::OrderError;
use crate::schema::outbox;

/// The longest lease. An attempt that waits longer would make a short failure of a dependency a long one.
const LONGEST_LEASE_SECONDS: i32 = 60;

/// What a subscriber gets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lease {
    /// Who.
    pub(crate) subscriber: Subscriber,
    /// So many rows at most.
    pub(crate) limit: u16,
    /// For so long nobody else gets them. It doubles with each attempt, so that a row that always fails takes less and less
    /// of everybody's time.
    pub(crate) seconds: u16,
}

/// Tells every subscriber that wants to know of it.
pub(crate) fn write(
    connection: &mut PgConnection,
    event: i64,
    to: OrderStatus,
) -> Result<(), OrderError> {
    let rows: Vec<_> = Subscriber::ALL
        .into_iter()
        .filter(|subscriber| subscriber.wants(to))
        .map(|subscriber| {
            (
                outbox::event_id.eq(event),
                outbox::subscriber.eq(subscriber.as_str()),
                outbox::created_at.eq(now),
            )
        })
        .collect();
    diesel::insert_into(outbox::table)
        .values(rows)
        .execute(connection)?;
    Ok(())
}

/// Rows that another transaction is claiming at this moment are skipped, not waited for.
const CLAIM: &str = "
    WITH due AS (
        SELECT id FROM outbox
        WHERE subscriber = $1 AND (claimed_until IS NULL OR claimed_until <= now())
        ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED
    )
    UPDATE outbox o
    SET attempts = o.attempts + 1,
        claimed_until = now() + least($3 * (1 << least(o.attempts, 8)), greatest($3, $4)) * interval '1 second'
    FROM due, order_events e, orders r
    WHERE o.id = due.id AND e.id = o.event_id AND r.id = e.order_id
    RETURNING o.id, o.attempts, e.order_id, r.number, r.reservation_id, e.from_status, e.to_status, e.at";

#[derive(Debug, QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Integer)]
    attempts: i32,
    #[diesel(sql_type = SqlUuid)]
    order_id: Uuid,
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = SqlUuid)]
    reservation_id: Uuid,
    #[diesel(sql_type = Text)]
    from_status: String,
    #[diesel(sql_type = Text)]
    to_status: String,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
}

/// Takes the oldest rows that nobody has.
pub(crate) fn claim(
    connection: &mut PgConnection,
    lease: Lease,
) -> Result<Vec<OutboxEntry>, OrderError> {
    let mut entries: Vec<OutboxEntry> = sql_query(CLAIM)
        .bind::<Text, _>(lease.subscriber.as_str())
        .bind::<BigInt, _>(i64::from(lease.limit))
        .bind::<Integer, _>(i32::from(lease.seconds))
        .bind::<Integer, _>(LONGEST_LEASE_SECONDS)
        .load::<Row>(connection)?
        .into_iter()
        .map(entry)
        .collect::<Result<_, _>>()?;
    entries.sort_by_key(|entry| entry.id);
    Ok(entries)
}

fn entry(row: Row) -> Result<OutboxEntry, OrderError> {
    let status = |text: &str| -> Result<OrderStatus, OrderError> {
        text.parse().map_err(|error| OrderError::Unreadable {
            order: row.order_id,
            reason: format!("outbox {}: {error}", row.id),
        })
    };
    Ok(OutboxEntry {
        id: row.id,
        order_id: row.order_id.into(),
        number: OrderNumber(row.number),
        reservation_id: row.reservation_id.into(),
        from: status(&row.from_status)?,
        to: status(&row.to_status)?,
        at: row.at,
        attempts: u32::try_from(row.attempts).unwrap_or(0),
    })
}

/// Deletes what a subscriber has dealt with. Rows that are gone already are no fault: the subscriber got them twice.
pub(crate) fn ack(
    connection: &mut PgConnection,
    subscriber: Subscriber,
    ids: &[i64],
) -> Result<(), OrderError> {
    diesel::delete(
        outbox::table
            .filter(outbox::id.eq_any(ids))
            .filter(outbox::subscriber.eq(subscriber.as_str())),
    )
    .execute(connection)?;
    Ok(())
}
