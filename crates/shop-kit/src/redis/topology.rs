//! Which node has which part of a cluster's keys, as `CLUSTER SLOTS` says it.

use std::sync::Arc;

use deadpool_redis::redis::{FromRedisValue as _, Value};

use super::node::Node;
use super::slot::SLOTS;

/// A range of slots and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Range {
    first: u16,
    last: u16,
    pub(super) host: String,
    pub(super) port: u16,
}

/// The nodes that have keys, by ascending ranges.
#[derive(Debug, Default)]
pub(super) struct Topology {
    ranges: Vec<(u16, u16, Arc<Node>)>,
}

impl Topology {
    /// With the node of each range.
    pub(super) fn new<E>(
        ranges: &[Range],
        mut node: impl FnMut(&Range) -> Result<Arc<Node>, E>,
    ) -> Result<Self, E> {
        let with_node = |range: &Range| Ok((range.first, range.last, node(range)?));
        let mut ranges: Vec<_> = ranges.iter().map(with_node).collect::<Result<_, E>>()?;
        ranges.sort_by_key(|(first, ..)| *first);
        Ok(Self { ranges })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Whether every slot is somebody's.
    pub(super) fn is_whole(&self) -> bool {
        let slots = |(first, last, _): &(u16, u16, _)| u32::from(last.saturating_sub(*first)) + 1;
        self.ranges.iter().map(slots).sum::<u32>() >= u32::from(SLOTS)
    }

    /// Who has a slot.
    pub(super) fn node(&self, slot: u16) -> Option<&Arc<Node>> {
        let after = self.ranges.partition_point(|(first, ..)| *first <= slot);
        let (_, last, node) = self.ranges.get(after.checked_sub(1)?)?;
        (slot <= *last).then_some(node)
    }

    /// Each node once, by address.
    pub(super) fn nodes(&self) -> Vec<&Arc<Node>> {
        let mut nodes: Vec<_> = self.ranges.iter().map(|(_, _, node)| node).collect();
        nodes.sort_by(|a, b| a.address.cmp(&b.address));
        nodes.dedup_by(|a, b| a.address == b.address);
        nodes
    }
}

/// Reads an answer of `CLUSTER SLOTS`; `asked` is the host of who gave it, which it may leave out. What can't be read is
/// left out.
pub(super) fn parse(answer: Value, asked: &str) -> Vec<Range> {
    let Value::Array(entries) = answer else {
        return Vec::new();
    };
    let range = |entry: Value| {
        let mut parts = <Vec<Value>>::from_redis_value(entry).ok()?.into_iter();
        let (first, last) = (parts.next()?, parts.next()?);
        // The first is the primary; replicas follow it.
        let mut primary = <Vec<Value>>::from_redis_value(parts.next()?)
            .ok()?
            .into_iter();
        let (host, port) = (primary.next()?, primary.next()?);
        let host = <Option<String>>::from_redis_value(host).ok()?;
        let host = host.filter(|host| !host.is_empty());
        let port = u16::from_redis_value(port).ok()?;
        let host = host.unwrap_or_else(|| asked.to_owned());
        // `?` stands for a node whose name is not known yet.
        (port != 0 && host != "?").then_some(Range {
            first: u16::from_redis_value(first).ok()?,
            last: u16::from_redis_value(last).ok()?,
            host,
            port,
        })
    };
    entries.into_iter().filter_map(range).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(first: i64, last: i64, host: Value, port: i64) -> Value {
        let node = |host| {
            let id = Value::BulkString(vec![b'a'; 40]);
            Value::Array(vec![host, Value::Int(port), id, Value::Array(Vec::new())])
        };
        let replica = node(Value::BulkString(b"replica".to_vec()));
        Value::Array(vec![
            Value::Int(first),
            Value::Int(last),
            node(host),
            replica,
        ])
    }

    #[test]
    fn primaries_are_read_and_a_host_that_is_left_out_is_the_one_that_was_asked() {
        let answer = Value::Array(vec![
            entry(8192, 16383, Value::BulkString(b"10.0.0.2".to_vec()), 7002),
            entry(0, 8191, Value::Nil, 7001),
            entry(0, 8191, Value::BulkString(b"?".to_vec()), 7003),
            Value::Int(1),
        ]);
        let places: Vec<_> = parse(answer, "10.0.0.1")
            .into_iter()
            .map(|range| (range.first, range.last, range.host, range.port))
            .collect();
        assert_eq!(
            places,
            [
                (8192, 16383, "10.0.0.2".to_owned(), 7002),
                (0, 8191, "10.0.0.1".to_owned(), 7001),
            ]
        );
    }
}
