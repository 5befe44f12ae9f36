//! Waiting for what comes by itself.

use std::time::{Duration, Instant};

use anyhow::{bail, ensure};

/// Nothing that a test waits for takes longer.
const LIMIT: Duration = Duration::from_secs(20);

/// How long between two looks.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Looks again and again until something is found.
///
/// # Errors
/// Nothing within 20 s; the error says `what` was waited for, and what was last in the way.
pub async fn eventually<T>(
    what: &str,
    mut look: impl AsyncFnMut() -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let start = Instant::now();
    loop {
        match look().await {
            Ok(found) => return Ok(found),
            Err(reason) if start.elapsed() > LIMIT => {
                bail!("{what}: not within {} s: {reason:#}", LIMIT.as_secs());
            }
            Err(_) => tokio::time::sleep(LOOK_AGAIN).await,
        }
    }
}

/// Looks again and again until it is so.
///
/// # Errors
/// It is not so within 20 s; the error says `what` was waited for.
pub async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) -> anyhow::Result<()> {
    eventually(what, async || {
        ensure!(is_so().await, "it is not so yet");
        Ok(())
    })
    .await
}
