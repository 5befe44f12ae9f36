//! What an audit says.

use std::io;

use drill_core::i18n::Text;
use serde::{Deserialize, Serialize};

/// What an audit found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditReport {
    /// How much was looked at: a clean report on nothing proves nothing.
    pub checked: Checked,
    /// Every law that was broken, and by what.
    pub findings: Vec<Finding>,
}

impl AuditReport {
    /// Whether the promise was kept.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }
}

/// How much an audit looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    /// Orders that customers were told they have.
    pub acknowledged: u64,
    /// Orders of which customers were told that they are cancelled.
    #[serde(default)]
    pub cancelled: u64,
    /// Orders in the database.
    pub orders: u64,
    /// Products whose stock was added up.
    pub products: u64,
    /// Reservations in the database.
    pub reservations: u64,
    /// Changes of orders that somebody has yet to deal with. Mostly 0: a row of the outbox lives for a moment.
    #[serde(default)]
    pub outbox: u64,
}

/// Something that breaks a law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Which law.
    pub kind: FindingKind,
    /// What breaks it: an order's number, a checkout's key, a product's code or a reservation's id.
    pub subject: String,
    /// What is wrong, for people.
    pub detail: Text,
}

impl Finding {
    /// Whether both are about the same thing, seen at different times.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.kind == other.kind && self.subject == other.subject
    }
}

/// A law that can be broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FindingKind {
    /// An acknowledged order does not exist, or was cancelled by neither its customer nor staff.
    LostOrder,
    /// An order counts although its customer was told that it is cancelled.
    CancellationLost,
    /// One checkout made two orders, or two orders live on one reservation.
    DoubledOrder,
    /// An order's total is not the sum of its items, or not what the customer was told.
    WrongTotal,
    /// A product's units don't add up.
    StockOff,
    /// An order counts and has no confirmed reservation.
    OrderWithoutReservation,
    /// A confirmed reservation has no order.
    ReservationWithoutOrder,
    /// A reservation is held beyond its time.
    ReservationLeaked,
    /// An order is pending for too long.
    PendingStuck,
    /// The stock of an order that its customer or staff cancelled is not back.
    StockNotReturned,
    /// A change of an order has not reached who must deal with it.
    OutboxNotDrained,
}

/// Why an audit could not be made.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// The customers' journal could not be read.
    #[error("cannot read the customers' journal")]
    Journal(#[source] io::Error),
    /// A connection string could not be read, the database not reached, or a query failed.
    #[error("cannot read the database {database}")]
    Database {
        /// Which one.
        database: &'static str,
        /// Why.
        source: tokio_postgres::Error,
    },
    /// A database did not answer in time.
    #[error("the database {database} did not answer within {seconds} s")]
    Timeout {
        /// Which one.
        database: &'static str,
        /// How long it was waited for.
        seconds: u64,
    },
}
