//! Images without a builder and without a registry: an OCI archive made from files of this machine. The same files give
//! the same bytes, so that an image's digest says what is in it.

mod archive;
mod libraries;

pub use archive::{Archive, Image};
pub use libraries::with_libraries;

/// The image that holds a pod's namespaces open.
pub(crate) const PAUSE: &str = "firedrill.local/pause:1";
