//! The name servers that pods ask for names outside the cluster.

use std::net::Ipv4Addr;
use std::path::Path;

/// The machine's name servers that can be reached from elsewhere than the machine itself. systemd-resolved writes its
/// own loopback address into `/etc/resolv.conf`, and the real ones into a file of its own.
pub(crate) fn nameservers() -> Vec<Ipv4Addr> {
    ["/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"]
        .iter()
        .map(|file| of_file(Path::new(file)))
        .find(|servers| !servers.is_empty())
        .unwrap_or_default()
}

fn of_file(file: &Path) -> Vec<Ipv4Addr> {
    std::fs::read_to_string(file)
        .unwrap_or_default()
        .lines()
        .filter_map(|line| line.strip_prefix("nameserver")?.trim().parse().ok())
        .filter(|server: &Ipv4Addr| !server.is_loopback())
        .collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_resolver_on_the_loopback_is_not_one_for_pods() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("resolv.conf");
        let text = "# a comment\nnameserver 127.0.0.53\nnameserver 192.0.2.1\noptions edns0\nnameserver fe80::1\n";
        std::fs::write(&file, text).unwrap();
        assert_eq!(of_file(&file), [Ipv4Addr::new(192, 0, 2, 1)]);
    }
}
