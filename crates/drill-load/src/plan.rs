//! Which request is due when. Pure: the plan knows no clock and never learns what the shop answered, which
//! is what makes the traffic open loop.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use drill_core::slo::Journey;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};

use crate::options::LoadOptions;

/// One request of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// When it is due, counted from the start of the traffic.
    pub at: Duration,
    /// Under which journey it is counted. Filling the cart before a checkout counts as `Cart`, so that
    /// each request of `Checkout` is one order that a customer wanted.
    pub journey: Journey,
    /// What is asked for.
    pub action: Action,
    /// Whose turn it is, from 0.
    pub customer: u32,
    /// The same for all requests of one journey of one customer.
    pub visit: u64,
    /// Where in the visit it stands.
    pub step: Step,
}

/// Where in a visit a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The only request.
    Only,
    /// Another one follows.
    First,
    /// Follows another one.
    Second,
}

/// What a request asks for. Numbers stand for a choice among what the customers have seen of the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A list of products: all, or one category.
    List {
        /// Which category; every fourth number stands for all of them.
        pick: u32,
    },
    /// One product.
    Product {
        /// Which one.
        pick: u32,
    },
    /// A product's picture.
    Picture {
        /// Which product's.
        pick: u32,
    },
    /// A search.
    Search {
        /// For a word of this product's name.
        pick: u32,
    },
    /// Put a product into the cart.
    Put {
        /// Which one.
        pick: u32,
        /// How many.
        quantity: u32,
    },
    /// Look at the cart.
    ShowCart,
    /// Take a product out of the cart.
    Remove {
        /// Which one.
        pick: u32,
    },
    /// Buy the cart.
    Checkout {
        /// What was put into it just before.
        pick: u32,
        /// How many of it.
        quantity: u32,
    },
    /// Look up the last order, or all orders when there is none yet.
    OrderStatus,
    /// Cancel the last order, or look up all orders when there is none yet.
    Cancel,
}

/// One of so many looks at an order ends in its cancellation.
const CANCELS: u32 = 6;

impl Action {
    /// Whether it needs the customer's session, so that two at once could get in each other's way.
    #[must_use]
    pub const fn needs_session(self) -> bool {
        match self {
            Self::Put { .. }
            | Self::ShowCart
            | Self::Remove { .. }
            | Self::Checkout { .. }
            | Self::OrderStatus
            | Self::Cancel => true,
            Self::List { .. }
            | Self::Product { .. }
            | Self::Picture { .. }
            | Self::Search { .. } => false,
        }
    }
}

/// An endless schedule of requests, in order of time.
///
/// Time is cut into slots of `1 / rate`; every slot holds exactly one request. The second request of a
/// journey takes a later slot instead of the beginning of another journey.
#[derive(Debug)]
pub struct Plan {
    rng: Xoshiro256PlusPlus,
    rate: u32,
    customers: u32,
    full_deck: Vec<Journey>,
    deck: Vec<Journey>,
    /// Who comes next for a journey with a session; everyone has a turn before anyone has another.
    turns: Vec<u32>,
    slot: u64,
    visits: u64,
    second: BinaryHeap<Reverse<Waiting>>,
}

/// A second request that waits for its slot: the earliest slot, the visit, and what to do.
#[derive(Debug)]
struct Waiting {
    slot: u64,
    visit: u64,
    journey: Journey,
    customer: u32,
    action: Action,
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        (self.slot, self.visit) == (other.slot, other.visit)
    }
}

impl Eq for Waiting {}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.slot, self.visit).cmp(&(other.slot, other.visit))
    }
}

impl Plan {
    /// The plan of these options.
    #[must_use]
    pub fn new(options: &LoadOptions) -> Self {
        Self {
            rng: Xoshiro256PlusPlus::seed_from_u64(options.seed),
            rate: options.rate.max(1),
            customers: options.customers.max(1),
            full_deck: options.mix.deck(),
            deck: Vec::new(),
            turns: Vec::new(),
            slot: 0,
            visits: 0,
            second: BinaryHeap::new(),
        }
    }

    fn begin(&mut self) -> (Journey, Action, Option<(Journey, Action)>) {
        if self.deck.is_empty() {
            self.deck.clone_from(&self.full_deck);
            self.deck.shuffle(&mut self.rng);
        }
        let journey = self.deck.pop().unwrap_or(Journey::Browse);
        let pick = self.rng.random();
        let other = self.rng.random();
        let quantity = self.rng.random_range(1..=3);
        let even = self.rng.random_bool(0.5);
        match journey {
            Journey::Browse => (
                journey,
                Action::List { pick },
                Some((
                    journey,
                    if even {
                        Action::Product { pick: other }
                    } else {
                        Action::Picture { pick: other }
                    },
                )),
            ),
            Journey::Search => (journey, Action::Search { pick }, None),
            Journey::Cart => (
                journey,
                Action::Put { pick, quantity },
                Some((
                    journey,
                    if even {
                        Action::ShowCart
                    } else {
                        Action::Remove { pick }
                    },
                )),
            ),
            Journey::Checkout => (
                Journey::Cart,
                Action::Put { pick, quantity },
                Some((journey, Action::Checkout { pick, quantity })),
            ),
            Journey::OrderStatus if pick % CANCELS == 0 => (journey, Action::Cancel, None),
            Journey::OrderStatus => (journey, Action::OrderStatus, None),
        }
    }

    fn customer(&mut self, action: Action) -> u32 {
        if !action.needs_session() {
            return self.rng.random_range(0..self.customers);
        }
        if self.turns.is_empty() {
            self.turns = (0..self.customers).collect();
            self.turns.shuffle(&mut self.rng);
        }
        self.turns.pop().unwrap_or(0)
    }

    /// How many slots a customer thinks before the second request: 0.3 to 0.9 s.
    fn think(&mut self) -> u64 {
        let ms = self.rng.random_range(300..=900_u64);
        (ms * u64::from(self.rate)).div_ceil(1000)
    }

    /// When a slot's request is due. The small shift keeps the traffic from beating in step with anything
    /// that happens at round times.
    fn at(&mut self, slot: u64) -> Duration {
        let shift = self.rng.random_range(0..=300_000_u64);
        let in_millionths = u128::from(slot) * 1_000_000 + u128::from(shift);
        let nanos = in_millionths * 1_000 / u128::from(self.rate);
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }
}

impl Iterator for Plan {
    type Item = Due;

    fn next(&mut self) -> Option<Due> {
        let slot = self.slot;
        self.slot += 1;
        let at = self.at(slot);
        if self
            .second
            .peek()
            .is_some_and(|Reverse(waiting)| waiting.slot <= slot)
            && let Some(Reverse(waiting)) = self.second.pop()
        {
            return Some(Due {
                at,
                journey: waiting.journey,
                action: waiting.action,
                customer: waiting.customer,
                visit: waiting.visit,
                step: Step::Second,
            });
        }
        let visit = self.visits;
        self.visits += 1;
        let (journey, action, second) = self.begin();
        let customer = self.customer(action);
        let step = if let Some((journey, action)) = second {
            let slot = slot + self.think();
            self.second.push(Reverse(Waiting {
                slot,
                visit,
                journey,
                customer,
                action,
            }));
            Step::First
        } else {
            Step::Only
        };
        Some(Due {
            at,
            journey,
            action,
            customer,
            visit,
            step,
        })
    }
}
