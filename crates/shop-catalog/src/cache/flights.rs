//! Single flight: callers who miss the same thing at the same time share one query.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared, WeakShared};

use super::{Entry, Key, Scope};
use crate::error::CatalogError;

/// A key and the generation under which it is read. A caller never joins a flight of an earlier generation, so after a
/// change nobody gets what was read before it. Without Redis there is no generation; then [`Flights::forget`] does that
/// for the changes of this replica.
type Name = (Key, Option<String>);
type Landing = Result<Entry, Arc<CatalogError>>;
type Flight = BoxFuture<'static, Landing>;

#[derive(Debug, Default)]
pub(super) struct Flights {
    /// Weak: a flight whose callers have all gone away ends with them.
    running: Arc<Mutex<HashMap<Name, WeakShared<Flight>>>>,
}

/// A caller's place in a flight. The fields are dropped in this order: first the flight, then the note of it.
#[derive(Debug)]
pub(super) struct Seat {
    flight: Shared<Flight>,
    _exit: Exit,
}

/// Removes a flight that nobody waits for any more.
#[derive(Debug)]
struct Exit {
    name: Name,
    running: Arc<Mutex<HashMap<Name, WeakShared<Flight>>>>,
}

impl Flights {
    /// A place in the flight of this name, which is started unless it runs.
    pub(super) fn join(&self, name: Name, start: impl FnOnce() -> Flight) -> Seat {
        let mut running = lock(&self.running);
        let flight = match running.get(&name).and_then(WeakShared::upgrade) {
            Some(flight) => flight,
            None => {
                let flight = start().shared();
                if let Some(weak) = flight.downgrade() {
                    running.insert(name.clone(), weak);
                }
                flight
            }
        };
        Seat {
            flight,
            _exit: Exit {
                name,
                running: Arc::clone(&self.running),
            },
        }
    }

    /// Callers who wait for the end of a flight.
    #[cfg(test)]
    pub(super) fn waiting(&self) -> usize {
        let running = lock(&self.running);
        let flights = running.values().filter_map(WeakShared::upgrade);
        // One of each count is the look itself.
        flights
            .filter_map(|flight| flight.strong_count())
            .map(|count| count - 1)
            .sum()
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        lock(&self.running).is_empty()
    }

    /// Whoever comes from now on does not join a flight that began before a change.
    pub(super) fn forget(&self, scopes: &BTreeSet<Scope>) {
        lock(&self.running)
            .retain(|(key, generation), _| generation.is_some() || !scopes.contains(&key.scope()));
    }
}

impl Seat {
    /// Waits for the end of the flight.
    pub(super) async fn land(mut self) -> Landing {
        (&mut self.flight).await
    }
}

impl Drop for Exit {
    fn drop(&mut self) {
        let mut running = lock(&self.running);
        if running
            .get(&self.name)
            .is_some_and(|flight| flight.upgrade().is_none())
        {
            running.remove(&self.name);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
