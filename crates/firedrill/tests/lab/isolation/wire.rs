//! Requests byte by byte, as no library sends them.

use std::fmt::Write as _;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

use super::shop::Door;

/// How long a reply may take.
const LIMIT: Duration = Duration::from_secs(20);

/// What came back until the connection ended.
#[derive(Debug)]
pub(super) struct Reply {
    /// 0 when nothing did.
    pub(super) status: u16,
    pub(super) text: String,
}

/// A request's head and body. Without a length in the headers the body's own is announced.
pub(super) fn request(line: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut head = format!("{line} HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n{headers}");
    let told = headers.contains("content-length") || headers.contains("transfer-encoding");
    if !body.is_empty() && !told {
        let _ = write!(head, "content-length: {}\r\n", body.len());
    }
    head.push_str("\r\n");
    [head.as_bytes(), body].concat()
}

/// Sends bytes and reads until the other side closes. It may do so before it has taken everything. A service that is busy is
/// asked again.
pub(super) async fn exchange(door: &Door, bytes: &[u8]) -> Reply {
    let begun = Instant::now();
    loop {
        match TcpStream::connect(&door.address).await {
            Ok(stream) => {
                let reply = exchange_on(stream, door, bytes).await;
                if reply.status != 503 || begun.elapsed() > LIMIT {
                    return reply;
                }
            }
            Err(error) => assert!(begun.elapsed() < LIMIT, "{}: {error}", door.name),
        }
        sleep(Duration::from_millis(100)).await;
    }
}

async fn exchange_on(stream: TcpStream, door: &Door, bytes: &[u8]) -> Reply {
    let (mut reading, mut writing) = stream.into_split();
    let mut answer = Vec::new();
    let both = async {
        let _ = tokio::join!(reading.read_to_end(&mut answer), writing.write_all(bytes));
    };
    let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    let ended = timeout(LIMIT, both).await;
    assert!(ended.is_ok(), "{}: no end of {shown:?}", door.name);
    read(&answer)
}

/// The last reply that bytes hold: one to go on may come before it.
pub(super) fn read(answer: &[u8]) -> Reply {
    let text = String::from_utf8_lossy(answer).into_owned();
    let text = text
        .strip_prefix("HTTP/1.1 100 Continue\r\n\r\n")
        .map_or(text.clone(), str::to_owned);
    let status = text.split(' ').nth(1).and_then(|code| code.parse().ok());
    Reply {
        status: status.unwrap_or(0),
        text,
    }
}

/// Text as a part of an address.
pub(super) fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() {
            encoded.push(byte.into());
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}
