//! The trampoline: `firedrill __exec`. It becomes the program that it is told to start, after it
//! has changed the user, asked the kernel for a death signal and made sure that its parent still lives.
//!
//! The order matters: the kernel clears the death signal when the user changes.

use std::os::unix::process::CommandExt as _;
use std::path::Path;

use nix::sys::prctl;
use nix::sys::signal::Signal;
use nix::unistd::{Gid, Pid, Uid};

use super::{ProcessSpec, RunAs};
use crate::LabError;

/// The hidden command's name.
pub const COMMAND: &str = "__exec";

/// Arguments of the trampoline for a process, to be followed by the program's own.
pub(super) fn arguments(spec: &ProcessSpec) -> Vec<String> {
    let mut args = vec![
        COMMAND.to_owned(),
        std::process::id().to_string(),
        (spec.death_signal as i32).to_string(),
        spec.run_as.map_or_else(
            || "-".to_owned(),
            |user| format!("{}:{}", user.uid, user.gid),
        ),
        spec.program.display().to_string(),
    ];
    args.extend(spec.args.iter().cloned());
    args
}

/// Becomes the program. `args` are those after [`COMMAND`].
///
/// # Errors
/// When anything failed: then nothing was started.
pub fn run(args: &[String]) -> Result<std::convert::Infallible, LabError> {
    let failed = |reason: String| LabError::Process {
        program: args.get(3).cloned().unwrap_or_else(|| COMMAND.to_owned()),
        reason,
    };
    let [parent, signal, user, program, rest @ ..] = args else {
        return Err(failed(
            "it is started by the supervisor, not by hand".into(),
        ));
    };
    let parent: i32 = parent.parse().map_err(|_| failed("bad parent".into()))?;
    let signal = signal
        .parse::<i32>()
        .ok()
        .and_then(|number| Signal::try_from(number).ok())
        .ok_or_else(|| failed("bad death signal".into()))?;
    if let Some(user) = parse_user(user) {
        become_user(user)
            .map_err(|errno| failed(format!("can't become user {}: {errno}", user.uid)))?;
    }
    prctl::set_pdeathsig(signal).map_err(|errno| failed(format!("no death signal: {errno}")))?;
    if Pid::parent().as_raw() != parent {
        return Err(failed("the supervisor is gone".into()));
    }
    let error = std::process::Command::new(Path::new(program))
        .args(rest)
        .exec();
    Err(failed(error.to_string()))
}

fn parse_user(text: &str) -> Option<RunAs> {
    let (uid, gid) = text.split_once(':')?;
    Some(RunAs {
        uid: uid.parse().ok()?,
        gid: gid.parse().ok()?,
    })
}

fn become_user(user: RunAs) -> nix::Result<()> {
    nix::unistd::setgroups(&[Gid::from_raw(user.gid)])?;
    nix::unistd::setgid(Gid::from_raw(user.gid))?;
    nix::unistd::setuid(Uid::from_raw(user.uid))
}
