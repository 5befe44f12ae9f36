//! Work that a service does again and again beside its requests.

use std::fmt::Display;
use std::time::Duration;

use crate::context;
use crate::health::Health;

/// Runs `pass` again and again until the service shuts down, each time under ids of its own. `aim` says in the log what a
/// pass is for: "drain the outbox".
pub async fn repeat<E: Display>(
    aim: &'static str,
    interval: Duration,
    health: Health,
    mut pass: impl AsyncFnMut() -> Result<(), E>,
) {
    let mut failing = false;
    while !health.is_draining() {
        // Replicas that started together must not all work together.
        tokio::time::sleep(interval.mul_f64(rand::random_range(0.8..=1.2))).await;
        let done = context::background(pass()).await;
        match &done {
            // Once for each failure: the line would come again with every pass.
            Err(error) if !failing => {
                let error = error.to_string();
                tracing::warn!(error, "This replica can't {aim}: {error}.");
            }
            Ok(()) if failing => tracing::info!("This replica can {aim} again."),
            _ => {}
        }
        failing = done.is_err();
    }
}
