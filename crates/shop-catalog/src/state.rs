//! What the handlers share.

use prometheus::IntCounterVec;
use shop_kit::Service;
use shop_kit::db::Database;
use shop_kit::s3::ObjectStore;

/// What the handlers share.
#[derive(Clone, Debug)]
pub struct State {
    pub(crate) database: Database,
    pub(crate) store: ObjectStore,
    /// By outcome: created, replayed, out_of_stock, confirmed, gone, released, expired.
    pub(crate) reservations: IntCounterVec,
}

impl State {
    /// Joins the parts.
    ///
    /// # Errors
    /// The metrics exist already.
    pub fn new(
        database: Database,
        store: ObjectStore,
        service: &Service,
    ) -> Result<Self, prometheus::Error> {
        let reservations = service.metrics.counters(
            "shop_reservations_total",
            "What happened to reservations.",
            &["outcome"],
        )?;
        Ok(Self {
            database,
            store,
            reservations,
        })
    }

    pub(crate) fn count(&self, outcome: &str, reservations: usize) {
        let number = u64::try_from(reservations).unwrap_or(u64::MAX);
        self.reservations
            .with_label_values(&[outcome])
            .inc_by(number);
    }
}
