//! Why a call to another service failed.

use std::time::Duration;

use shop_api::{Problem, ProblemType};

use super::SenderFault;

/// Why a call to another service failed.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// No answer in time.
    #[error("{peer} did not answer within {} ms", .limit.as_millis())]
    Timeout {
        /// Who was called.
        peer: &'static str,
        /// The limit.
        limit: Duration,
    },
    /// No connection, or it broke before the answer.
    #[error("no connection to {peer}: {reason}")]
    Connection {
        /// Who was called.
        peer: &'static str,
        /// With all causes.
        reason: String,
    },
    /// The peer failed so often that it is left alone for now.
    #[error("{peer} failed too often and is left alone for now")]
    BreakerOpen {
        /// Who would have been called.
        peer: &'static str,
    },
    /// The peer answered with an error.
    #[error("{peer} answered {status}{}", shown(.problem))]
    Refused {
        /// Who was called.
        peer: &'static str,
        /// The HTTP status.
        status: u16,
        /// What it said.
        problem: Option<Box<Problem>>,
    },
    /// The answer can't be read.
    #[error("{peer} sent an answer that can't be read: {reason}")]
    Body {
        /// Who was called.
        peer: &'static str,
        /// Why.
        reason: String,
    },
    /// The body that was to be passed on did not arrive.
    #[error("nothing was sent to {peer}: {fault}")]
    Sender {
        /// Who was called.
        peer: &'static str,
        /// Why.
        fault: SenderFault,
    },
    /// The request can't be made: a defect of the caller.
    #[error("the request to {peer} can't be made: {reason}")]
    Request {
        /// Who would have been called.
        peer: &'static str,
        /// Why.
        reason: String,
    },
}

fn shown(problem: &Option<Box<Problem>>) -> String {
    problem.as_ref().map_or_else(String::new, |problem| {
        format!(
            " ({}: {})",
            problem.kind,
            problem.detail.as_deref().unwrap_or(&problem.title)
        )
    })
}

impl CallError {
    /// The HTTP status that the peer answered with, if it answered.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// The kind of problem that the peer reported, if it reported one.
    #[must_use]
    pub fn problem_type(&self) -> Option<ProblemType> {
        match self {
            Self::Refused {
                problem: Some(problem),
                ..
            } => problem.problem_type(),
            _ => None,
        }
    }

    /// Whether the peer or the way to it is to blame, so that nobody knows whether the call took effect.
    #[must_use]
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Timeout { .. }
            | Self::Connection { .. }
            | Self::BreakerOpen { .. }
            | Self::Body { .. } => true,
            Self::Refused { status, .. } => *status >= 500,
            Self::Sender { .. } | Self::Request { .. } => false,
        }
    }
}
