//! Running the system's own tools (`ip`, `nft`, `ctr`) to their end.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::ClusterError;

/// Runs a tool and gives back what it printed.
///
/// # Errors
/// When it can't be started, or ends with a failure: then with what it said.
pub(crate) fn run<S: AsRef<OsStr>>(
    program: impl AsRef<Path>,
    args: impl IntoIterator<Item = S>,
) -> Result<String, ClusterError> {
    feed(program, args, "")
}

/// The same, with text on its standard input.
///
/// # Errors
/// As [`run`].
pub(crate) fn feed<S: AsRef<OsStr>>(
    program: impl AsRef<Path>,
    args: impl IntoIterator<Item = S>,
    input: &str,
) -> Result<String, ClusterError> {
    let program = program.as_ref();
    let args: Vec<_> = args
        .into_iter()
        .map(|arg| arg.as_ref().to_owned())
        .collect();
    let failed = |reason: String| {
        let words: Vec<_> = args.iter().map(|arg| arg.to_string_lossy()).collect();
        ClusterError::Tool {
            command: format!("{} {}", program.display(), words.join(" ")),
            reason,
        }
    };
    let mut child = Command::new(program)
        .args(&args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A tool that ends without reading says why by itself.
        let _ = stdin.write_all(input.as_bytes());
    }
    let output = child
        .wait_with_output()
        .map_err(|error| failed(error.to_string()))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(failed(format!("{}: {}", output.status, said.trim())))
}
