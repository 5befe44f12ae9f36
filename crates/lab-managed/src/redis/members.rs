//! Who belongs to a cluster and has which keys: `nodes.conf` of each node.
//!
//! It is written before the first start instead of forming the cluster by commands, which takes longer: the nodes know
//! each other and their keys from the first moment. Later it is Redis' own, and only addresses are kept true, because
//! ports of a lab may move between two starts.

use std::fmt::Write as _;
use std::net::Ipv4Addr;

use super::{NODES, bus_purpose, link};
use crate::process::RunAs;
use crate::topology::link_purpose;
use crate::{LabDir, LabError, LabState, files};

const FILE: &str = "nodes.conf";
const SLOTS: usize = 16_384;

/// Writes the files of a new cluster, or makes the addresses in those of an old one true.
pub(super) fn write(
    dir: &LabDir,
    state: &LabState,
    host: Ipv4Addr,
    owner: Option<RunAs>,
) -> Result<(), LabError> {
    let path = |node: &str| dir.path(node).join(FILE);
    let places = NODES.map(|node| Place {
        link: state.port(&link_purpose(&link(node))),
        bus: state.port(&bus_purpose(node)),
        host,
    });
    let found: Vec<String> = NODES
        .iter()
        .filter_map(|node| std::fs::read_to_string(path(node)).ok())
        .collect();
    let ids: Vec<String> = found.iter().filter_map(|text| own_id(text)).collect();
    let texts = match <[String; NODES.len()]>::try_from(ids) {
        Ok(ids) => found
            .iter()
            .map(|text| moved(text, &ids, &places))
            .collect(),
        Err(_) => new(&NODES.map(|_| random_id()), &places),
    };
    for (node, text) in NODES.iter().zip(texts) {
        files::write(&path(node), &text, owner)?;
    }
    Ok(())
}

/// Where a node is: clients reach it at its link, and the other nodes on its bus.
struct Place {
    link: u16,
    bus: u16,
    host: Ipv4Addr,
}

impl Place {
    fn text(&self) -> String {
        let Self { link, bus, host } = self;
        format!("127.0.0.1:{link}@{bus},{host}")
    }
}

/// The files of a new cluster. The keys are shared equally.
fn new(ids: &[String], places: &[Place]) -> Vec<String> {
    let count = ids.len();
    let file = |me: usize| {
        let mut text = String::new();
        for (number, (id, place)) in ids.iter().zip(places).enumerate() {
            let flags = if number == me {
                "myself,master"
            } else {
                "master"
            };
            let first = number * SLOTS / count;
            let last = (number + 1) * SLOTS / count - 1;
            let place = place.text();
            let epoch = number + 1;
            let _ = writeln!(
                text,
                "{id} {place} {flags} - 0 0 {epoch} connected {first}-{last}"
            );
        }
        let _ = writeln!(text, "vars currentEpoch {count} lastVoteEpoch 0");
        text
    };
    (0..count).map(file).collect()
}

/// A file with other addresses of these nodes. What else it says stays: people move keys.
fn moved(text: &str, ids: &[String], places: &[Place]) -> String {
    let line = |line: &str| {
        let mut words: Vec<&str> = line.split(' ').collect();
        let node = ids
            .iter()
            .position(|id| words.first() == Some(&id.as_str()));
        let place = node.and_then(|node| places.get(node)).map(Place::text);
        let (Some(mut place), Some(word)) = (place, words.get_mut(1)) else {
            return line.to_owned();
        };
        // Newer versions note more behind address and host.
        for more in word.split(',').skip(2) {
            place.push(',');
            place.push_str(more);
        }
        *word = &place;
        words.join(" ")
    };
    let mut text = text.lines().map(line).collect::<Vec<_>>().join("\n");
    text.push('\n');
    text
}

/// The id of the node whose file it is.
fn own_id(text: &str) -> Option<String> {
    let mut nodes = text.lines().map(|line| line.split(' '));
    nodes.find_map(|mut words| {
        let id = words.next()?;
        let flags = words.nth(1)?;
        let mine = flags.split(',').any(|flag| flag == "myself");
        mine.then(|| id.to_owned())
    })
}

/// Clusters of two labs must never take a node of the other for one of their own.
fn random_id() -> String {
    let bytes: [u8; 20] = rand::random();
    bytes.iter().fold(String::new(), |mut id, byte| {
        let _ = write!(id, "{byte:02x}");
        id
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(first: u16) -> [Place; 2] {
        [first, first + 1].map(|link| Place {
            link,
            bus: link + 100,
            host: Ipv4Addr::new(10, 86, 0, 1),
        })
    }

    #[test]
    fn a_new_cluster_has_every_slot_once() {
        let ids = ["a".to_owned(), "b".to_owned()];
        let files = new(&ids, &places(20_000));
        assert_eq!(
            files[1],
            "a 127.0.0.1:20000@20100,10.86.0.1 master - 0 0 1 connected 0-8191\n\
             b 127.0.0.1:20001@20101,10.86.0.1 myself,master - 0 0 2 connected 8192-16383\n\
             vars currentEpoch 2 lastVoteEpoch 0\n"
        );
        assert_eq!(own_id(&files[1]).as_deref(), Some("b"));
    }

    #[test]
    fn ports_that_moved_are_told_and_keys_that_moved_stay_where_they_are() {
        let old = "a 127.0.0.1:1@2,10.86.0.1,shard-id=x master,fail - 5 6 7 connected 0-99\n\
                   b 127.0.0.1:3@4,10.86.0.1 myself,master - 0 0 9 connected 100-16383\n\
                   c 127.0.0.1:5@6 master - 0 0 9 connected\n\
                   vars currentEpoch 9 lastVoteEpoch 0\n";
        let ids = ["a".to_owned(), "b".to_owned()];
        assert_eq!(
            moved(old, &ids, &places(20_000)),
            "a 127.0.0.1:20000@20100,10.86.0.1,shard-id=x master,fail - 5 6 7 connected 0-99\n\
             b 127.0.0.1:20001@20101,10.86.0.1 myself,master - 0 0 9 connected 100-16383\n\
             c 127.0.0.1:5@6 master - 0 0 9 connected\n\
             vars currentEpoch 9 lastVoteEpoch 0\n"
        );
    }
}
