//! Why Redis did not do what it was asked.

use std::time::Duration;

use deadpool_redis::redis::{self, ErrorKind, ServerErrorKind};

use super::Part;
use crate::health::State;

/// Why Redis did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum RedisError {
    /// No answer, or no connection, in time.
    #[error("redis did not answer within {} ms", .0.as_millis())]
    Timeout(Duration),
    /// No connection.
    #[error("no redis connection: {0}")]
    Connection(String),
    /// Redis refused the command, or the connection broke.
    #[error("redis refused: {0}")]
    Command(#[source] redis::RedisError),
    /// One node of a cluster failed: only keys that live there can't be used.
    #[error("node {node}: {error}")]
    Node {
        /// Its address.
        node: String,
        /// What happened there.
        #[source]
        error: Box<RedisError>,
    },
    /// Nobody has this part of the keys.
    #[error("no redis node serves slot {0}")]
    Unserved(u16),
    /// Some nodes of a cluster do not answer; the others serve.
    #[error("{} of {of} nodes {} not answer ({})", .down.len(), if .down.len() == 1 { "does" } else { "do" }, .down.join(", "))]
    Partly {
        /// Their addresses.
        down: Vec<String>,
        /// How many nodes there are.
        of: usize,
    },
    /// Commands of one pipeline, or keys of one command, live in different parts of a cluster.
    #[error("keys that are used together need the same hash tag")]
    Scattered,
}

impl RedisError {
    pub(super) fn at(self, node: &str) -> Self {
        Self::Node {
            node: node.to_owned(),
            error: Box::new(self),
        }
    }

    /// The part that failed, where it is one of a cluster.
    #[must_use]
    pub fn part(&self) -> Option<Part> {
        match self {
            Self::Node { node, .. } => Some(Part::at(node.as_str())),
            _ => None,
        }
    }

    /// What happened, wherever it did.
    fn cause(&self) -> &Self {
        match self {
            Self::Node { error, .. } => error.cause(),
            other => other,
        }
    }

    /// As a metric's label.
    pub(super) fn outcome(&self) -> &'static str {
        match self.cause() {
            Self::Timeout(_) => "timeout",
            Self::Connection(_) | Self::Unserved(_) => "connect",
            _ => "error",
        }
    }

    /// Whether the node was not there: it answers nothing, not even that it refuses.
    pub(super) fn is_outage(&self) -> bool {
        match self.cause() {
            Self::Timeout(_) | Self::Connection(_) => true,
            Self::Command(error) => error.is_io_error(),
            _ => false,
        }
    }

    /// Whether the cluster may look different by now.
    pub(super) fn is_of_topology(&self) -> bool {
        let told = |error: &redis::RedisError| {
            matches!(
                error.kind(),
                ErrorKind::Server(
                    ServerErrorKind::ClusterDown
                        | ServerErrorKind::Moved
                        | ServerErrorKind::ReadOnly
                        | ServerErrorKind::ExecAbort
                )
            )
        };
        match self.cause() {
            Self::Unserved(_) => true,
            Self::Command(error) if told(error) => true,
            _ => self.is_outage(),
        }
    }
}

/// A cluster of which a part is left serves that part.
impl From<Result<(), RedisError>> for State {
    fn from(answer: Result<(), RedisError>) -> Self {
        match answer {
            Ok(()) => Self::Up,
            Err(error @ RedisError::Partly { .. }) => Self::Partly(error.to_string()),
            Err(error) => Self::Down(error.to_string()),
        }
    }
}
