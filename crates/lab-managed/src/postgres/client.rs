//! What the lab itself asks of its PostgreSQL.

use std::time::Duration;

use tokio_postgres::{Client, Config, NoTls};

use super::{EXPORTER, REPLICATION, SERVICES, SUPERUSER, failed};
use crate::compute::wait_until;
use crate::{LabError, LabState, probe};

const CONNECT: Duration = Duration::from_secs(2);
const LIMIT: Duration = Duration::from_secs(20);

/// Whether PostgreSQL lets the superuser in and answers.
///
/// # Errors
/// With what was seen instead.
pub async fn ready(state: &LabState) -> Result<(), String> {
    let ask = async {
        let client = connect(state).await.map_err(|error| error.to_string())?;
        client
            .simple_query("SELECT 1")
            .await
            .map_err(|error| plain(&error))?;
        Ok(())
    };
    tokio::time::timeout(CONNECT, ask)
        .await
        .unwrap_or_else(|_| Err("no answer within 2 s".to_owned()))
}

/// Waits until it does.
///
/// # Errors
/// After `limit`, with what was last seen.
pub async fn wait_ready(state: &LabState, limit: Duration) -> Result<(), LabError> {
    wait_until("postgres", limit, probe::EVERY, || ready(state)).await
}

/// Makes the roles and databases of the services that are not there yet. Those that are stay as they are: a drill may
/// be in the middle of changing them.
///
/// # Errors
/// When PostgreSQL refuses.
pub async fn ensure(state: &LabState) -> Result<(), LabError> {
    let work = async {
        let client = connect(state).await?;
        for service in SERVICES {
            ensure_service(
                &client,
                service,
                state.recorded(&format!("postgres-{service}")),
            )
            .await?;
        }
        // It may look at everything that is counted and at nobody's data, also when the services have all connections.
        ensure_role(
            &client,
            state,
            EXPORTER,
            "CONNECTION LIMIT 3 IN ROLE pg_monitor",
        )
        .await?;
        if state.desired.standby {
            // It may copy everything and change nothing.
            ensure_role(&client, state, REPLICATION, "REPLICATION").await?;
        }
        Ok(())
    };
    tokio::time::timeout(LIMIT, work).await.unwrap_or_else(|_| {
        Err(failed(format!(
            "its roles and databases were not made within {} s",
            LIMIT.as_secs()
        )))
    })
}

async fn ensure_service(client: &Client, service: &str, password: &str) -> Result<(), LabError> {
    let refused = |error: tokio_postgres::Error| failed(plain(&error));
    let exists = async |query: &str| {
        client
            .query_opt(query, &[&service])
            .await
            .map(|row| row.is_some())
    };
    if password.is_empty() {
        return Err(failed(format!("no password is recorded for {service}")));
    }
    if !exists("SELECT 1 FROM pg_roles WHERE rolname = $1")
        .await
        .map_err(refused)?
    {
        // Neither the name nor the generated password holds a character that SQL would need quoted.
        client
            .batch_execute(&format!(
                "CREATE ROLE {service} LOGIN PASSWORD '{password}'"
            ))
            .await
            .map_err(refused)?;
    }
    if !exists("SELECT 1 FROM pg_database WHERE datname = $1")
        .await
        .map_err(refused)?
    {
        client
            .batch_execute(&format!("CREATE DATABASE {service} OWNER {service}"))
            .await
            .map_err(refused)?;
    }
    // One service has no business in the database of another.
    client
        .batch_execute(&format!("REVOKE ALL ON DATABASE {service} FROM PUBLIC"))
        .await
        .map_err(refused)
}

/// A role of the lab's own, with what it may do.
async fn ensure_role(
    client: &Client,
    state: &LabState,
    (role, secret): (&str, &str),
    rights: &str,
) -> Result<(), LabError> {
    let refused = |error: tokio_postgres::Error| failed(plain(&error));
    let exists = client
        .query_opt("SELECT 1 FROM pg_roles WHERE rolname = $1", &[&role])
        .await
        .map_err(refused)?;
    if exists.is_some() {
        return Ok(());
    }
    let password = state.recorded(secret);
    client
        .batch_execute(&format!(
            "CREATE ROLE {role} LOGIN PASSWORD '{password}' {rights}"
        ))
        .await
        .map_err(refused)
}

/// A session of the superuser on the primary itself, past the endpoint and the links.
pub(super) async fn connect(state: &LabState) -> Result<Client, LabError> {
    let mut config = Config::new();
    config
        .host("127.0.0.1")
        .port(state.postgres_primary.port(state))
        .user(SUPERUSER)
        .password(state.recorded("postgres"))
        .dbname("postgres")
        .application_name("firedrill")
        .connect_timeout(CONNECT);
    let (client, connection) = config
        .connect(NoTls)
        .await
        .map_err(|error| failed(plain(&error)))?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "The connection to PostgreSQL ended early.");
        }
    });
    Ok(client)
}

/// PostgreSQL's own words: the error's display says only that the database erred.
pub(super) fn plain(error: &tokio_postgres::Error) -> String {
    match (error.as_db_error(), std::error::Error::source(error)) {
        (Some(answer), _) => answer.message().to_owned(),
        (None, Some(source)) => source.to_string(),
        (None, None) => error.to_string(),
    }
}
