//! What customers saw, and whether it was good enough.
//!
//! The traffic writes one [`Bin`] for every 100 ms. A request belongs to the bin in which it was due,
//! not to the one in which it was sent or answered, so that a slow reply never hides those behind it.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::i18n::Lang;

mod impact;
mod levels;
pub mod say;
mod series;

pub use impact::{Impact, JourneyImpact, impact};
pub use levels::{Level, Levels, held_since, levels};
pub use series::{JourneySeries, Point, Series, series};

/// How long a bin is, in milliseconds.
pub const BIN_MS: i64 = 100;

/// The currency of every amount in a bin.
pub const CURRENCY: &str = "USD";

/// Something that a customer does.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Journey {
    /// Looks at a list, a product and its picture.
    Browse,
    /// Searches for a product.
    Search,
    /// Changes the cart.
    Cart,
    /// Buys the cart.
    Checkout,
    /// Looks up an order.
    OrderStatus,
}

impl Journey {
    /// Every journey, in the order in which they are shown.
    pub const ALL: [Self; 5] = [
        Self::Browse,
        Self::Search,
        Self::Cart,
        Self::Checkout,
        Self::OrderStatus,
    ];

    /// The word in files: `browse`, `search`, `cart`, `checkout`, `orderStatus`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Browse => "browse",
            Self::Search => "search",
            Self::Cart => "cart",
            Self::Checkout => "checkout",
            Self::OrderStatus => "orderStatus",
        }
    }

    /// What people call it.
    #[must_use]
    pub fn name(self, lang: Lang) -> String {
        match self {
            Self::Browse => say::browse(lang),
            Self::Search => say::search(lang),
            Self::Cart => say::cart(lang),
            Self::Checkout => say::checkout(lang),
            Self::OrderStatus => say::order_status(lang),
        }
    }
}

impl fmt::Display for Journey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What was seen of the requests that were due within 100 ms. One line of a traffic file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bin {
    /// When it starts: milliseconds since 1970, a multiple of [`BIN_MS`].
    pub at_ms: i64,
    /// By journey; a journey without a request is absent.
    pub journeys: BTreeMap<Journey, JourneyBin>,
}

/// One journey's requests of one bin. Every request that was due is exactly one of `ok`, `failed`, `rejected`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct JourneyBin {
    /// Answered as hoped, in whatever time.
    pub ok: u32,
    /// Answered with a server's error, not answered, or answered too late to matter.
    pub failed: u32,
    /// Those of `ok` that took longer than the objective's latency.
    pub slow: u32,
    /// Refused for a reason that is the shop's business, such as sold out: neither good nor bad.
    pub rejected: u32,
    /// How long each request of `ok` took from when it was due, in milliseconds, in any order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub latencies_ms: Vec<u32>,
    /// The longest time by which a request was sent later than due, in milliseconds: a measure of the traffic
    /// itself, which should stay near 0.
    #[serde(skip_serializing_if = "is_zero")]
    pub late_ms_max: u32,
    /// The worth of the carts whose checkout failed, in minor units of [`CURRENCY`].
    #[serde(skip_serializing_if = "is_zero_amount")]
    pub lost_minor: i64,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
const fn is_zero_amount(number: &i64) -> bool {
    *number == 0
}

impl JourneyBin {
    /// How many requests count towards the service levels.
    #[must_use]
    pub const fn judged(&self) -> u32 {
        self.ok + self.failed
    }

    /// Adds another bin's requests.
    pub fn add(&mut self, other: &Self) {
        self.ok += other.ok;
        self.failed += other.failed;
        self.slow += other.slow;
        self.rejected += other.rejected;
        self.latencies_ms.extend_from_slice(&other.latencies_ms);
        self.late_ms_max = self.late_ms_max.max(other.late_ms_max);
        self.lost_minor += other.lost_minor;
    }
}

/// What customers are promised.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Objective {
    /// The least share of requests that succeed, 0 to 1.
    pub availability: f64,
    /// What counts as slow, in milliseconds.
    pub latency_ms: u32,
    /// The least share of successful requests that are not slow, 0 to 1. While there are so few that this allows less than one,
    /// one slow request of three or more is forgiven.
    pub latency_ratio: f64,
}

impl Default for Objective {
    fn default() -> Self {
        Self {
            availability: 0.99,
            latency_ms: 500,
            latency_ratio: 0.95,
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
