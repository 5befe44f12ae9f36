//! Who the customer is: a UUID in a signed cookie.
//!
//! The shop has no accounts. A customer is made when the first thing has to be remembered, and the
//! signature is what keeps one customer from reading another's orders: a guessed or copied UUID
//! alone opens nothing. Nothing is stored on the server, so any replica can answer.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use uuid::Uuid;

/// The cookie's name.
pub(crate) const COOKIE: &str = "session";

/// Bytes that a key must have at least: the length of the digest, below which HMAC gets weaker.
pub(crate) const MIN_KEY_BYTES: usize = 32;

/// Says what the signature is for, so that one made for another purpose with the same key is refused.
const PURPOSE: &[u8] = b"shop-main session v1\0";

/// Signs and verifies sessions.
#[derive(Clone)]
pub struct Sessions {
    mac: Hmac<Sha256>,
}

/// Why a session key can't be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum KeyError {
    /// The text is not base64.
    #[error("is not base64")]
    NotBase64,
    /// The key is too short to be safe.
    #[error("has {0} bytes; at least {MIN_KEY_BYTES} are needed")]
    TooShort(usize),
}

impl Sessions {
    /// Reads a key in base64, as `SESSION_KEY` holds it.
    ///
    /// # Errors
    /// When the text is not base64 or the key is shorter than [`MIN_KEY_BYTES`].
    pub fn from_base64(key: &str) -> Result<Self, KeyError> {
        let key = STANDARD
            .decode(key.trim())
            .map_err(|_| KeyError::NotBase64)?;
        if key.len() < MIN_KEY_BYTES {
            return Err(KeyError::TooShort(key.len()));
        }
        // HMAC takes a key of any length; the error is there for algorithms that don't.
        let mac = Hmac::new_from_slice(&key).map_err(|_| KeyError::TooShort(key.len()))?;
        Ok(Self { mac })
    }

    /// The cookie's value for a customer.
    #[must_use]
    pub fn sign(&self, customer: Uuid) -> String {
        let mac = self.mac_of(customer).finalize().into_bytes();
        format!("{}.{}", customer.simple(), URL_SAFE_NO_PAD.encode(mac))
    }

    /// The customer of a cookie's value, or `None` when this key didn't sign it.
    #[must_use]
    pub fn verify(&self, value: &str) -> Option<Uuid> {
        let (customer, mac) = value.split_once('.')?;
        let customer = Uuid::try_parse(customer).ok()?;
        let mac = URL_SAFE_NO_PAD.decode(mac).ok()?;
        // Compares in constant time.
        self.mac_of(customer).verify_slice(&mac).ok()?;
        Some(customer)
    }

    fn mac_of(&self, customer: Uuid) -> Hmac<Sha256> {
        let mut mac = self.mac.clone();
        mac.update(PURPOSE);
        mac.update(customer.as_bytes());
        mac
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sessions(..)")
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use rstest::rstest;

    fn sessions(byte: u8) -> Sessions {
        Sessions::from_base64(&STANDARD.encode([byte; 32])).unwrap()
    }

    #[test]
    fn a_signed_customer_is_read_back() {
        let customer = Uuid::now_v7();
        let value = sessions(1).sign(customer);
        assert_eq!(sessions(1).verify(&value), Some(customer));
    }

    #[test]
    fn another_customer_with_the_same_signature_is_refused() {
        let value = sessions(1).sign(Uuid::now_v7());
        let (_, mac) = value.split_once('.').unwrap();
        let forged = format!("{}.{mac}", Uuid::now_v7().simple());
        assert_eq!(sessions(1).verify(&forged), None);
    }

    #[test]
    fn a_signature_of_another_key_is_refused() {
        let value = sessions(2).sign(Uuid::now_v7());
        assert_eq!(sessions(1).verify(&value), None);
    }

    #[rstest]
    #[case::empty("")]
    #[case::no_signature("0197f1c2a3b47c5d8e9fa0b1c2d3e4f5")]
    #[case::empty_signature("0197f1c2a3b47c5d8e9fa0b1c2d3e4f5.")]
    #[case::not_a_uuid("me.AAAA")]
    #[case::not_base64("0197f1c2a3b47c5d8e9fa0b1c2d3e4f5.%%%")]
    #[case::truncated("0197f1c2a3b47c5d8e9fa0b1c2d3e4f5.AAAA")]
    fn nonsense_is_nobody(#[case] value: &str) {
        assert_eq!(sessions(1).verify(value), None);
    }

    #[rstest]
    #[case::not_base64("not base64!", KeyError::NotBase64)]
    #[case::short("c2hvcnQ=", KeyError::TooShort(5))]
    fn a_weak_key_is_refused(#[case] key: &str, #[case] error: KeyError) {
        assert_eq!(Sessions::from_base64(key).unwrap_err(), error);
    }

    #[test]
    fn the_key_is_never_printed() {
        assert_eq!(format!("{:?}", sessions(7)), "Sessions(..)");
    }
}
