//! Starting a service of one's own, and how long that takes.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::lab::Lab;

/// How long a start may take.
const LIMIT: Duration = Duration::from_secs(20);

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
pub(crate) async fn service(
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
    .await
}

/// Starts the floor of a key.
pub(crate) async fn floor(redis: &str, key: &str) -> anyhow::Result<Started> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["floor", "--redis", redis, "--key", key]);
    started(command, |line| Some(line.trim().to_owned())).await
}

async fn started(
    mut command: Command,
    address: impl Fn(&str) -> Option<String>,
) -> anyhow::Result<Started> {
    let began = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let out = child.stdout.take().context("no output")?;
    let mut lines = BufReader::new(out).lines();
    let found = async {
        while let Some(line) = lines.next_line().await? {
            if let Some(address) = address(&line) {
                return Ok(address);
            }
        }
        anyhow::bail!("{command:?} ended before it listened")
    };
    let address = tokio::time::timeout(LIMIT, found).await??;
    let took = began.elapsed();
    // Nobody reads further lines, and a full pipe must not hold the service up.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
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
