//! Requests that are under way, and what ties those of one visit together.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tokio_util::task::TaskTracker;

use super::World;
use crate::bins::{Outcome, Ticket};
use crate::customers::Visit;
use crate::error::LoadError;
use crate::options::TIMEOUT;
use crate::plan::{Action, Due, Step};
use crate::shop::{Attempt, Checkout, Refusal, cancel};

/// How long a customer waits before each further attempt of a checkout that failed.
const PATIENCE: [Duration; 3] = [
    Duration::from_secs(1),
    Duration::from_secs(3),
    Duration::from_secs(6),
];

/// The visits that have a second request before them.
pub(super) struct Visits {
    world: Arc<World>,
    requests: TaskTracker,
    waiting: HashMap<u64, Begun>,
    /// Visits whose first request was left out, and whose second one would make no sense.
    left_out: HashSet<u64>,
}

/// A visit whose first request has been begun.
struct Begun {
    visit: Visit,
    /// Completes, or fails, when the first request is settled.
    first: oneshot::Receiver<()>,
}

/// One request on its way.
struct Request {
    action: Action,
    deadline: Instant,
    ticket: Ticket,
    place: OwnedSemaphorePermit,
}

impl Visits {
    pub(super) fn new(world: Arc<World>, requests: TaskTracker) -> Self {
        Self {
            world,
            requests,
            waiting: HashMap::new(),
            left_out: HashSet::new(),
        }
    }

    /// A request that is never begun.
    pub(super) fn leave_out(&mut self, due: &Due) {
        match due.step {
            Step::First => {
                self.left_out.insert(due.visit);
            }
            Step::Second => {
                self.waiting.remove(&due.visit);
                self.left_out.remove(&due.visit);
            }
            Step::Only => {}
        }
    }

    /// Begins a request that is due now.
    pub(super) fn begin(&mut self, due: Due, at: Instant, bin_ms: i64) {
        if due.step == Step::Second && self.left_out.remove(&due.visit) {
            return;
        }
        let ticket = self.world.recorder.due(bin_ms, due.journey, at);
        let begun = match due.step {
            Step::Second => self.waiting.remove(&due.visit),
            Step::Only | Step::First => None,
        };
        let (visit, first) = match begun {
            Some(begun) => (begun.visit, Some(begun.first)),
            None => {
                let exclusive = due.action.needs_session();
                (self.world.customers.visit(due.customer, exclusive), None)
            }
        };
        let Ok(place) = Arc::clone(&self.world.gate).try_acquire_owned() else {
            // Too many are unanswered. This one would have had to wait as well.
            ticket.settle(Outcome::Failed { lost_minor: 0 });
            return;
        };
        let request = Request {
            action: due.action,
            deadline: at + TIMEOUT,
            ticket,
            place,
        };
        let world = Arc::clone(&self.world);
        if due.step == Step::First {
            let (settled, first) = oneshot::channel();
            let second = Begun {
                visit: visit.again(),
                first,
            };
            self.waiting.insert(due.visit, second);
            self.requests.spawn(async move {
                request.make(&world, visit).await;
                // The second request may have been given up already.
                let _ = settled.send(());
            });
        } else {
            self.requests.spawn(async move {
                if let Some(first) = first {
                    // A customer can't buy a cart before it is filled. The wait counts: the request is
                    // measured from when it was due.
                    let _ = timeout_at(request.deadline, first).await;
                }
                request.make(&world, visit).await;
            });
        }
    }
}

impl Request {
    async fn make(self, world: &World, visit: Visit) {
        if let Action::Checkout { pick, quantity } = self.action {
            if let Err(error) = self.buy(world, visit, pick, quantity).await {
                world.fail(error);
            }
            return;
        }
        let answer = timeout_at(self.deadline, self.ask(world, &visit)).await;
        self.ticket.settle(match answer {
            Ok(Ok(())) => Outcome::Ok,
            Ok(Err(refusal)) => refusal.into(),
            Err(_) => Outcome::Failed { lost_minor: 0 },
        });
    }

    async fn ask(&self, world: &World, visit: &Visit) -> Result<(), Refusal> {
        let customer = visit.customer();
        if self.action != Action::Cancel {
            return world.shop.visit(customer, self.action).await;
        }
        match cancel(&world.shop, &world.orders, customer).await {
            Ok(answer) => answer,
            Err(error) => {
                world.fail(error);
                Err(Refusal::Broken)
            }
        }
    }

    async fn buy(
        self,
        world: &World,
        visit: Visit,
        pick: u32,
        quantity: u32,
    ) -> Result<(), LoadError> {
        let customer = visit.customer();
        let buyer = (visit.number, customer);
        let checkout = Checkout::begin(&world.shop, &world.orders, buyer, (pick, quantity)).await?;
        let lost = Outcome::Failed {
            lost_minor: checkout.worth_minor,
        };
        let attempt = checkout.attempt(&world.shop, &world.orders, customer);
        let attempt = timeout_at(self.deadline, attempt)
            .await
            .unwrap_or(Ok(Attempt::Unknown))?;
        self.ticket.settle(match attempt {
            Attempt::Bought => Outcome::Ok,
            Attempt::Refused(refusal) => match Outcome::from(refusal) {
                Outcome::Failed { .. } => lost,
                outcome => outcome,
            },
            Attempt::Unknown => lost,
        });
        // A place is for what is under way, not for who comes back later.
        drop(self.place);
        if attempt == Attempt::Unknown {
            try_again(world, &visit, checkout).await?;
        }
        Ok(())
    }
}

/// Tries the same checkout again with the same key, so that an order is never taken twice, and so that the
/// customer learns whether it was taken at all. None of it is counted in the bins: the customer was let
/// down already.
async fn try_again(world: &World, visit: &Visit, checkout: Checkout) -> Result<(), LoadError> {
    for pause in PATIENCE {
        tokio::select! {
            biased;
            () = world.stop.cancelled() => return Ok(()),
            () = sleep(pause) => {}
        }
        if !checkout.is_wanted(visit.customer()) {
            return Ok(());
        }
        let Ok(_place) = world.gate.try_acquire() else {
            continue;
        };
        let attempt = checkout.attempt(&world.shop, &world.orders, visit.customer());
        let attempt = timeout(TIMEOUT, attempt)
            .await
            .unwrap_or(Ok(Attempt::Unknown))?;
        if attempt != Attempt::Unknown {
            return Ok(());
        }
    }
    Ok(())
}
