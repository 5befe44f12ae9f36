//! Spans of what Redis is asked.

use deadpool_redis::redis::{Arg, Cmd, ConnectionAddr, ConnectionInfo};

use super::RedisError;
use super::node::Work;
use crate::spans::{Span, Spans};

/// A server as spans name it.
#[derive(Debug)]
pub(super) struct Target {
    spans: Spans,
    address: String,
    port: Option<u16>,
    database: String,
}

impl Target {
    /// Nothing where no spans are sent.
    pub(super) fn new(info: &ConnectionInfo, spans: &Spans) -> Option<Self> {
        if !spans.are_sent() {
            return None;
        }
        let (address, port) = match info.addr() {
            ConnectionAddr::Tcp(host, port) | ConnectionAddr::TcpTls { host, port, .. } => {
                (host.clone(), Some(*port))
            }
            socket => (socket.to_string(), None),
        };
        Some(Self {
            spans: spans.clone(),
            address,
            port,
            database: info.redis_settings().db().to_string(),
        })
    }

    /// The span of what this server is asked, with the wait for a connection. It names commands, and neither keys nor values.
    pub(super) fn span(&self, work: Work<'_>) -> Option<Span> {
        let operation = operation(work);
        let mut span = self.spans.client(operation.clone())?;
        span.set("db.system.name", "redis");
        span.set("db.operation.name", operation);
        if let Work::Pipeline(commands) = work {
            let size = i64::try_from(commands.len()).unwrap_or(i64::MAX);
            span.set("db.operation.batch.size", size);
        }
        span.set("db.namespace", self.database.clone());
        span.set("server.address", self.address.clone());
        if let Some(port) = self.port {
            span.set("server.port", i64::from(port));
        }
        Some(span)
    }
}

/// Ends a span with what became of it.
pub(super) fn close<T>(mut span: Span, result: &Result<T, RedisError>) {
    let Err(error) = result else {
        return;
    };
    let code = match error {
        RedisError::Command(error) => error.code().map(|code| (code, error.redirect_node())),
        _ => None,
    };
    match code {
        Some((code, redirect)) => {
            span.set("db.response.status_code", code.to_owned());
            // Where a key is instead is an answer: the next span is that of its place.
            if redirect.is_none() {
                span.fail(code.to_owned());
            }
        }
        None => span.fail(error.outcome()),
    }
}

/// The command; of several what they have in common.
fn operation(work: Work<'_>) -> String {
    let commands = match work {
        Work::Command(command) => return name(command),
        Work::Pipeline(commands) => commands,
    };
    let kind = if commands.is_transaction() {
        "MULTI"
    } else {
        "PIPELINE"
    };
    let mut names = commands.cmd_iter().map(name);
    match names.next() {
        Some(first) if names.all(|name| name == first) => format!("{kind} {first}"),
        _ => kind.to_owned(),
    }
}

fn name(command: &Cmd) -> String {
    match command.args_iter().next() {
        Some(Arg::Simple(name)) => String::from_utf8_lossy(name).into_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::redis::{cmd, pipe};
    use super::*;

    #[test]
    fn an_operation_is_named_by_its_commands_alone() {
        let get = cmd("GET").arg("key").to_owned();
        assert_eq!(operation(Work::Command(&get)), "GET");
        let same = pipe().get("a").get("b").to_owned();
        assert_eq!(operation(Work::Pipeline(&same)), "PIPELINE GET");
        let mixed = pipe().atomic().get("a").set("a", 1).to_owned();
        assert_eq!(operation(Work::Pipeline(&mixed)), "MULTI");
        assert_eq!(operation(Work::Pipeline(&pipe())), "PIPELINE");
    }
}
