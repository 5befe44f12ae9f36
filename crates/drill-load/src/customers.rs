//! The customers: each with a session, a cart and a last order.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use reqwest::cookie::Jar;
use uuid::Uuid;

use crate::orders::IntentItem;

/// Everyone who shops.
#[derive(Debug)]
pub(crate) struct Customers {
    all: Vec<Customer>,
}

/// One customer.
#[derive(Debug, Default)]
pub(crate) struct Customer {
    /// The cookies, and with them the session.
    pub(crate) jar: Jar,
    /// How many visits that need the session are going on.
    visits: AtomicU32,
    /// Counts the checkouts, so that a newer one ends the attempts of an older one.
    checkouts: AtomicU64,
    known: Mutex<Belongings>,
}

/// What a customer has, as far as the shop said so.
#[derive(Debug, Default)]
pub(crate) struct Belongings {
    pub(crate) cart: Vec<IntentItem>,
    /// What the cart costs, in minor units.
    pub(crate) cart_total: i64,
    pub(crate) last_order: Option<Uuid>,
}

impl Customer {
    pub(crate) fn known(&self) -> MutexGuard<'_, Belongings> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a checkout, and gives its number.
    pub(crate) fn begin_checkout(&self) -> u64 {
        self.checkouts.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Whether the customer has not begun another checkout since.
    pub(crate) fn still_at(&self, checkout: u64) -> bool {
        self.checkouts.load(Ordering::Relaxed) == checkout
    }
}

/// A customer's visit; the customer is free again when it is dropped.
#[derive(Debug)]
pub(crate) struct Visit {
    customers: Arc<Customers>,
    pub(crate) number: u32,
    /// Whether it needs the session.
    exclusive: bool,
}

impl Visit {
    pub(crate) fn customer(&self) -> &Customer {
        self.customers.get(self.number)
    }

    /// The same visit for another request of it.
    pub(crate) fn again(&self) -> Self {
        if self.exclusive {
            self.customer().visits.fetch_add(1, Ordering::Relaxed);
        }
        Self {
            customers: Arc::clone(&self.customers),
            number: self.number,
            exclusive: self.exclusive,
        }
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        if self.exclusive {
            self.customer().visits.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

impl Customers {
    pub(crate) fn new(count: u32) -> Arc<Self> {
        Arc::new(Self {
            all: (0..count.max(1)).map(|_| Customer::default()).collect(),
        })
    }

    fn get(&self, number: u32) -> &Customer {
        let index = usize::try_from(number).unwrap_or(0) % self.all.len();
        &self.all[index]
    }

    /// Begins a visit of this customer. Where it needs the session and the customer is still busy with
    /// another one, the next who is free comes instead: two visits with one cart would hurt each other, and
    /// that would be counted against the shop. Only when everyone is busy does the customer do both.
    pub(crate) fn visit(self: &Arc<Self>, planned: u32, exclusive: bool) -> Visit {
        let count = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        let number = if exclusive {
            (0..count)
                .map(|offset| (planned % count + offset) % count)
                .find(|number| self.get(*number).visits.load(Ordering::Relaxed) == 0)
                .unwrap_or(planned % count)
        } else {
            planned % count
        };
        if exclusive {
            self.get(number).visits.fetch_add(1, Ordering::Relaxed);
        }
        Visit {
            customers: Arc::clone(self),
            number,
            exclusive,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_customer_is_replaced_by_the_next_who_is_free() {
        let customers = Customers::new(3);
        let first = customers.visit(2, true);
        let second = customers.visit(2, true);
        assert_eq!((first.number, second.number), (2, 0));
        drop(first);
        assert_eq!(customers.visit(2, true).number, 2);
        assert_eq!(
            customers.visit(0, false).number,
            0,
            "looking around needs no session"
        );
    }
}
