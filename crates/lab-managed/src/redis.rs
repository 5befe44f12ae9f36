//! Redis of a lab: carts and caches.

use std::time::Duration;

use crate::compute::wait_until;
use crate::process::ProcessSpec;
use crate::programs::Program;
use crate::{LabDir, LabError, LabState, files, probe, user};

const CONFIGURATION: &str = include_str!("../templates/redis.conf");

/// Writes the configuration for the recorded port and password.
///
/// # Errors
/// When the disk refuses.
pub fn prepare(dir: &LabDir, state: &LabState) -> Result<(), LabError> {
    let owner = user::of_stores()?;
    let folder = dir.path("redis");
    files::folder(&folder, owner)?;
    let configuration = files::fill(
        CONFIGURATION,
        &[
            ("port", &state.port("redis").to_string()),
            ("password", state.recorded("redis")),
            ("dir", &format!("\"{}\"", folder.display())),
        ],
    );
    files::write(&folder.join("redis.conf"), &configuration, owner)
}

/// How the supervisor runs Redis.
///
/// # Errors
/// When neither Redis nor Valkey is installed.
pub fn spec(dir: &LabDir, _: &LabState) -> Result<ProcessSpec, LabError> {
    let folder = dir.path("redis");
    let mut spec = ProcessSpec::new("redis", Program::RedisServer.find_server()?, &folder)
        .args([folder.join("redis.conf").display().to_string()]);
    spec.run_as = user::of_stores()?;
    Ok(spec)
}

/// Whether Redis answers and has read its data.
///
/// # Errors
/// With what was seen instead.
pub async fn ready(state: &LabState) -> Result<(), String> {
    let password = state.recorded("redis");
    let ask = format!("AUTH {password}\r\nPING\r\n");
    let two_lines = |reply: &[u8]| reply.iter().filter(|byte| **byte == b'\n').count() >= 2;
    let reply = probe::exchange(state.port("redis"), ask.as_bytes(), two_lines).await?;
    let reply = String::from_utf8_lossy(&reply);
    if reply.lines().eq(["+OK", "+PONG"]) {
        Ok(())
    } else {
        Err(reply.trim().replace("\r\n", ", "))
    }
}

/// Waits until it does.
///
/// # Errors
/// After `limit`, with what was last seen.
pub async fn wait_ready(state: &LabState, limit: Duration) -> Result<(), LabError> {
    wait_until("redis", limit, probe::EVERY, || ready(state)).await
}
