//! A shop of one test.

mod audit;
mod customer;
mod gate;
mod shop;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

pub(crate) use customer::{Customer, answer, id};
pub(crate) use gate::{Fault, Gate};
pub(crate) use shop::{Recovery, Shop};

/// Nothing that a test waits for takes longer.
const LIMIT: Duration = Duration::from_secs(20);

/// Waits until `look` finds something, and says what was last in the way when it doesn't.
pub(crate) async fn eventually<T>(
    what: &str,
    mut look: impl AsyncFnMut() -> Result<T>,
) -> Result<T> {
    let start = Instant::now();
    loop {
        match look().await {
            Ok(found) => return Ok(found),
            Err(reason) if start.elapsed() > LIMIT => {
                bail!("{what}: not within {} s: {reason:#}", LIMIT.as_secs());
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

/// Does all of it at the same time.
pub(crate) async fn at_once<T: 'static>(
    work: impl Iterator<Item = impl Future<Output = Result<T>> + 'static>,
) -> Result<Vec<T>> {
    let running: Vec<_> = work.map(actix_web::rt::spawn).collect();
    let mut done = Vec::new();
    for one in running {
        done.push(one.await??);
    }
    Ok(done)
}
