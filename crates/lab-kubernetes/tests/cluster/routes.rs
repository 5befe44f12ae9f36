//! Where packets go to that nobody waits for.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use crate::kit::Lab;

/// An answer takes milliseconds; a packet that is lost is told to nobody.
const LIMIT: Duration = Duration::from_secs(5);

#[test]
fn the_address_of_a_pod_that_is_gone_is_refused_at_once() {
    let lab = Lab::from_environment();
    for pod in lab.pods(&lab.namespace, "app.kubernetes.io/name=order") {
        let address = pod["status"]["podIP"].as_str().unwrap();
        let [a, b, node, _] = address.parse::<Ipv4Addr>().unwrap().octets();
        // Addresses are given out from the low end.
        let nobody = SocketAddr::from(([a, b, node, 254], 8080));
        // A kernel says some things to the same caller only once or twice.
        for _ in 0..10 {
            let error = TcpStream::connect_timeout(&nobody, LIMIT).unwrap_err();
            assert_eq!(
                error.kind(),
                ErrorKind::ConnectionRefused,
                "{nobody}: {error}"
            );
        }
    }
}
