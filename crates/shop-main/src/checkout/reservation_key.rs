//! Keys of the reservations behind one `Idempotency-Key`.
//!
//! An order has the customer's own key, so there is one at most. A reservation is made once per key too, and when it was
//! given back its key is spent, although no order may have been made yet. A customer who then repeats the request, as
//! `Retry-After` invites to, must not be refused for that. So reservation 0 has the customer's key and reservation
//! *n* one derived from it, begun only when the one before can never be sold. Every replica derives the same keys.

use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

/// Reservations that one key has. A customer who needs more is told to begin anew.
pub(super) const MOST: u32 = 5;

/// The key of reservation `number` (from 0) for the customer's key.
#[must_use]
pub(super) fn reservation_key(customers: Uuid, number: u32) -> Uuid {
    if number == 0 {
        return customers;
    }
    let mut hash = Sha256::new();
    hash.update(b"shop-main reservation\0");
    hash.update(customers.as_bytes());
    hash.update(number.to_be_bytes());
    let digest: [u8; 32] = hash.finalize().into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    // Version 8: bytes of the application's own making.
    Builder::from_custom_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_first_reservation_has_the_customers_own_key() {
        let customers = Uuid::now_v7();
        assert_eq!(reservation_key(customers, 0), customers);
    }

    #[test]
    fn every_replica_derives_the_same_keys() {
        let customers = Uuid::from_u128(1);
        let key = reservation_key(customers, 3);
        assert_eq!(key, reservation_key(customers, 3));
        assert_eq!(key.get_version_num(), 8);
    }

    #[test]
    fn keys_of_different_reservations_and_customers_differ() {
        let keys: HashSet<Uuid> = [Uuid::from_u128(1), Uuid::from_u128(2)]
            .into_iter()
            .flat_map(|customers| (0..MOST).map(move |number| reservation_key(customers, number)))
            .collect();
        assert_eq!(keys.len(), 2 * MOST as usize);
    }
}
