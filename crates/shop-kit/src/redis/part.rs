//! Which keys are lost together.

use std::fmt;
use std::sync::Arc;

/// A part of Redis: its keys are lost together and come back together. It is a server, or, where nobody has said yet which
/// one has a key, everything of which that is true.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Part {
    server: Option<Arc<str>>,
}

impl Part {
    /// What no known server has.
    pub(super) const UNKNOWN: Self = Self { server: None };

    /// What the server at this address has.
    pub(super) fn at(address: impl Into<Arc<str>>) -> Self {
        Self {
            server: Some(address.into()),
        }
    }
}

/// The server's address, without who connects to it.
impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.server.as_deref().unwrap_or("unknown"))
    }
}
