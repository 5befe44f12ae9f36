//! Whom a pod reaches: connections that are tried from inside one.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpStream;

/// The hidden command that tries connections. It takes addresses and prints a line for each.
pub const COMMAND: &str = "__probe";

/// A dropped packet is told to nobody; an answer takes milliseconds, and the first packets of a young pod are dropped
/// until its node's policies know it, which its own next tries show.
const LIMIT: Duration = Duration::from_secs(6);

/// What became of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Somebody answered, be it with a refusal.
    Reached,
    /// Nobody answered.
    Blocked,
}

/// Tries all addresses side by side and prints `ADDRESS reached` or `ADDRESS blocked`.
///
/// # Errors
/// When an argument is no address.
pub async fn serve(args: &[String]) -> Result<(), std::net::AddrParseError> {
    let targets: Vec<SocketAddr> = args
        .iter()
        .map(|arg| arg.parse())
        .collect::<Result<_, _>>()?;
    let tries = targets
        .into_iter()
        .map(|target| async move { (target, reach(target).await) });
    for (target, reach) in futures::future::join_all(tries).await {
        println!("{target} {}", reach.word());
    }
    Ok(())
}

/// Reads what [`serve`] printed.
pub fn read(text: &str) -> Vec<(SocketAddr, Reach)> {
    text.lines()
        .filter_map(|line| {
            let (target, word) = line.split_once(' ')?;
            let reach = [Reach::Reached, Reach::Blocked]
                .into_iter()
                .find(|reach| reach.word() == word)?;
            Some((target.parse().ok()?, reach))
        })
        .collect()
}

async fn reach(target: SocketAddr) -> Reach {
    match tokio::time::timeout(LIMIT, TcpStream::connect(target)).await {
        Ok(Ok(_)) => Reach::Reached,
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::ConnectionRefused => Reach::Reached,
        Ok(Err(_)) | Err(_) => Reach::Blocked,
    }
}

impl Reach {
    fn word(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::Blocked => "blocked",
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_listener_and_a_refusal_are_reached() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        assert_eq!(reach(address).await, Reach::Reached);
        drop(listener);
        assert_eq!(reach(address).await, Reach::Reached);
    }

    #[test]
    fn what_a_probe_prints_is_read_back() {
        let text = "10.0.0.1:80 reached\nnoise\n10.0.0.2:53 blocked\n";
        assert_eq!(
            read(text),
            [
                ("10.0.0.1:80".parse().unwrap(), Reach::Reached),
                ("10.0.0.2:53".parse().unwrap(), Reach::Blocked),
            ]
        );
    }
}
