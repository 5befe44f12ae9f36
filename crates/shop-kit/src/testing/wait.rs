//! Waiting for what comes by itself.

use std::time::Duration;

use anyhow::Context as _;

/// Nothing that a test waits for takes longer.
const LIMIT: Duration = Duration::from_secs(20);

/// How long between two looks.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Looks again and again until it is so.
///
/// # Errors
/// It is not so within 20 s; the error says `what` was waited for.
pub async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) -> anyhow::Result<()> {
    let looking = async {
        while !is_so().await {
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    };
    tokio::time::timeout(LIMIT, looking)
        .await
        .with_context(|| format!("{what}: not within {} s", LIMIT.as_secs()))
}
