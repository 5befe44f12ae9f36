//! Settings that every service has, in a lab.

use std::io::{ErrorKind, Read as _};
use std::net::TcpListener;
use std::time::Duration;

use crate::kit::Home;

const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn a_service_sends_its_spans_where_a_lab_tells_it_and_has_the_patience_that_it_is_given() {
    let home = Home::new();
    home.run(&["up"]).with(0);
    let collector = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", collector.local_addr().unwrap());
    let spans = format!("OTEL_EXPORTER_OTLP_ENDPOINT={endpoint}");
    for setting in [spans.as_str(), "REQUEST_TIMEOUT_MS=20000"] {
        home.run(&["shop", "set", "catalog", setting]).with(0);
    }
    collector.set_nonblocking(true).unwrap();
    home.until("spans come", LIMIT, |_| match collector.accept() {
        Ok((mut stream, _)) => {
            stream.set_nonblocking(false).unwrap();
            stream.set_read_timeout(Some(LIMIT)).unwrap();
            let mut head = [0; 24];
            stream.read_exact(&mut head).unwrap();
            assert_eq!(&head, b"POST /v1/traces HTTP/1.1");
            true
        }
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::WouldBlock);
            false
        }
    });
    let status = home.status("default");
    let workloads = status["workloads"].as_array().unwrap();
    let catalog = workloads.iter().find(|one| one["name"] == "catalog");
    let settings = &catalog.unwrap()["settings"];
    assert_eq!(settings["OTEL_EXPORTER_OTLP_ENDPOINT"], endpoint);
    assert_eq!(settings["REQUEST_TIMEOUT_MS"], "20000");
    home.run(&["shop", "unset", "catalog", "REQUEST_TIMEOUT_MS"])
        .with(0);
}
