//! How services and learners reach the stores of a lab.
//!
//! Ports are recorded under the purposes of [`crate::topology::port_purposes`], secrets under those of [`SECRETS`].

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;

use crate::postgres::{self, SUPERUSER};
use crate::programs::Program;
use crate::s3::REGION;
use crate::{LabError, LabState, redis};

/// What a lab needs a secret for.
pub const SECRETS: [&str; 11] = [
    "postgres",
    "postgres-catalog",
    "postgres-orders",
    postgres::EXPORTER.1,
    "redis",
    "s3-access-key",
    "s3-secret-key",
    "internal-token",
    "staff-token",
    "session-key",
    "alerts",
];

/// Generates the secrets that the lab does not have yet. The caller saves the state.
pub fn generate_secrets(state: &mut LabState) {
    for purpose in SECRETS {
        state.secret(purpose);
    }
}

/// The DSN of a role (`postgres` for the superuser) for a database, through a port: PostgreSQL's own or a link's.
#[must_use]
pub fn postgres_dsn(state: &LabState, role: &str, database: &str, port: u16) -> String {
    format!(
        "postgres://{role}:{}@127.0.0.1:{port}/{database}",
        state.recorded(&postgres_secret(role))
    )
}

/// Where the supervisor takes messages of a kind: `alerts` of Alertmanager's webhook, `slack`, `sns`. The token keeps other
/// users of the machine from sending any.
#[must_use]
pub fn receiver_url(state: &LabState, kind: &str) -> String {
    format!(
        "http://127.0.0.1:{}/{kind}/{}",
        state.port("alerts"),
        state.recorded("alerts")
    )
}

/// The variables by which the AWS command line and every SDK find the lab's object store, through a port: its own or
/// a link's.
#[must_use]
pub fn aws_environment(state: &LabState, port: u16) -> BTreeMap<String, String> {
    let endpoint = format!("http://127.0.0.1:{port}");
    [
        ("AWS_ACCESS_KEY_ID", state.recorded("s3-access-key")),
        ("AWS_SECRET_ACCESS_KEY", state.recorded("s3-secret-key")),
        ("AWS_REGION", REGION),
        ("AWS_DEFAULT_REGION", REGION),
        ("AWS_ENDPOINT_URL", &endpoint),
        // Without it the command line waits for a metadata service that is not there.
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

/// A client program, ready to be run by a learner. Secrets are in the environment, because arguments can be read by
/// every user of the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    /// The program's path.
    pub program: PathBuf,
    /// Arguments, to be followed by the learner's own.
    pub args: Vec<String>,
    /// Variables to set.
    pub env: BTreeMap<String, String>,
    /// Variables to remove: the learner's own settings for another server.
    pub unset: &'static [&'static str],
}

/// `psql` as the superuser.
///
/// # Errors
/// When it is not installed.
pub fn psql(state: &LabState, database: &str) -> Result<Invocation, LabError> {
    let env = [
        ("PGHOST", "127.0.0.1"),
        ("PGPORT", &state.port("postgres").to_string()),
        ("PGUSER", SUPERUSER),
        ("PGPASSWORD", state.recorded("postgres")),
        ("PGDATABASE", database),
        ("PGCONNECT_TIMEOUT", "5"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    Ok(Invocation {
        program: Program::Psql.find()?,
        args: Vec::new(),
        env: env.into(),
        unset: &[
            "PGSERVICE",
            "PGHOSTADDR",
            "PGOPTIONS",
            "PGSSLMODE",
            "PGTARGETSESSIONATTRS",
        ],
    })
}

/// `redis-cli`, at the first server that is there. In a cluster it goes on to the node that has the key, by its link.
///
/// # Errors
/// When neither it nor `valkey-cli` is installed.
pub fn redis_cli(state: &LabState) -> Result<Invocation, LabError> {
    let mut ports = redis::names(state.redis)
        .iter()
        .map(|server| state.port(server));
    let first = ports.clone().next().unwrap_or_default();
    let there = |port: &u16| TcpStream::connect((Ipv4Addr::LOCALHOST, *port)).is_ok();
    let port = ports.find(there).unwrap_or(first);
    let mut args: Vec<String> = ["-h", "127.0.0.1", "-p", &port.to_string()]
        .map(str::to_owned)
        .into();
    if redis::is_cluster(state) {
        args.push("-c".to_owned());
    }
    Ok(Invocation {
        program: Program::RedisCli.find()?,
        args,
        env: [(
            "REDISCLI_AUTH".to_owned(),
            state.recorded("redis").to_owned(),
        )]
        .into(),
        unset: &[],
    })
}

/// The AWS command line.
///
/// # Errors
/// When it is not installed.
pub fn aws(state: &LabState) -> Result<Invocation, LabError> {
    Ok(Invocation {
        program: Program::Aws.find()?,
        args: Vec::new(),
        env: aws_environment(state, state.port("s3")),
        unset: &[
            "AWS_PROFILE",
            "AWS_DEFAULT_PROFILE",
            "AWS_SESSION_TOKEN",
            "AWS_ENDPOINT_URL_S3",
            "AWS_CA_BUNDLE",
        ],
    })
}

fn postgres_secret(role: &str) -> String {
    if role == SUPERUSER {
        role.to_owned()
    } else {
        format!("postgres-{role}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Desired;

    fn state() -> LabState {
        let mut state = LabState::new("default", Desired::default());
        for purpose in SECRETS {
            state
                .secrets
                .insert(purpose.to_owned(), format!("{purpose}-secret"));
        }
        state.ports.extend([
            ("alerts".to_owned(), 20_005),
            ("postgres".to_owned(), 20_000),
        ]);
        state
    }

    #[test]
    fn each_role_has_its_own_password_and_each_link_its_port() {
        let state = state();
        assert_eq!(
            postgres_dsn(&state, "orders", "orders", 20_100),
            "postgres://orders:postgres-orders-secret@127.0.0.1:20100/orders"
        );
        assert_eq!(
            postgres_dsn(&state, SUPERUSER, "catalog", state.port("postgres")),
            "postgres://postgres:postgres-secret@127.0.0.1:20000/catalog"
        );
    }

    #[test]
    fn a_page_goes_to_the_supervisor_with_the_token() {
        assert_eq!(
            receiver_url(&state(), "alerts"),
            "http://127.0.0.1:20005/alerts/alerts-secret"
        );
    }

    #[test]
    fn secrets_are_generated_once() {
        let mut state = LabState::new("default", Desired::default());
        generate_secrets(&mut state);
        let first = state.secrets.clone();
        generate_secrets(&mut state);
        assert_eq!(state.secrets, first);
        let different: std::collections::BTreeSet<&String> = first.values().collect();
        assert_eq!(different.len(), SECRETS.len());
    }
}
