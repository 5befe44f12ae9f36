//! The object store of a lab: an S3 server in this program, on the files of one folder.

mod disk;
mod durable;
mod operations;
mod server;

pub use server::{S3Options, S3Server};

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use crate::compute::wait_until;
use crate::process::{OWN_PROGRAM, ProcessSpec};
use crate::{LabDir, LabError, LabState, files, probe};

/// The hidden command's name. It takes the folder and the port; the keys come from its environment, because
/// arguments of a process can be read by every user.
pub const COMMAND: &str = "__s3";
/// The one region.
pub const REGION: &str = "us-east-1";

const ACCESS_KEY: &str = "FIREDRILL_S3_ACCESS_KEY";
const SECRET_KEY: &str = "FIREDRILL_S3_SECRET_KEY";

/// Makes the folder of a bucket, which is the bucket.
///
/// # Errors
/// When the disk refuses.
pub fn prepare(dir: &LabDir, bucket: &str) -> Result<(), LabError> {
    let root = dir.path("s3");
    let folder = root.join(bucket);
    files::folder(&root, None)?;
    files::folder(&folder, None)?;
    files::sync_parent(&folder).map_err(LabError::file(&root))
}

/// How the supervisor runs the object store.
///
/// # Errors
/// None today; the other stores have to be found first.
pub fn spec(dir: &LabDir, state: &LabState) -> Result<ProcessSpec, LabError> {
    let root = dir.path("s3");
    let args = [
        COMMAND.to_owned(),
        root.display().to_string(),
        state.port("s3").to_string(),
    ];
    Ok(ProcessSpec::new("s3", OWN_PROGRAM, &root)
        .args(args)
        .env(ACCESS_KEY, state.recorded("s3-access-key"))
        .env(SECRET_KEY, state.recorded("s3-secret-key")))
}

/// Whether the object store answers. Nobody is let in without a key, so a refusal is an answer.
///
/// # Errors
/// With what was seen instead.
pub async fn ready(state: &LabState) -> Result<(), String> {
    match probe::http_status(state.port("s3"), "GET", "/").await? {
        200..500 => Ok(()),
        status => Err(format!("HTTP {status}")),
    }
}

/// Waits until it does.
///
/// # Errors
/// After `limit`, with what was last seen.
pub async fn wait_ready(state: &LabState, limit: Duration) -> Result<(), LabError> {
    wait_until("s3", limit, probe::EVERY, || ready(state)).await
}

/// Runs as the object store until SIGTERM or SIGINT. `args` are those after [`COMMAND`].
///
/// # Errors
/// When an argument or a key is missing, the folder can't be used, or the port is taken.
pub async fn run(args: &[String]) -> Result<(), LabError> {
    let failed = |reason: &str| LabError::Process {
        program: COMMAND.to_owned(),
        reason: reason.to_owned(),
    };
    let [root, port] = args else {
        return Err(failed("it is started by the supervisor, not by hand"));
    };
    let port: u16 = port.parse().map_err(|_| failed("bad port"))?;
    let key =
        |name| std::env::var(name).map_err(|_| failed("its keys are missing in the environment"));
    let options = S3Options {
        root: PathBuf::from(root),
        address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        access_key: key(ACCESS_KEY)?,
        secret_key: key(SECRET_KEY)?,
    };
    serve(options).await
}

/// Serves an object store until SIGTERM or SIGINT.
///
/// # Errors
/// When the folder can't be used or the address is taken.
pub async fn serve(options: S3Options) -> Result<(), LabError> {
    use tokio::signal::unix::{SignalKind, signal};
    let failed = |error: std::io::Error| LabError::Store {
        store: "s3",
        reason: error.to_string(),
    };
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    let server = S3Server::bind(options).await?;
    tracing::info!(address = %server.address()?, "The object store listens.");
    server
        .run(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        })
        .await;
    Ok(())
}
