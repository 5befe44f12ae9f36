//! Links over real sockets.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use lab_managed::link::{Link, LinkMode, LinkState};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

const LIMIT: Duration = Duration::from_secs(5);

/// An end that answers every byte with its own name.
async fn end(name: u8) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut byte = [0];
                while stream.read_exact(&mut byte).await.is_ok() {
                    if stream.write_all(&[name]).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    address
}

async fn link(ends: Vec<SocketAddr>) -> Link {
    let port = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let link = Link::open(
        "a->b",
        (Ipv4Addr::LOCALHOST, port).into(),
        LinkState::default(),
    )
    .unwrap();
    link.set_endpoints(ends);
    link
}

/// Connects as soon as the link listens.
async fn connect(link: &Link) -> TcpStream {
    timeout(LIMIT, async {
        loop {
            match TcpStream::connect(("127.0.0.1", link.port())).await {
                Ok(stream) => return stream,
                Err(_) => tokio::task::yield_now().await,
            }
        }
    })
    .await
    .unwrap()
}

async fn ask(stream: &mut TcpStream) -> std::io::Result<u8> {
    stream.write_all(b"?").await?;
    let mut byte = [0];
    stream.read_exact(&mut byte).await?;
    Ok(byte[0])
}

fn mode(mode: LinkMode) -> LinkState {
    LinkState {
        mode,
        ..LinkState::default()
    }
}

/// Waits until new connections are refused.
async fn until_refused(link: &Link) {
    timeout(LIMIT, async {
        loop {
            match TcpStream::connect(("127.0.0.1", link.port())).await {
                Err(error) if error.kind() == ErrorKind::ConnectionRefused => return,
                _ => tokio::task::yield_now().await,
            }
        }
    })
    .await
    .unwrap();
}

/// The clock is a virtual one that only moves to where a timer waits.
#[tokio::test]
async fn a_passing_link_makes_nobody_wait_for_a_timer() {
    let link = link(vec![end(b'a').await]).await;
    let mut stream = connect(&link).await;
    ask(&mut stream).await.unwrap();
    tokio::time::pause();
    let start = tokio::time::Instant::now();
    for _ in 0..10 {
        ask(&mut stream).await.unwrap();
    }
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test]
async fn connections_are_spread_over_all_ends() {
    let link = link(vec![end(b'a').await, end(b'b').await]).await;
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(ask(&mut connect(&link).await).await.unwrap());
    }
    seen.sort_unstable();
    assert_eq!(seen, b"aabb");
}

#[tokio::test]
async fn an_end_that_refuses_is_passed_over() {
    let gone = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let link = link(vec![gone, end(b'a').await]).await;
    for _ in 0..4 {
        assert_eq!(ask(&mut connect(&link).await).await.unwrap(), b'a');
    }
}

#[tokio::test]
async fn without_ends_a_link_refuses_and_with_one_it_serves_again() {
    let link = link(vec![end(b'a').await]).await;
    assert_eq!(ask(&mut connect(&link).await).await.unwrap(), b'a');
    link.set_endpoints(Vec::new());
    until_refused(&link).await;
    link.set_endpoints(vec![end(b'b').await]);
    assert_eq!(ask(&mut connect(&link).await).await.unwrap(), b'b');
}

#[tokio::test]
async fn a_reset_ends_open_and_new_connections_with_rst() {
    let link = link(vec![end(b'a').await]).await;
    let mut open = connect(&link).await;
    assert_eq!(ask(&mut open).await.unwrap(), b'a');
    link.set_state(mode(LinkMode::Reset));
    let error = timeout(LIMIT, open.read_u8()).await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    let fresh = timeout(LIMIT, async { ask(&mut connect(&link).await).await })
        .await
        .unwrap();
    assert_eq!(fresh.unwrap_err().kind(), ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn a_blackhole_answers_nothing_until_it_is_healed() {
    let link = link(vec![end(b'a').await]).await;
    let mut open = connect(&link).await;
    assert_eq!(ask(&mut open).await.unwrap(), b'a');
    link.set_state(mode(LinkMode::Blackhole));
    assert!(
        timeout(Duration::from_millis(200), ask(&mut open))
            .await
            .is_err()
    );
    link.set_state(LinkState::default());
    let mut byte = [0];
    timeout(LIMIT, open.read_exact(&mut byte))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(byte, [b'a']);
}

#[tokio::test]
async fn refusing_spares_open_connections() {
    let link = link(vec![end(b'a').await]).await;
    let mut open = connect(&link).await;
    assert_eq!(ask(&mut open).await.unwrap(), b'a');
    link.set_state(mode(LinkMode::Refuse));
    until_refused(&link).await;
    assert_eq!(ask(&mut open).await.unwrap(), b'a');
}

#[tokio::test]
async fn latency_is_added_to_each_reply_and_gone_when_healed() {
    let link = link(vec![end(b'a').await]).await;
    let mut open = connect(&link).await;
    link.set_state(LinkState {
        latency_ms: 150,
        ..LinkState::default()
    });
    let start = Instant::now();
    assert_eq!(ask(&mut open).await.unwrap(), b'a');
    assert!(start.elapsed() >= Duration::from_millis(150));
    link.set_state(LinkState::default());
    assert_eq!(timeout(LIMIT, ask(&mut open)).await.unwrap().unwrap(), b'a');
}

#[tokio::test]
async fn a_dropped_link_gives_its_port_back() {
    let link = link(vec![end(b'a').await]).await;
    let port = link.port();
    drop(connect(&link).await);
    drop(link);
    timeout(LIMIT, async {
        while TcpListener::bind(("127.0.0.1", port)).await.is_err() {
            tokio::task::yield_now().await;
        }
    })
    .await
    .unwrap();
}
