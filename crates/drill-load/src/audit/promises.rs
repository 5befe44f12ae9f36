//! What the customers were told.

use std::collections::HashMap;
use std::path::Path;

use chrono::{TimeDelta, Utc};
use uuid::Uuid;

use super::AuditError;
use crate::orders::{Ack, Line, read as read_journal};

/// An acknowledgement younger than this is not judged yet.
const YOUNG: TimeDelta = TimeDelta::seconds(10);

/// Acknowledgements by key. A key that was acknowledged with two different orders has two.
pub(super) type Promises = HashMap<Uuid, Vec<Promise>>;

/// What one acknowledgement said.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Promise {
    pub(super) order: Uuid,
    pub(super) number: String,
    pub(super) amount: i64,
    pub(super) currency: String,
}

pub(super) fn read(dir: &Path) -> Result<Promises, AuditError> {
    let until = Utc::now() - YOUNG;
    let mut promises = Promises::new();
    for line in read_journal(dir).map_err(AuditError::Journal)? {
        let Line::Ack(ack) = line.map_err(AuditError::Journal)? else {
            continue;
        };
        if ack.at > until {
            continue;
        }
        let Ack {
            key,
            order_id,
            number,
            total,
            ..
        } = ack;
        let promise = Promise {
            order: order_id,
            number,
            amount: total.amount,
            currency: total.currency,
        };
        let told = promises.entry(key).or_default();
        // A repeated attempt is answered with the same order.
        if !told.contains(&promise) {
            told.push(promise);
        }
    }
    Ok(promises)
}
