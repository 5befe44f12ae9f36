//! The stream of a connection, with the time limits that Actix does not have. It limits the head of a connection's first
//! request, but not that of a later one, nor a client that takes no reply.

use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep, sleep_until};

use super::connections::Connection;

/// A client gets this long to send the head of a request.
pub(super) const SLOW_CLIENT: Duration = Duration::from_secs(5);

/// A client that takes nothing of a reply for so long is given up. Its own buffers and the kernel's are full then.
const SLOW_READER: Duration = Duration::from_secs(10);

/// What Actix says to a client whose first head does not come.
const TOO_SLOW: &[u8] =
    b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// A client's stream.
#[derive(Debug)]
pub(super) struct Stream {
    tcp: TcpStream,
    pub(super) connection: Rc<Connection>,
    /// Ends no earlier than the patience with a head: moving it with each request would cost more than a look now and then.
    head: Pin<Box<Sleep>>,
    head_runs: bool,
    /// Runs while the client takes nothing.
    reply: Option<Pin<Box<Sleep>>>,
}

impl Stream {
    pub(super) fn new(tcp: TcpStream, connection: Rc<Connection>) -> Self {
        Self {
            tcp,
            connection,
            head: Box::pin(sleep(SLOW_CLIENT)),
            head_runs: false,
            reply: None,
        }
    }

    /// Whether a head has been awaited for too long. The task is woken when it may be.
    fn is_head_late(&mut self, cx: &mut Context<'_>) -> bool {
        while self.head_runs && self.head.as_mut().poll(cx).is_ready() {
            match self.connection.begun().map(|begun| begun + SLOW_CLIENT) {
                Some(end) if Instant::now() >= end => return true,
                Some(end) => self.head.as_mut().reset(end),
                None => self.head_runs = false,
            }
        }
        false
    }

    fn received(&mut self, cx: &mut Context<'_>) {
        if let Some(begun) = self.connection.received()
            && !self.head_runs
        {
            self.head.as_mut().reset(begun + SLOW_CLIENT);
            self.head_runs = true;
            // Only a clock that was looked at wakes somebody.
            let _ = self.head.as_mut().poll(cx);
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.is_head_late(cx) {
            // In the middle of a reply it would be a part of that. What does not fit at once is not worth a wait.
            if self.reply.is_none() {
                let _ = self.tcp.try_write(TOO_SLOW);
            }
            // As if the client had said that nothing more comes.
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.tcp).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            self.received(cx);
        }
        read
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.tcp).poll_write(cx, bytes);
        if written.is_ready() {
            self.reply = None;
            self.connection.sent();
            return written;
        }
        let patience = self
            .reply
            .get_or_insert_with(|| Box::pin(sleep_until(Instant::now() + SLOW_READER)));
        if patience.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Poll::Pending
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_shutdown(cx)
    }
}
