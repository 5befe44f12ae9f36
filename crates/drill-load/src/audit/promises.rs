//! What the customers were told.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use chrono::{TimeDelta, Utc};
use uuid::Uuid;

use super::AuditError;
use crate::orders::{Ack, Line, read as read_journal};

/// An acknowledgement younger than this is not judged yet.
const YOUNG: TimeDelta = TimeDelta::seconds(10);

/// What the customers' journal says.
#[derive(Debug, Default)]
pub(super) struct Promises {
    /// Acknowledgements by key. A key that was acknowledged with two different orders has two.
    pub(super) bought: HashMap<Uuid, Vec<Promise>>,
    /// Orders that a customer wanted to cancel, however that ended.
    pub(super) unwanted: HashSet<Uuid>,
    /// Orders of which a customer was told that they are cancelled.
    pub(super) cancelled: HashSet<Uuid>,
}

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
    let mut promises = Promises::default();
    for line in read_journal(dir).map_err(AuditError::Journal)? {
        match line.map_err(AuditError::Journal)? {
            Line::Ack(ack) if ack.at <= until => promises.bought(ack),
            Line::Cancel(cancel) => {
                promises.unwanted.insert(cancel.order_id);
            }
            Line::Cancelled(cancel) if cancel.at <= until => {
                promises.cancelled.insert(cancel.order_id);
            }
            Line::Intent(_) | Line::Ack(_) | Line::Cancelled(_) => {}
        }
    }
    Ok(promises)
}

impl Promises {
    fn bought(&mut self, ack: Ack) {
        let promise = Promise {
            order: ack.order_id,
            number: ack.number,
            amount: ack.total.amount,
            currency: ack.total.currency,
        };
        let told = self.bought.entry(ack.key).or_default();
        // A repeated attempt is answered with the same order.
        if !told.contains(&promise) {
            told.push(promise);
        }
    }
}
