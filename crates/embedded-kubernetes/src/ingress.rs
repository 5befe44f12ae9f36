//! The way in for customers: the addresses at which the ingress controller's Service answers. On a cloud its load
//! balancer has them; here every node takes what comes to its port 80.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::json;

use crate::ClusterState;

/// The port of the controller's Service.
const PORT: u16 = 80;

/// The address for people; all others lead to the same place.
pub(crate) fn address(state: &ClusterState) -> Ipv4Addr {
    state.ranges.node(1)
}

/// The status of the controller's Service, as a patch: the controller writes the same into every Ingress.
pub(crate) fn status(state: &ClusterState) -> String {
    let addresses: Vec<_> = state
        .node_list()
        .into_iter()
        .map(|(_, _, address)| json!({ "ip": address }))
        .collect();
    json!({ "status": { "loadBalancer": { "ingress": addresses } } }).to_string()
}

/// Whether HTTP is spoken at `address` within `limit`. What it says does not matter: where no Ingress is, it is 404.
pub(crate) fn answers(address: Ipv4Addr, limit: Duration) -> bool {
    is_http(SocketAddr::from((address, PORT)), limit).is_ok_and(|is_http| is_http)
}

fn is_http(address: SocketAddr, limit: Duration) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect_timeout(&address, limit)?;
    stream.set_read_timeout(Some(limit))?;
    stream.write_all(b"HEAD / HTTP/1.0\r\n\r\n")?;
    let mut begins = [0; 5];
    stream.read_exact(&mut begins)?;
    Ok(begins == *b"HTTP/")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::Ranges;
    use rstest::rstest;
    use std::net::TcpListener;
    use std::path::Path;

    #[test]
    fn every_node_is_a_way_in() {
        let ranges = Ranges::choose(&[]).unwrap();
        let state = ClusterState::new(2, ranges, Path::new("/programs"));
        assert_eq!(
            status(&state),
            r#"{"status":{"loadBalancer":{"ingress":[{"ip":"10.86.0.11"},{"ip":"10.86.0.12"}]}}}"#
        );
        assert_eq!(address(&state), Ipv4Addr::new(10, 86, 0, 11));
    }

    #[rstest]
    #[case::an_answer("HTTP/1.0 404 Not Found\r\n\r\n", true)]
    #[case::something_else("220 mail\r\n", false)]
    #[case::nothing("", false)]
    fn only_http_is_an_answer(#[case] said: &'static str, #[case] is_answer: bool) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut asked = [0; 19];
            stream.read_exact(&mut asked).unwrap();
            stream.write_all(said.as_bytes()).unwrap();
        });
        let found = is_http(address, Duration::from_secs(5));
        assert_eq!(found.is_ok_and(|is_http| is_http), is_answer);
        server.join().unwrap();
    }
}
