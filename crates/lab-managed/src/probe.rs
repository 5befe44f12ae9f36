//! Asking a process on this machine whether it serves, without a client library.

use std::net::Ipv4Addr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// How often something that starts is asked again.
pub(crate) const EVERY: Duration = Duration::from_millis(20);
/// Nothing on loopback that is well needs longer.
const LIMIT: Duration = Duration::from_secs(2);

/// The status of a request without a body to a loopback port.
pub(crate) async fn http_status(port: u16, method: &str, path: &str) -> Result<u16, String> {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    );
    let reply = exchange(port, request.as_bytes(), |reply| reply.contains(&b'\n')).await?;
    let line = String::from_utf8_lossy(&reply);
    let status = line
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    status.ok_or_else(|| {
        format!(
            "port {port} answered {:?}, which is no HTTP",
            line.lines().next().unwrap_or("")
        )
    })
}

/// Sends bytes and reads until `enough`, or until the other side closes.
pub(crate) async fn exchange(
    port: u16,
    send: &[u8],
    enough: impl Fn(&[u8]) -> bool,
) -> Result<Vec<u8>, String> {
    let talk = async {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
        stream.write_all(send).await?;
        let mut reply = Vec::new();
        let mut buffer = [0_u8; 1024];
        while !enough(&reply) && reply.len() < 64 * 1024 {
            let read = stream.read(&mut buffer).await?;
            if read == 0 {
                break;
            }
            reply.extend_from_slice(buffer.get(..read).unwrap_or_default());
        }
        Ok::<_, std::io::Error>(reply)
    };
    match tokio::time::timeout(LIMIT, talk).await {
        Ok(Ok(reply)) => Ok(reply),
        Ok(Err(error)) => Err(format!("port {port}: {error}")),
        Err(_) => Err(format!(
            "port {port} did not answer within {} s",
            LIMIT.as_secs()
        )),
    }
}
