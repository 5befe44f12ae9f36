//! The laws. Pure: three snapshots in, findings out.

use std::collections::{HashMap, HashSet};

use drill_core::i18n::Text;
use uuid::Uuid;

use super::catalog::Catalog;
use super::orders::{Late, Order, Orders, Status};
use super::promises::{Promise, Promises};
use super::report::{AuditReport, Checked, Finding, FindingKind};
use super::text;

/// Holds the shop's databases against what customers were told, and against each other.
pub(super) fn judge(promises: &Promises, found: Orders, catalog: Catalog) -> AuditReport {
    let Orders {
        orders,
        outbox,
        late,
    } = found;
    let checked = Checked {
        acknowledged: count(promises.bought.values().map(Vec::len).sum()),
        cancelled: count(promises.cancelled.len()),
        orders: count(orders.len()),
        products: catalog.products,
        reservations: catalog.reservations,
        outbox,
    };
    let mut court = Court {
        by_key: group(&orders, |order| order.key),
        by_reservation: group(&orders, |order| order.reservation),
        explained: HashSet::new(),
        findings: Vec::new(),
    };
    court.promises(promises);
    court.cancellations(&orders, promises);
    court.doubles();
    court.totals(&orders, promises);
    court.pending(&orders);
    court.reservations(&orders, &catalog);
    court.stock(&catalog);
    court.outbox(&late);
    court
        .findings
        .sort_by(|a, b| (a.kind, &a.subject).cmp(&(b.kind, &b.subject)));
    AuditReport {
        checked,
        findings: court.findings,
    }
}

struct Court<'a> {
    by_key: HashMap<Uuid, Vec<&'a Order>>,
    by_reservation: HashMap<Uuid, Vec<&'a Order>>,
    /// Keys and reservations with a finding that explains whatever else is odd about them.
    explained: HashSet<Uuid>,
    findings: Vec<Finding>,
}

impl Court<'_> {
    fn found(&mut self, kind: FindingKind, subject: impl Into<String>, detail: Text) {
        self.findings.push(Finding {
            kind,
            subject: subject.into(),
            detail,
        });
    }

    /// An acknowledged order exists and is not cancelled, unless its customer or staff did that.
    fn promises(&mut self, promises: &Promises) {
        for (key, told) in &promises.bought {
            for promise in told {
                let order = self.order_of(*key, promise);
                let (number, key) = (&promise.number, *key);
                match order.map(|order| order.status) {
                    Some(Status::Counts | Status::Pending | Status::WithdrawnByStaff) => {}
                    Some(Status::WithdrawnByCustomer)
                        if promises.unwanted.contains(&promise.order)
                            || order.is_some_and(|order| !order.settled) => {}
                    Some(Status::Cancelled | Status::WithdrawnByCustomer) => {
                        self.explained.insert(key);
                        self.found(
                            FindingKind::LostOrder,
                            number,
                            Text::from_fn(|lang| text::order_cancelled(lang, number)),
                        );
                    }
                    None => {
                        self.explained.insert(key);
                        self.found(
                            FindingKind::LostOrder,
                            number,
                            Text::from_fn(|lang| text::order_lost(lang, number, key)),
                        );
                    }
                }
            }
        }
    }

    /// An order of which its customer was told that it is cancelled, is.
    fn cancellations(&mut self, orders: &[Order], promises: &Promises) {
        let still_on =
            |order: &&Order| promises.cancelled.contains(&order.id) && !order.status.is_off();
        for order in orders.iter().filter(still_on) {
            let number = order.number();
            let detail = Text::from_fn(|lang| text::cancellation_lost(lang, &number));
            self.found(FindingKind::CancellationLost, number, detail);
        }
    }

    fn order_of(&self, key: Uuid, promise: &Promise) -> Option<&Order> {
        let orders = self.by_key.get(&key)?;
        orders
            .iter()
            .find(|order| order.id == promise.order)
            .copied()
    }

    /// One checkout makes one order, and one reservation serves one order.
    fn doubles(&mut self) {
        let mut doubled: Vec<(Uuid, String, bool)> = Vec::new();
        let by_key = self.by_key.iter().map(|group| (group, true));
        let by_reservation = self.by_reservation.iter().map(|group| (group, false));
        let mut seen = HashSet::new();
        for ((shared, orders), is_key) in by_key.chain(by_reservation) {
            let mut alive: Vec<&Order> = orders
                .iter()
                .copied()
                .filter(|order| !order.status.is_off())
                .collect();
            alive.sort_by_key(|order| order.id);
            let ids: Vec<Uuid> = alive.iter().map(|order| order.id).collect();
            // Two orders of one checkout that also share the reservation are one finding.
            if alive.len() > 1 && seen.insert(ids) {
                let numbers: Vec<String> = alive.iter().map(|order| order.number()).collect();
                doubled.push((*shared, numbers.join(", "), is_key));
            }
        }
        for (shared, numbers, is_key) in doubled {
            self.explained.insert(shared);
            let detail = Text::from_fn(|lang| {
                if is_key {
                    text::doubled_checkout(lang, &numbers, shared)
                } else {
                    text::doubled_reservation(lang, &numbers, shared)
                }
            });
            self.found(FindingKind::DoubledOrder, numbers, detail);
        }
    }

    /// An order's total is the sum of its items and what the customer was told.
    fn totals(&mut self, orders: &[Order], promises: &Promises) {
        for order in orders {
            let number = order.number();
            let (amount, currency) = (order.amount, &order.currency);
            let told = promises
                .bought
                .get(&order.key)
                .and_then(|told| told.iter().find(|promise| promise.order == order.id));
            if amount != order.items_amount {
                let sum = order.items_amount;
                let detail = Text::from_fn(|lang| {
                    text::total_is_not_the_sum(lang, &number, amount, currency, sum)
                });
                self.found(FindingKind::WrongTotal, number, detail);
            } else if let Some(told) = told
                && (told.amount, &told.currency) != (amount, currency)
            {
                let (said, said_in) = (told.amount, &told.currency);
                let detail = Text::from_fn(|lang| {
                    text::total_is_not_as_told(lang, &number, amount, currency, said, said_in)
                });
                self.found(FindingKind::WrongTotal, number, detail);
            }
        }
    }

    /// An order is not left pending.
    fn pending(&mut self, orders: &[Order]) {
        for order in orders.iter().filter(|order| order.stuck) {
            let number = order.number();
            self.explained.insert(order.reservation);
            let detail = Text::from_fn(|lang| text::pending_stuck(lang, &number));
            self.found(FindingKind::PendingStuck, number, detail);
        }
    }

    /// Orders that count and confirmed reservations belong together one to one, the stock of a withdrawn order is back, and
    /// no reservation is held beyond its time.
    fn reservations(&mut self, orders: &[Order], catalog: &Catalog) {
        for order in orders {
            let covered = catalog.confirmed.contains(&order.reservation);
            if order.status == Status::Counts && order.settled && !covered {
                let (number, reservation) = (order.number(), order.reservation);
                let detail = Text::from_fn(|lang| {
                    text::order_without_reservation(lang, &number, reservation)
                });
                self.explained.insert(reservation);
                self.found(FindingKind::OrderWithoutReservation, number, detail);
            }
            if order.status.is_withdrawn() && order.settled && covered {
                let (number, reservation) = (order.number(), order.reservation);
                let detail =
                    Text::from_fn(|lang| text::stock_not_returned(lang, &number, reservation));
                self.found(FindingKind::StockNotReturned, number, detail);
            }
        }
        for (id, key) in &catalog.settled {
            // A withdrawn order whose stock is not back yet has a finding of its own.
            let served = self
                .by_reservation
                .get(id)
                .is_some_and(|orders| orders.iter().any(|order| order.status != Status::Cancelled));
            // The key of a reservation is the checkout's key: a lost order explains it.
            if !served && !self.explained.contains(key) {
                let detail = Text::from_fn(|lang| text::reservation_without_order(lang, id));
                self.found(FindingKind::ReservationWithoutOrder, id.to_string(), detail);
            }
        }
        for (id, seconds) in &catalog.leaked {
            if !self.explained.contains(id) {
                let detail = Text::from_fn(|lang| text::reservation_leaked(lang, id, seconds));
                self.found(FindingKind::ReservationLeaked, id.to_string(), detail);
            }
        }
    }

    /// What was ever received is in stock or held by a reservation.
    fn stock(&mut self, catalog: &Catalog) {
        for stock in &catalog.stock_off {
            let detail = Text::from_fn(|lang| {
                text::stock_off(lang, &stock.sku, stock.received, stock.stock, stock.held)
            });
            self.found(FindingKind::StockOff, &stock.sku, detail);
        }
    }

    /// What happened to an order reaches everybody who has to do something about it.
    fn outbox(&mut self, late: &[Late]) {
        for row in late {
            let (number, subscriber, status) = (row.number(), &row.subscriber, &row.status);
            let (seconds, attempts) = (row.seconds, row.attempts);
            let detail = Text::from_fn(|lang| {
                text::outbox_not_drained(lang, &number, status, subscriber, seconds, attempts)
            });
            let subject = format!("{number} {status} {subscriber} {}", row.id);
            self.found(FindingKind::OutboxNotDrained, subject, detail);
        }
    }
}

fn group(orders: &[Order], by: impl Fn(&Order) -> Uuid) -> HashMap<Uuid, Vec<&Order>> {
    let mut groups: HashMap<Uuid, Vec<&Order>> = HashMap::new();
    for order in orders {
        groups.entry(by(order)).or_default().push(order);
    }
    groups
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
