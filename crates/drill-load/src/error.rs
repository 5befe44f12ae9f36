//! Why traffic could not start or go on.

use std::io;
use std::path::PathBuf;

/// Why traffic could not start or go on. What the shop answers is never an error: it is counted.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The options make no sense.
    #[error("{option}: {why}")]
    Option {
        /// Which one.
        option: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// A file of the traffic's folder could not be written.
    #[error("cannot write {}", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The HTTP client could not be made.
    #[error("cannot set up the HTTP client")]
    Client(#[source] reqwest::Error),
    /// The runtime or its signal handlers could not be made.
    #[error("cannot set up the runtime")]
    Runtime(#[source] io::Error),
}

impl LoadError {
    pub(crate) fn option(option: &'static str, why: impl Into<String>) -> Self {
        Self::Option {
            option,
            why: why.into(),
        }
    }
}
