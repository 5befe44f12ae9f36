//! The outbox of `order`: what happened to orders, for those who have to do something about it.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{OrderId, OrderNumber, OrderStatus, ReservationId};

/// Who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Subscriber {
    /// `order` itself, which writes invoices.
    Invoices,
    /// `main`, which gives back the stock of cancelled orders.
    Main,
}

impl Subscriber {
    /// Every subscriber.
    pub const ALL: [Self; 2] = [Self::Invoices, Self::Main];

    /// As in JSON and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invoices => "invoices",
            Self::Main => "main",
        }
    }

    /// Whether it is told of orders that become `status`.
    #[must_use]
    pub const fn wants(self, status: OrderStatus) -> bool {
        match self {
            Self::Invoices => matches!(status, OrderStatus::Confirmed),
            Self::Main => true,
        }
    }
}

impl fmt::Display for Subscriber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that is no subscriber.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a subscriber")]
pub struct UnknownSubscriber(pub String);

impl FromStr for Subscriber {
    type Err = UnknownSubscriber;

    fn from_str(text: &str) -> Result<Self, UnknownSubscriber> {
        Self::ALL
            .into_iter()
            .find(|subscriber| subscriber.as_str() == text)
            .ok_or_else(|| UnknownSubscriber(text.to_owned()))
    }
}

/// Body of `POST /outbox/claim`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClaimOutbox {
    /// Who asks.
    pub subscriber: Subscriber,
    /// So many entries at most, 1 to 100.
    #[schema(minimum = 1, maximum = 100)]
    pub limit: u16,
    /// For so long nobody else gets them, 1 to 300; longer with each failed attempt.
    #[schema(minimum = 1, maximum = 300)]
    pub lease_seconds: u16,
}

/// Answer of `POST /outbox/claim`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Claimed {
    /// What is to be done, oldest first.
    pub entries: Vec<OutboxEntry>,
}

/// An order's change of status that a subscriber has not dealt with yet. It can come more than once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OutboxEntry {
    /// What to acknowledge.
    pub id: i64,
    /// Which order.
    pub order_id: OrderId,
    /// What its customer calls it.
    pub number: OrderNumber,
    /// The stock that was set aside for it.
    pub reservation_id: ReservationId,
    /// Where it stood before.
    pub from: OrderStatus,
    /// What it became.
    pub to: OrderStatus,
    /// When.
    pub at: DateTime<Utc>,
    /// How often it was claimed, with this time.
    pub attempts: u32,
}

/// Body of `POST /outbox/ack`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AckOutbox {
    /// Who has dealt with them.
    pub subscriber: Subscriber,
    /// [`OutboxEntry::id`] of each, 100 at most.
    #[schema(max_items = 100)]
    pub ids: Vec<i64>,
}
