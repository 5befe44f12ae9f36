//! Keeping one process alive.

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use chrono::{DateTime, Utc};
use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::time::Instant;

use super::logs::Log;
use super::{OWN_PROGRAM, ProcessSpec, children, exec};
use crate::LabError;

/// Variables that a process has from the supervisor's own environment.
const INHERITED: [&str; 6] = ["PATH", "HOME", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE"];
/// Delay before a process that ended is started again; it doubles each time, as a kubelet's does,
/// on the scale of a drill.
const FIRST_DELAY: Duration = Duration::from_millis(250);
/// The longest such delay.
const LONGEST_DELAY: Duration = Duration::from_secs(20);
/// A process that ran for so long has recovered: its next delay is the first again.
const RECOVERED: Duration = Duration::from_secs(30);

/// What became of a process.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProcessStatus {
    /// Its number, while it runs.
    pub pid: Option<u32>,
    /// How often it ended by itself and was started again.
    pub restarts: u32,
    /// How it last ended.
    pub last_exit: Option<String>,
    /// Since when it runs.
    pub started_at: Option<DateTime<Utc>>,
    /// Whether it was asked to end and has ended.
    pub stopped: bool,
}

/// A process that is kept alive until it is stopped. Dropping this stops it in the background.
pub struct Supervised {
    spec_name: String,
    status: watch::Receiver<ProcessStatus>,
    stop: watch::Sender<bool>,
}

impl Supervised {
    /// Starts a process and keeps it alive; what it prints goes to `log`.
    pub fn start(spec: ProcessSpec, log: PathBuf) -> Self {
        let (status, status_rx) = watch::channel(ProcessStatus::default());
        let (stop, stop_rx) = watch::channel(false);
        let spec_name = spec.name.clone();
        tokio::spawn(keep_alive(spec, Log::open(&log), status, stop_rx));
        Self {
            spec_name,
            status: status_rx,
            stop,
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.spec_name
    }

    /// What became of it.
    pub fn status(&self) -> ProcessStatus {
        self.status.borrow().clone()
    }

    /// Follows what becomes of it.
    pub fn watch(&self) -> watch::Receiver<ProcessStatus> {
        self.status.clone()
    }

    /// Ends it with SIGKILL; it is then started again.
    pub fn kill(&self) {
        if let Some(pid) = self.status.borrow().pid {
            let _ = kill(Pid::from_raw(pid.cast_signed()), Signal::SIGKILL);
        }
    }

    /// Has it read its configuration again.
    pub fn reload(&self) {
        if let Some(pid) = self.status.borrow().pid {
            let _ = kill(Pid::from_raw(pid.cast_signed()), Signal::SIGHUP);
        }
    }

    /// Asks it to end, without waiting.
    pub fn ask_to_stop(&self) {
        self.stop.send_replace(true);
    }

    /// Ends it in an orderly way, with force after its grace, and everything it started.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        let mut status = self.status.clone();
        let _ = status.wait_for(|status| status.stopped).await;
    }
}

async fn keep_alive(
    spec: ProcessSpec,
    log: Log,
    status: watch::Sender<ProcessStatus>,
    mut stop: watch::Receiver<bool>,
) {
    let mut delay = FIRST_DELAY;
    loop {
        let started = Instant::now();
        let ended = match start(&spec, &log) {
            Ok(mut child) => {
                let pid = child.id();
                status.send_modify(|status| {
                    status.pid = pid;
                    status.started_at = Some(Utc::now());
                });
                let ended = tokio::select! {
                    ended = child.wait() => ended,
                    () = asked(&mut stop) => end(&spec, &mut child).await,
                };
                if let Some(pid) = pid {
                    // What it started in its own group has no reason to outlive it.
                    let _ = killpg(Pid::from_raw(pid.cast_signed()), Signal::SIGKILL);
                    children::forget(pid);
                }
                ended.map_or_else(|error| error.to_string(), describe)
            }
            Err(error) => error.to_string(),
        };
        let stopping = *stop.borrow();
        if !stopping {
            log.line(format!("{{\"level\":\"WARN\",\"service\":\"supervisor\",\"message\":\"{} ended: {ended}\"}}", spec.name).as_bytes());
            tracing::warn!(process = spec.name, ended, "A process ended by itself.");
        }
        status.send_modify(|status| {
            status.pid = None;
            status.started_at = None;
            status.last_exit = Some(ended);
            status.stopped = stopping;
        });
        if stopping {
            return;
        }
        if started.elapsed() > RECOVERED {
            delay = FIRST_DELAY;
        }
        let stopped = tokio::time::timeout(delay, asked(&mut stop)).await.is_ok();
        if stopped {
            status.send_modify(|status| status.stopped = true);
            return;
        }
        delay = (delay * 2).min(LONGEST_DELAY);
        status.send_modify(|status| status.restarts += 1);
    }
}

/// Returns once the process is asked to end, or nobody is left who could ask.
async fn asked(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

fn command(spec: &ProcessSpec) -> Command {
    let mut command = Command::new(OWN_PROGRAM);
    command
        .arg0("firedrill")
        .args(exec::arguments(spec))
        .env_clear()
        .envs(
            INHERITED
                .iter()
                .filter_map(|name| std::env::var_os(name).map(|value| (name, value))),
        )
        .envs(&spec.env)
        .current_dir(&spec.cwd)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0);
    command
}

fn start(spec: &ProcessSpec, log: &Log) -> Result<Child, LabError> {
    let mut child = command(spec).spawn().map_err(|error| LabError::Process {
        program: spec.name.clone(),
        reason: error.to_string(),
    })?;
    if let Some(pid) = child.id() {
        children::register(pid);
    }
    if let Some(out) = child.stdout.take() {
        tokio::spawn(log.clone().copy(out));
    }
    if let Some(err) = child.stderr.take() {
        tokio::spawn(log.clone().copy(err));
    }
    Ok(child)
}

async fn end(spec: &ProcessSpec, child: &mut Child) -> std::io::Result<ExitStatus> {
    if let Some(pid) = child.id() {
        let _ = kill(Pid::from_raw(pid.cast_signed()), spec.stop_signal);
    }
    match tokio::time::timeout(spec.stop_grace, child.wait()).await {
        Ok(ended) => ended,
        Err(_) => {
            tracing::warn!(
                process = spec.name,
                "A process did not end when asked and is ended with force."
            );
            child.kill().await?;
            child.wait().await
        }
    }
}

fn describe(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt as _;
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit {code}"),
        (None, Some(signal)) => format!("signal {signal}"),
        (None, None) => status.to_string(),
    }
}

/// Runs a process to its end, for at most `limit`, and gives back what it printed, which `log` keeps.
///
/// # Errors
/// When it can't be started, takes too long, or ends with a failure: then with the end of what it printed.
pub async fn run_to_end(
    spec: &ProcessSpec,
    log: &Path,
    limit: Duration,
) -> Result<String, LabError> {
    let failed = |reason: String| LabError::Process {
        program: spec.name.clone(),
        reason,
    };
    let child = command(spec)
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    let pid = child.id();
    if let Some(pid) = pid {
        children::register(pid);
    }
    let ended = tokio::time::timeout(limit, child.wait_with_output()).await;
    if let Some(pid) = pid {
        children::forget(pid);
    }
    let output = ended
        .map_err(|_| failed(format!("it was not done after {} s", limit.as_secs())))?
        .map_err(|error| failed(error.to_string()))?;
    let text = [output.stdout, output.stderr]
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .concat();
    let log = Log::open(log);
    for line in text.lines() {
        log.line(line.as_bytes());
    }
    if output.status.success() {
        return Ok(text);
    }
    let tail: Vec<&str> = text.lines().rev().take(5).collect();
    let tail: Vec<&str> = tail.into_iter().rev().collect();
    Err(failed(format!(
        "{}: {}",
        describe(output.status),
        tail.join("\n")
    )))
}
