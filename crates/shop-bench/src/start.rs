//! Starting a service of one's own, and how long that takes.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use serde_json::Value;
use tokio::process::{Child, Command};

use crate::lab::Lab;

/// How long a start may take.
const LIMIT: Duration = Duration::from_secs(20);

/// How often it is looked whether it listens; it takes some milliseconds.
const LOOK: Duration = Duration::from_micros(200);

/// A process of the measurement. It ends with this value.
pub(crate) struct Started {
    pub(crate) address: String,
    /// From the start of the process to the moment at which it listens.
    pub(crate) took: Duration,
    child: Child,
}

impl Started {
    pub(crate) fn pid(&self) -> anyhow::Result<u32> {
        self.child.id().context("the process has ended")
    }
}

/// Starts a service with this environment on a free port.
pub(crate) fn service(
    lab: &Lab,
    name: &str,
    environment: &BTreeMap<String, String>,
) -> anyhow::Result<Started> {
    let mut command = Command::new(lab.bin.join(format!("shop-{name}")));
    command
        .arg("serve")
        .env_clear()
        .envs(environment)
        .env("LISTEN_ADDR", "127.0.0.1:0")
        .env("SERVICE_REPLICA", "bench");
    started(command, |line| {
        let line: Value = serde_json::from_str(line).ok()?;
        find(&line, "address")
    })
}

/// Starts the floor of a key.
pub(crate) fn floor(redis: &str, key: &str) -> anyhow::Result<Started> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["floor", "--redis", redis, "--key", key]);
    started(command, |line| Some(line.trim().to_owned()))
}

fn started(
    mut command: Command,
    address: impl Fn(&str) -> Option<String>,
) -> anyhow::Result<Started> {
    let began = Instant::now();
    // A file: reading a pipe would take time of the processors for every line. In a lab the supervisor pays for that.
    let said = tempfile::NamedTempFile::new()?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(said.reopen()?)
        .kill_on_drop(true)
        .spawn()?;
    let address = loop {
        let text = std::fs::read_to_string(said.path())?;
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        if let Some(address) = whole.lines().find_map(&address) {
            break address;
        }
        if let Some(status) = child.try_wait()? {
            bail!("{command:?} ended before it listened ({status}): {text}");
        }
        ensure!(
            began.elapsed() < LIMIT,
            "{command:?} does not listen: {text}"
        );
        std::thread::sleep(LOOK);
    };
    let took = began.elapsed();
    Ok(Started {
        address,
        took,
        child,
    })
}

/// A text anywhere in a log line.
fn find(value: &Value, key: &str) -> Option<String> {
    match value {
        Value::Object(fields) => fields
            .get(key)
            .and_then(Value::as_str)
            .map(str::to_owned)
            .or_else(|| fields.values().find_map(|inner| find(inner, key))),
        _ => None,
    }
}
