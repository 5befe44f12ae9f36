//! How full the outbox is.

use diesel::dsl::{count_star, min, now};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::Timestamptz;
use prometheus::IntGaugeVec;
use shop_api::Subscriber;
use shop_kit::metrics::Metrics;

use crate::error::OrderError;
use crate::schema::outbox;

/// The gauges of the outbox.
#[derive(Clone, Debug)]
pub(super) struct Gauges {
    rows: IntGaugeVec,
    age: IntGaugeVec,
}

/// What one subscriber has before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Depth {
    rows: i64,
    /// Of the oldest row, in seconds.
    age: i64,
}

impl Gauges {
    pub(super) fn new(metrics: &Metrics) -> Result<Self, prometheus::Error> {
        Ok(Self {
            rows: metrics.gauges(
                "shop_outbox_rows",
                "Changes of orders that a subscriber has not dealt with yet.",
                &["subscriber"],
            )?,
            age: metrics.gauges(
                "shop_outbox_oldest_age_seconds",
                "Age of the oldest change that a subscriber has not dealt with yet; 0 when there is none.",
                &["subscriber"],
            )?,
        })
    }

    pub(super) fn show(&self, depths: &[(Subscriber, Depth)]) {
        for (subscriber, depth) in depths {
            let label = [subscriber.as_str()];
            self.rows.with_label_values(&label).set(depth.rows);
            self.age.with_label_values(&label).set(depth.age);
        }
    }
}

/// Looks at every subscriber, also at those with nothing to do.
pub(super) fn depths(
    connection: &mut PgConnection,
) -> Result<Vec<(Subscriber, Depth)>, OrderError> {
    Subscriber::ALL
        .into_iter()
        .map(|subscriber| {
            let (rows, oldest, at) = outbox::table
                .filter(outbox::subscriber.eq(subscriber.as_str()))
                .select((
                    count_star(),
                    min(outbox::created_at),
                    now.into_sql::<Timestamptz>(),
                ))
                .first::<(
                    i64,
                    Option<chrono::DateTime<chrono::Utc>>,
                    chrono::DateTime<chrono::Utc>,
                )>(connection)?;
            let age = oldest.map_or(0, |oldest| (at - oldest).num_seconds().max(0));
            Ok((subscriber, Depth { rows, age }))
        })
        .collect()
}
