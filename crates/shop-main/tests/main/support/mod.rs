//! A shop of one test.

mod audit;
mod customer;
mod gate;
mod shop;

use anyhow::Result;

pub(crate) use customer::{Customer, answer, id};
pub(crate) use gate::{Fault, Gate};
pub(crate) use shop::{Recovery, Shop};
pub(crate) use shop_kit::testing::eventually;

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
