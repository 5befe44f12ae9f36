//! The processes of a lab that are this program too. The supervisor starts them, never a person: they
//! are handled before the command line is parsed and appear in no help.

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use embedded_kubernetes::{node, policy, supervisor};
use lab_kubernetes::probe;
use lab_managed::launch::Wanted;
use lab_managed::process::{exec, guard};
use lab_managed::{LabDir, s3};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// The customers' traffic.
const TRAFFIC: &str = "__traffic";
/// What the machine or the lab does wrong.
const FAILED: u8 = 3;

/// Runs one of them; none when the command line is an ordinary one.
pub(crate) fn run(args: &[OsString]) -> Option<ExitCode> {
    let name = args.get(1)?.to_str()?;
    let rest: Vec<String> = args
        .iter()
        .skip(2)
        .map(|arg| arg.to_string_lossy().into_owned())
        .collect();
    let result = match name {
        // Becomes another program: nothing may be set up before.
        exec::COMMAND => exec::run(&rest)
            .map(|never| match never {})
            .map_err(anyhow::Error::new),
        guard::COMMAND => as_guard(&rest),
        guard::SUPERVISOR => as_supervisor(&rest),
        s3::COMMAND => as_s3(&rest),
        supervisor::COMMAND => as_cluster(&rest),
        node::COMMAND => as_node(&rest),
        probe::COMMAND => as_probe(&rest),
        policy::COMMAND => as_network_policy(&rest),
        policy::CNI_COMMAND => as_cni_plugin(),
        TRAFFIC => as_traffic(&rest),
        _ => return None,
    };
    Some(result.unwrap_or_else(|error| {
        if std::io::stderr().is_terminal() || [exec::COMMAND, policy::CNI_COMMAND].contains(&name) {
            eprintln!("{name}: {error:#}");
        } else {
            tracing::error!("{name}: {error:#}");
        }
        ExitCode::from(FAILED)
    }))
}

fn as_guard(args: &[String]) -> anyhow::Result<ExitCode> {
    log();
    if args.is_empty() {
        anyhow::bail!("it is started by `firedrill up` or `firedrill cluster up`, not by hand");
    }
    let code = guard::run(args)?;
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(FAILED)))
}

fn as_supervisor(args: &[String]) -> anyhow::Result<ExitCode> {
    log();
    let [root, wanted @ ..] = args else {
        anyhow::bail!("it is started by `firedrill up`, not by hand");
    };
    carry_many_connections();
    let dir = LabDir::at(Path::new(root))?;
    let wanted = Wanted::parse(wanted).map_err(anyhow::Error::msg)?;
    // One thread: a child's death signal fires when the thread that forked it ends.
    runtime()?.block_on(drill_engine::supervisor::serve(dir, wanted))?;
    Ok(ExitCode::SUCCESS)
}

/// Each connection of a customer is several of the links', and shells allow a process 1024 open files. The services inherit this.
fn carry_many_connections() {
    const ENOUGH: u64 = 65_536;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_none_or(|current| current >= ENOUGH) {
        return;
    }
    let raised = Rlimit {
        current: Some(maximum.map_or(ENOUGH, |most| most.min(ENOUGH))),
        maximum,
    };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        tracing::warn!(%error, "The limit of open files stays as it is.");
    }
}

fn as_cluster(args: &[String]) -> anyhow::Result<ExitCode> {
    log();
    runtime()?.block_on(supervisor::serve(args))?;
    Ok(ExitCode::SUCCESS)
}

fn as_node(args: &[String]) -> anyhow::Result<ExitCode> {
    log();
    // It makes its own runtime, once it has left this machine's network and mounts.
    node::run(args)?;
    Ok(ExitCode::SUCCESS)
}

fn as_network_policy(args: &[String]) -> anyhow::Result<ExitCode> {
    log();
    runtime()?.block_on(policy::serve(args))?;
    Ok(ExitCode::SUCCESS)
}

/// What it writes on its standard output is the answer.
fn as_cni_plugin() -> anyhow::Result<ExitCode> {
    policy::plugin()?;
    Ok(ExitCode::SUCCESS)
}

fn as_probe(args: &[String]) -> anyhow::Result<ExitCode> {
    runtime()?.block_on(probe::serve(args))?;
    Ok(ExitCode::SUCCESS)
}

fn as_s3(args: &[String]) -> anyhow::Result<ExitCode> {
    log();
    runtime()?.block_on(s3::run(args))?;
    Ok(ExitCode::SUCCESS)
}

fn as_traffic(args: &[String]) -> anyhow::Result<ExitCode> {
    log();
    let mut shop = None;
    let mut rate = None;
    let mut seed = None;
    let mut slow = None;
    let mut out: Option<PathBuf> = None;
    for pair in args.chunks(2) {
        match pair {
            [name, value] if name == "--shop" => shop = Some(value.clone()),
            [name, value] if name == "--rate" => rate = value.parse().ok(),
            [name, value] if name == "--seed" => seed = value.parse().ok(),
            [name, value] if name == "--slow-ms" => slow = value.parse().ok(),
            [name, value] if name == "--out" => out = Some(value.into()),
            _ => anyhow::bail!("unknown arguments: {}", pair.join(" ")),
        }
    }
    let (Some(shop), Some(rate), Some(seed), Some(slow), Some(out)) = (shop, rate, seed, slow, out)
    else {
        anyhow::bail!("needs --shop URL --rate N --seed N --slow-ms N --out DIR");
    };
    let mut options = drill_load::LoadOptions::new(shop, rate, seed, out);
    options.slow = Duration::from_millis(slow);
    drill_load::run_until_terminated(options)?;
    Ok(ExitCode::SUCCESS)
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?)
}

/// JSON lines, as the services write, on the stream that goes into the process's log.
fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("FIREDRILL_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}
