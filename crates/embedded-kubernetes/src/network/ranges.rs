//! The cluster's addresses, chosen so that they take none that the machine already reaches.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

/// A cluster's addresses: a /16, in which the nodes, the pods and the services have their parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ranges(Ipv4Net);

/// Where a cluster's /16 may lie, the most usual first: the second byte of 10.0.0.0/8, then the range that is kept for
/// measuring networks, which no office uses.
fn candidates() -> impl Iterator<Item = Ipv4Net> {
    let private = (86..=127).map(|second| Ipv4Addr::new(10, second, 0, 0));
    let benchmarking = [Ipv4Addr::new(198, 18, 0, 0), Ipv4Addr::new(198, 19, 0, 0)];
    private
        .chain(benchmarking)
        .filter_map(|address| Ipv4Net::new(address, 16).ok())
}

impl Ranges {
    /// The first range that meets none of `taken`, the destinations of the machine's routes.
    pub fn choose(taken: &[Ipv4Net]) -> Option<Self> {
        candidates().map(Self).find(|ranges| ranges.is_free(taken))
    }

    /// Whether the range meets none of `taken`.
    pub fn is_free(&self, taken: &[Ipv4Net]) -> bool {
        taken.iter().all(|net| {
            // A default route leads everywhere and takes nothing.
            net.prefix_len() == 0 || !(net.contains(&self.0) || self.0.contains(net))
        })
    }

    /// Everything that belongs to the cluster.
    pub fn all(&self) -> Ipv4Net {
        self.0
    }

    /// The network of the bridge, which the nodes and this machine share.
    pub fn nodes(&self) -> Ipv4Net {
        self.part(0, 24)
    }

    /// The addresses of all pods.
    pub fn pods(&self) -> Ipv4Net {
        self.part(64, 18)
    }

    /// The addresses of services.
    pub fn services(&self) -> Ipv4Net {
        self.part(128, 18)
    }

    /// This machine on the bridge: the API server, and what a lab offers to pods.
    pub fn host(&self) -> Ipv4Addr {
        self.at(0, 1)
    }

    /// A node, counted from 1, on the bridge.
    pub fn node(&self, number: u8) -> Ipv4Addr {
        self.at(0, 10 + number)
    }

    /// The pods of a node.
    pub fn pods_of(&self, number: u8) -> Ipv4Net {
        self.part(64 + number, 24)
    }

    /// The service of the API server: always the first address.
    pub fn api_service(&self) -> Ipv4Addr {
        self.at(128, 1)
    }

    /// The service of the cluster's name server.
    pub fn dns_service(&self) -> Ipv4Addr {
        self.at(128, 10)
    }

    fn at(&self, third: u8, fourth: u8) -> Ipv4Addr {
        let [first, second, ..] = self.0.network().octets();
        Ipv4Addr::new(first, second, third, fourth)
    }

    fn part(&self, third: u8, prefix: u8) -> Ipv4Net {
        Ipv4Net::new_assert(self.at(third, 0), prefix)
    }
}

/// The destinations of all IPv4 routes in the text of `ip -4 route show table all`. Without the type's word at its
/// start, a line begins with the destination.
pub(super) fn destinations(routes: &str) -> Vec<Ipv4Net> {
    const TYPES: [&str; 7] = [
        "local",
        "broadcast",
        "unicast",
        "blackhole",
        "unreachable",
        "prohibit",
        "throw",
    ];
    routes
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let first = words.next()?;
            let destination = if TYPES.contains(&first) {
                words.next()?
            } else {
                first
            };
            let net = destination.parse().ok();
            net.or_else(|| match destination.parse().ok()? {
                IpAddr::V4(address) => Some(Ipv4Net::from(address)),
                IpAddr::V6(_) => None,
            })
        })
        .collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use rstest::rstest;

    fn nets(list: &[&str]) -> Vec<Ipv4Net> {
        list.iter().map(|net| net.parse().unwrap()).collect()
    }

    #[rstest]
    #[case::nothing_taken(&[], "10.86.0.0/16")]
    #[case::a_default_route_takes_nothing(&["0.0.0.0/0"], "10.86.0.0/16")]
    #[case::a_part_of_it(&["10.86.7.0/24"], "10.87.0.0/16")]
    #[case::an_address_of_it(&["10.86.0.5/32", "10.87.255.255/32"], "10.88.0.0/16")]
    #[case::all_of_ten(&["10.0.0.0/8"], "198.18.0.0/16")]
    fn the_first_range_without_a_route_is_taken(#[case] taken: &[&str], #[case] range: &str) {
        assert_eq!(
            Ranges::choose(&nets(taken)).unwrap().all().to_string(),
            range
        );
    }

    #[test]
    fn a_machine_that_reaches_everything_has_no_range() {
        assert_eq!(
            Ranges::choose(&nets(&["10.0.0.0/8", "198.16.0.0/13"])),
            None
        );
    }

    #[test]
    fn nodes_pods_and_services_share_no_address() {
        let ranges = Ranges::choose(&[]).unwrap();
        let parts = [ranges.nodes(), ranges.pods(), ranges.services()];
        for (index, part) in parts.iter().enumerate() {
            assert!(ranges.all().contains(part), "{part}");
            for other in &parts[index + 1..] {
                assert!(
                    !part.contains(other) && !other.contains(part),
                    "{part} {other}"
                );
            }
        }
        assert!(ranges.pods().contains(&ranges.pods_of(9)));
        assert!(ranges.services().contains(&ranges.dns_service()));
        assert!(ranges.nodes().contains(&ranges.node(9)));
    }

    #[test]
    fn routes_are_read_as_ip_prints_them() {
        let text = "default via 192.168.1.1 dev eth0 proto dhcp\n\
            10.1.0.0/16 dev tun0 scope link\n\
            local 127.0.0.0/8 dev lo table local\n\
            172.17.0.3 dev wg0\n\
            broadcast 192.168.1.255 dev eth0 table local\n";
        assert_eq!(
            destinations(text),
            nets(&[
                "10.1.0.0/16",
                "127.0.0.0/8",
                "172.17.0.3/32",
                "192.168.1.255/32"
            ])
        );
    }
}
