//! What traffic to make.

use std::path::PathBuf;
use std::time::Duration;

use drill_core::slo::{Journey, Objective};

use crate::error::LoadError;

/// How long after it was due a request is given up and counted as failed.
pub const TIMEOUT: Duration = Duration::from_secs(2);

/// What traffic to make, where to, and where to write what was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadOptions {
    /// The shop's address, such as `http://127.0.0.1:20080`. A path is kept as a prefix.
    pub shop: String,
    /// HTTP requests per second, over all journeys together; 1 to 1000.
    pub rate: u32,
    /// What the schedule is drawn from: the same seed gives the same requests at the same distances.
    pub seed: u64,
    /// The folder for the bins and for the customers' journal; made when it is missing.
    pub out_dir: PathBuf,
    /// How often each journey is begun.
    pub mix: Mix,
    /// How many different customers there are, each with a session of its own.
    pub customers: u32,
    /// What takes longer counts as slow.
    pub slow: Duration,
    /// How many requests may be unanswered at once. One that is due beyond them is counted as failed.
    pub max_in_flight: usize,
}

impl LoadOptions {
    /// Fifty customers with the usual mix of journeys.
    pub fn new(shop: impl Into<String>, rate: u32, seed: u64, out_dir: impl Into<PathBuf>) -> Self {
        Self {
            shop: shop.into(),
            rate,
            seed,
            out_dir: out_dir.into(),
            mix: Mix::default(),
            customers: 50,
            slow: Duration::from_millis(Objective::default().latency_ms.into()),
            max_in_flight: 256,
        }
    }

    pub(crate) fn checked(&self) -> Result<reqwest::Url, LoadError> {
        if !(1..=1000).contains(&self.rate) {
            return Err(LoadError::option("rate", "use 1 to 1000 requests a second"));
        }
        if self.customers == 0 {
            return Err(LoadError::option("customers", "use at least one"));
        }
        if self.max_in_flight == 0 {
            return Err(LoadError::option("max_in_flight", "use at least one"));
        }
        if self.mix.deck().is_empty() {
            return Err(LoadError::option("mix", "every journey has weight 0"));
        }
        let shop: reqwest::Url = self.shop.parse().map_err(|error| {
            LoadError::option("shop", format!("{} is no URL: {error}", self.shop))
        })?;
        if shop.scheme() != "http" || shop.host_str().is_none() {
            return Err(LoadError::option(
                "shop",
                format!("{} is no address of the form http://host:port", self.shop),
            ));
        }
        Ok(shop)
    }
}

/// How often each journey is begun, relative to the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mix {
    /// Look at a list, then at a product or its picture.
    pub browse: u8,
    /// Search for a word.
    pub search: u8,
    /// Put something into the cart, then look at the cart or take it out again.
    pub cart: u8,
    /// Put something into the cart, then buy the cart.
    pub checkout: u8,
    /// Look up the last order.
    pub order_status: u8,
}

impl Default for Mix {
    fn default() -> Self {
        Self {
            browse: 45,
            search: 20,
            cart: 15,
            checkout: 10,
            order_status: 10,
        }
    }
}

impl Mix {
    /// The weight of one journey.
    #[must_use]
    pub const fn weight(&self, journey: Journey) -> u8 {
        match journey {
            Journey::Browse => self.browse,
            Journey::Search => self.search,
            Journey::Cart => self.cart,
            Journey::Checkout => self.checkout,
            Journey::OrderStatus => self.order_status,
        }
    }

    /// The smallest set of journeys that has exactly these shares. Drawing from a shuffled set instead of
    /// throwing dice keeps each journey present in every window of a few seconds.
    pub(crate) fn deck(&self) -> Vec<Journey> {
        let divisor = Journey::ALL
            .iter()
            .fold(0, |divisor, journey| gcd(divisor, self.weight(*journey)));
        if divisor == 0 {
            return Vec::new();
        }
        Journey::ALL
            .into_iter()
            .flat_map(|journey| {
                std::iter::repeat_n(journey, usize::from(self.weight(journey) / divisor))
            })
            .collect()
    }
}

const fn gcd(a: u8, b: u8) -> u8 {
    if b == 0 { a } else { gcd(b, a % b) }
}
