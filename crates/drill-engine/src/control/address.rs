//! Where the control socket lies.

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};

/// The longest path that fits a Unix socket's address on Linux, without its closing zero.
const MAX_SOCKET_PATH: usize = 107;

/// A path by which a socket can be bound or connected to, however deep its folder lies.
///
/// A Unix socket's address holds 107 bytes. A longer path is reached through the open folder under
/// `/proc/self/fd`, which is short; so the address is good for as long as this value lives.
pub(super) struct SocketAddress {
    path: PathBuf,
    _folder: Option<File>,
}

impl SocketAddress {
    /// # Errors
    /// When the path is long and its folder can't be opened.
    pub(super) fn new(socket: &Path) -> io::Result<Self> {
        if socket.as_os_str().len() <= MAX_SOCKET_PATH {
            return Ok(Self {
                path: socket.to_path_buf(),
                _folder: None,
            });
        }
        let (Some(folder), Some(name)) = (socket.parent(), socket.file_name()) else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        let folder = File::open(folder)?;
        let path = Path::new("/proc/self/fd")
            .join(folder.as_raw_fd().to_string())
            .join(name);
        Ok(Self {
            path,
            _folder: Some(folder),
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}
