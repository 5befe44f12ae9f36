//! Changes of this replica that Redis has not heard of yet.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Scope;

/// What was changed without Redis' hearing of it. Whatever Redis has of it is old, wherever it lies by now.
#[derive(Debug, Default)]
pub(super) struct Unheard {
    changes: Mutex<Changes>,
}

#[derive(Debug, Default)]
struct Changes {
    count: u64,
    /// Each scope with the number of its last change.
    last: BTreeMap<Scope, u64>,
}

impl Unheard {
    /// Notes a change.
    pub(super) fn add(&self, scope: Scope) {
        let mut changes = self.changes();
        changes.count += 1;
        let number = changes.count;
        changes.last.insert(scope, number);
    }

    pub(super) fn has(&self, scope: Scope) -> bool {
        self.changes().last.contains_key(&scope)
    }

    pub(super) fn all(&self) -> Vec<Scope> {
        self.changes().last.keys().copied().collect()
    }

    /// What a telling that begins now is about.
    pub(super) fn last(&self, scope: Scope) -> Option<u64> {
        self.changes().last.get(&scope).copied()
    }

    /// Redis heard of the changes up to `last`. One that came after that telling had begun is still to be told.
    pub(super) fn heard(&self, scope: Scope, last: Option<u64>) {
        let mut changes = self.changes();
        if changes.last.get(&scope).copied() == last {
            changes.last.remove(&scope);
        }
    }

    fn changes(&self) -> MutexGuard<'_, Changes> {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_that_comes_while_an_earlier_one_is_told_is_still_to_be_told() {
        let (unheard, scope) = (Unheard::default(), Scope::Lists);
        unheard.add(scope);
        let first = unheard.last(scope);
        unheard.add(scope);
        unheard.heard(scope, first);
        assert!(unheard.has(scope));
        unheard.heard(scope, unheard.last(scope));
        assert!(unheard.all().is_empty());
    }
}
