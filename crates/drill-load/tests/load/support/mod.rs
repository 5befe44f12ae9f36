//! What the tests of this crate share.

pub(crate) mod lab;
pub(crate) mod postgres;
pub(crate) mod seen;
pub(crate) mod shop;

use std::time::{Duration, Instant};

pub(crate) type TestResult = Result<(), Box<dyn std::error::Error>>;

/// Looks until it is so, for at most twenty seconds.
pub(crate) async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "waited 20 s in vain until {what}"
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
