//! One question to a name server. The machine's own resolver does not know the cluster's names, and a resolver by
//! library would bring a runtime for caching and retrying that a yes or no does not need.

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::time::Duration;

/// The address that `server` gives for `name`; none when it does not answer within `limit` or knows none (RFC 1035).
pub(crate) fn address(server: SocketAddr, name: &str, limit: Duration) -> Option<Ipv4Addr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.set_read_timeout(Some(limit)).ok()?;
    socket.connect(server).ok()?;
    socket.send(&question(name)).ok()?;
    let mut reply = [0; 512];
    let length = socket.recv(&mut reply).ok()?;
    answer(&reply[..length], question(name).len())
}

/// A query for an A record.
fn question(name: &str) -> Vec<u8> {
    // Id 1, recursion desired, one question.
    let mut message = vec![0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    for label in name.split('.') {
        message.push(u8::try_from(label.len()).unwrap_or(u8::MAX));
        message.extend_from_slice(label.as_bytes());
    }
    message.extend_from_slice(&[0, 0, 1, 0, 1]);
    message
}

/// The address in the first answer, which begins after the repeated question.
fn answer(message: &[u8], begins: usize) -> Option<Ipv4Addr> {
    let answers = u16::from_be_bytes([*message.get(6)?, *message.get(7)?]);
    let begins = after_name(message, begins)?;
    // Type, class, time to live (8), the length of the address (2).
    let record = message.get(begins..begins + 14)?;
    let (kind, address) = (&record[..2], &record[10..14]);
    let is_address = answers > 0 && kind == [0, 1] && record[8..10] == [0, 4];
    is_address.then(|| Ipv4Addr::new(address[0], address[1], address[2], address[3]))
}

/// Where a name ends: after a pointer to another, or after its empty last label.
fn after_name(message: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match *message.get(at)? {
            0 => return Some(at + 1),
            length if length & 0xc0 == 0xc0 => return Some(at + 2),
            length => at += 1 + usize::from(length),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::a_pointer(&[0xc0, 12])]
    #[case::the_name_again(&[1, b'a', 1, b'b', 0])]
    fn the_address_of_the_first_answer_is_read(#[case] name: &[u8]) {
        let mut message = question("a.b");
        let begins = message.len();
        message[7] = 1;
        message.extend_from_slice(name);
        message.extend_from_slice(&[0, 1, 0, 1, 0, 0, 0, 5, 0, 4, 10, 86, 128, 1]);
        assert_eq!(
            answer(&message, begins),
            Some(Ipv4Addr::new(10, 86, 128, 1))
        );
    }

    #[test]
    fn a_reply_without_an_answer_has_no_address() {
        let message = question("a.b");
        assert_eq!(answer(&message, message.len()), None);
        assert_eq!(answer(&[], 17), None);
    }
}
