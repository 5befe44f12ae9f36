//! Gives the stock of abandoned checkouts back.

use std::time::Duration;

use diesel::dsl::now;
use diesel::prelude::*;
use shop_api::ReservationStatus;
use shop_kit::background;
use shop_kit::health::Health;
use uuid::Uuid;

use super::{give_back, scopes};
use crate::error::CatalogError;
use crate::schema::reservations;
use crate::state::State;

/// How often each replica looks.
const EVERY: Duration = Duration::from_secs(5);

/// Reservations of one transaction: few enough to hold their products only for a moment.
const BATCH: i64 = 100;

/// Runs passes until the service shuts down.
pub async fn keep_expiring(state: State, health: Health) {
    background::repeat("end expired reservations", EVERY, health, async || {
        let count = expire_pass(&state).await?;
        if count > 0 {
            tracing::info!(count, "Reservations expired and gave their stock back.");
        }
        Ok::<_, CatalogError>(())
    })
    .await;
}

/// Ends every reservation whose time is over and says how many. What another replica is working on is skipped.
///
/// # Errors
/// The database did not do what it was asked; what was ended before stays ended.
pub async fn expire_pass(state: &State) -> Result<usize, CatalogError> {
    let mut total = 0;
    loop {
        let work = |connection: &mut PgConnection| connection.transaction(expire_batch);
        let changed = |done: Option<&(usize, Vec<Uuid>)>| {
            done.map(|(_, products)| scopes(products))
                .unwrap_or_default()
        };
        let (ended, _) = state.change("expire_reservations", work, changed).await?;
        state.count("expired", ended);
        total += ended;
        if i64::try_from(ended).unwrap_or(0) < BATCH {
            return Ok(total);
        }
    }
}

/// How many ended, and the products whose stock came back.
fn expire_batch(connection: &mut PgConnection) -> Result<(usize, Vec<Uuid>), CatalogError> {
    let due: Vec<Uuid> = reservations::table
        .filter(
            reservations::status
                .eq(ReservationStatus::Active.as_str())
                .and(reservations::expires_at.le(now)),
        )
        .order(reservations::expires_at)
        .limit(BATCH)
        .select(reservations::id)
        .for_update()
        .skip_locked()
        .load(connection)?;
    let products = if due.is_empty() {
        Vec::new()
    } else {
        give_back(connection, &due, ReservationStatus::Expired)?
    };
    Ok((due.len(), products))
}
