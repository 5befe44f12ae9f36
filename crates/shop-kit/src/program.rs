//! A program's life: its command, its settings, its logs, its exit code.

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::mpsc;

use tracing::level_filters::LevelFilter;

use crate::openapi::Document;
use crate::server::BindError;
use crate::service::Service;
use crate::settings::{self, Reader, SettingsError};
use crate::{spans, telemetry};

/// The work failed.
const FAILED: u8 = 1;

/// It could not begin: wrong command, wrong settings, address taken.
const UNUSABLE: u8 = 2;

/// The command that the arguments name, of those that the program has.
///
/// # Errors
/// There is no such command; the usage was printed, and the program should end with this code.
pub fn command(program: &str, known: &[&'static str]) -> Result<&'static str, ExitCode> {
    let mut arguments = std::env::args().skip(1);
    let given = arguments.next();
    let found = known
        .iter()
        .find(|name| Some(**name) == given.as_deref())
        .copied();
    match (found, arguments.next()) {
        (Some(found), None) => Ok(found),
        _ => {
            eprintln!("usage: {program} {}", known.join("|"));
            Err(ExitCode::from(UNUSABLE))
        }
    }
}

/// Reads the settings, starts the logs and runs `body` in an actix system. Everything that keeps the program from
/// beginning is one log line and exit code 2; a failure later is one log line and exit code 1.
pub fn run<S, F, Fut>(
    name: &'static str,
    read: impl FnOnce(&mut Reader) -> Option<S>,
    body: F,
) -> ExitCode
where
    S: Send + 'static,
    F: FnOnce(Service, S) -> Fut + Send + 'static,
    Fut: Future<Output = anyhow::Result<()>>,
{
    let loaded = settings::load(settings::environment(), |reader| {
        let replica = reader.or("SERVICE_REPLICA", "1".to_owned());
        let level = reader.or("LOG_LEVEL", LevelFilter::INFO);
        let collector = spans::read(reader);
        read(reader).map(|settings| (replica, level, collector, settings))
    });
    let (replica, collector, settings) = match loaded {
        Ok((replica, level, collector, settings)) => {
            telemetry::start(level, name, &replica);
            (replica, collector, settings)
        }
        Err(error) => return refuse(name, &error),
    };
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let system = actix_web::rt::System::new();
        let result = Service::new(name, replica)
            .map_err(anyhow::Error::from)
            .and_then(|service| match &collector {
                Some(collector) => service.traced(collector),
                None => Ok(service),
            })
            .and_then(|service| system.block_on(body(service, settings)));
        let _ = tell.send(exit_code(result));
        // Dropping the system would wait for queries that a dead network holds up, and the end of this thread would
        // take down thread locals that still need each other. The end of the program takes both.
        loop {
            std::thread::park();
        }
    });
    // Nobody tells when the thread panicked; it has said why.
    told.recv().unwrap_or(ExitCode::from(FAILED))
}

/// Prints the service's OpenAPI document.
#[must_use]
pub fn print(document: &Document) -> ExitCode {
    let printed = document
        .text()
        .map_err(std::io::Error::from)
        .and_then(|text| std::io::stdout().write_all(text.as_bytes()));
    match printed {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("The document can't be printed: {error}");
            ExitCode::from(FAILED)
        }
    }
}

fn exit_code(result: anyhow::Result<()>) -> ExitCode {
    let Err(error) = result else {
        return ExitCode::SUCCESS;
    };
    let message = format!("{error:#}");
    tracing::error!(error = message, "The program failed: {message}");
    ExitCode::from(if error.is::<BindError>() {
        UNUSABLE
    } else {
        FAILED
    })
}

fn refuse(name: &'static str, error: &SettingsError) -> ExitCode {
    let replica = std::env::var("SERVICE_REPLICA").unwrap_or_else(|_| "1".to_owned());
    telemetry::start(LevelFilter::INFO, name, &replica);
    let keys: Vec<&str> = error
        .faults
        .iter()
        .map(|fault| fault.key.as_str())
        .collect();
    tracing::error!(
        settings = keys.join(" "),
        "The settings can't be used: {error}."
    );
    ExitCode::from(UNUSABLE)
}
