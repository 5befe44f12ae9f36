//! What each process is started with.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lab_managed::process::ProcessSpec;
use lab_managed::state::write_private;
use lab_managed::topology::{self, BUCKET, Program, Workload, link_purpose};
use lab_managed::{LabDir, LabError, LabState, layout, redis};

/// A replica's process.
pub(crate) fn replica(
    dir: &LabDir,
    state: &LabState,
    workload: &Workload,
    slot: u32,
    port: Option<u16>,
) -> Result<ProcessSpec, LabError> {
    let name = format!("{}-{slot}", workload.name);
    let mut env = workload.settings_in(&state.desired);
    env.extend(service(dir, state, workload.name)?);
    write_config(dir, workload, &env)?;
    env.insert("SERVICE_REPLICA".into(), name.clone());
    let mut spec = match workload.program {
        Program::Service(program) => {
            env.insert(
                "LISTEN_ADDR".into(),
                format!("127.0.0.1:{}", port.unwrap_or_default()),
            );
            ProcessSpec::new(&name, layout::bin_dir()?.join(program), dir.root()).args(["serve"])
        }
        Program::Script(script) => {
            let mut spec = ProcessSpec::new(&name, "/bin/sh", dir.root())
                .args([layout::share()?.join(script).display().to_string()]);
            spec.stop_grace = Duration::from_secs(2);
            spec
        }
    };
    spec.env = env;
    Ok(spec)
}

/// A service's command that runs to its end: `migrate`, `seed`.
pub(crate) fn command(
    dir: &LabDir,
    state: &LabState,
    workload: &Workload,
    program: &str,
    verb: &str,
) -> Result<ProcessSpec, LabError> {
    let mut env = workload.settings_in(&state.desired);
    env.extend(service(dir, state, workload.name)?);
    env.insert(
        "SERVICE_REPLICA".into(),
        format!("{}-{verb}", workload.name),
    );
    // A command goes to the stores themselves: a degraded link must not keep a lab from coming up.
    if let Some(url) = database(state, workload.name, "postgres") {
        env.insert("DATABASE_URL".into(), url);
        env.insert("DB_POOL_TIMEOUT_MS".into(), "20000".into());
    }
    if env.contains_key("S3_ENDPOINT") {
        env.insert("S3_ENDPOINT".into(), at(state, "s3"));
        // Every picture is synced to a disk that several labs may be filling at once.
        env.insert("S3_TIMEOUT_MS".into(), "20000".into());
    }
    env.insert("LISTEN_ADDR".into(), "127.0.0.1:0".into());
    let mut spec = ProcessSpec::new(
        &format!("{}-{verb}", workload.name),
        layout::bin_dir()?.join(program),
        dir.root(),
    )
    .args([verb]);
    spec.env = env;
    Ok(spec)
}

/// Addresses and secrets of a workload.
fn service(dir: &LabDir, state: &LabState, name: &str) -> Result<Vec<(String, String)>, LabError> {
    let secret = |purpose: &str| state.secrets.get(purpose).cloned().unwrap_or_default();
    let link = |link: &str| at(state, &link_purpose(link));
    let mut env = Vec::new();
    let mut put = |key: &str, value: String| env.push((key.to_owned(), value));
    if name != "reporting" {
        put("WORKERS", "2".into());
    }
    if matches!(name, "main" | "catalog" | "order") {
        put("INTERNAL_TOKEN", secret("internal-token"));
    }
    if let Some(url) = database(state, name, &link_purpose(&format!("{name}->postgres"))) {
        put("DATABASE_URL", url);
    }
    if topology::REDIS_CLIENTS.contains(&name) {
        put("REDIS_URL", redis::url(state, Ipv4Addr::LOCALHOST));
        put("REDIS_CLUSTER", redis::is_cluster(state).to_string());
    }
    match name {
        "frontend" => {
            put("MAIN_URL", link("frontend->main"));
            put("UI_DIR", ui_dir()?.display().to_string());
        }
        "main" => {
            put("CATALOG_URL", link("main->catalog"));
            put("ORDER_URL", link("main->order"));
            put("SESSION_KEY", STANDARD.encode(secret("session-key")));
            put("STAFF_TOKEN", secret("staff-token"));
        }
        "catalog" => {
            put("STAFF_TOKEN", secret("staff-token"));
            put("S3_ENDPOINT", link("catalog->s3"));
            put("S3_REGION", "us-east-1".into());
            put("S3_BUCKET", BUCKET.into());
            put("AWS_ACCESS_KEY_ID", secret("s3-access-key"));
            put("AWS_SECRET_ACCESS_KEY", secret("s3-secret-key"));
        }
        "order" => put("SHARED_DIR", dir.path("shared").display().to_string()),
        "reporting" => put("HOME", dir.root().display().to_string()),
        _ => {}
    }
    Ok(env)
}

/// The DSN of a workload's role, at the port of this purpose.
fn database(state: &LabState, workload: &str, port: &str) -> Option<String> {
    topology::database(state, workload, &format!("127.0.0.1:{}", state.port(port)))
}

fn at(state: &LabState, purpose: &str) -> String {
    format!("http://127.0.0.1:{}", state.port(purpose))
}

fn ui_dir() -> Result<PathBuf, LabError> {
    Ok(layout::share()?.join("crates/shop-frontend/ui/dist"))
}

/// `config/<service>.env`, for people: what the next replica is started with.
fn write_config(
    dir: &LabDir,
    workload: &Workload,
    env: &BTreeMap<String, String>,
) -> Result<(), LabError> {
    let mut text = String::new();
    for (key, value) in env {
        let _ = writeln!(text, "{key}={value}");
    }
    write_private(
        &dir.path("config").join(format!("{}.env", workload.name)),
        text.as_bytes(),
    )
}
