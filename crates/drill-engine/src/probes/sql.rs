//! Queries and statements in the lab's PostgreSQL, as its administrator.

use std::time::Duration;

use drill_core::check::Verdict;
use drill_core::i18n::Text;
use tokio::time::timeout;
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

use super::{error, failed};
use crate::access::LabAccess;
use crate::texts::checks as say;

/// How long a query of a check may run.
const QUERY_LIMIT: Duration = Duration::from_secs(2);
/// How long the statements of a fault, or of its undo, may run.
const STATEMENT_LIMIT: Duration = Duration::from_secs(10);
const CONNECT_LIMIT: Duration = Duration::from_secs(2);

/// Why SQL could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum SqlError {
    /// PostgreSQL refused.
    #[error("{}", words(.0))]
    Postgres(#[from] tokio_postgres::Error),
    /// It did not answer in time.
    #[error("PostgreSQL did not answer within {} s", .0.as_secs())]
    Timeout(Duration),
    /// A check's query gave something other than one value.
    #[error("the query gave {rows} rows of {columns} columns instead of one value")]
    Shape {
        /// How many rows came.
        rows: usize,
        /// How many columns the first row had.
        columns: usize,
    },
}

/// The server's own words; the driver's would only be "db error".
fn words(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(db) => format!("{} ({})", db.message(), db.code().code()),
        None => error.to_string(),
    }
}

pub(super) async fn look(access: &LabAccess, database: &str, query: &str, equals: &str) -> Verdict {
    match value(access, database, query).await {
        Ok(found) if found == equals => Verdict::Passed,
        Ok(found) => failed(Text::from_fn(|lang| say::sql_differs(lang, &found, equals))),
        Err(reason) => error(reason),
    }
}

async fn value(access: &LabAccess, database: &str, query: &str) -> Result<String, SqlError> {
    let client = connect(access, database, QUERY_LIMIT).await?;
    let messages = limited(QUERY_LIMIT, client.simple_query(query)).await?;
    let rows: Vec<_> = messages
        .iter()
        .filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        })
        .collect();
    match rows.as_slice() {
        [row] if row.len() == 1 => Ok(row.get(0).unwrap_or_default().to_owned()),
        other => Err(SqlError::Shape {
            rows: other.len(),
            columns: other.first().map_or(0, |row| row.len()),
        }),
    }
}

/// Runs the statements of a fault, or of its undo.
///
/// # Errors
/// When PostgreSQL can't be reached or refuses.
pub(crate) async fn execute(
    access: &LabAccess,
    database: &str,
    statements: &str,
) -> Result<(), SqlError> {
    let client = connect(access, database, STATEMENT_LIMIT).await?;
    limited(STATEMENT_LIMIT, client.batch_execute(statements)).await
}

async fn connect(
    access: &LabAccess,
    database: &str,
    statement_limit: Duration,
) -> Result<Client, SqlError> {
    let mut config = access.postgres.clone();
    config
        .dbname(database)
        .application_name("firedrill")
        .connect_timeout(CONNECT_LIMIT)
        // The server gives up too, so that a look leaves nothing running.
        .options(format!(
            "-c statement_timeout={}",
            statement_limit.as_millis()
        ));
    let (client, connection) = limited(CONNECT_LIMIT, config.connect(NoTls)).await?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "A connection to PostgreSQL ended.");
        }
    });
    Ok(client)
}

async fn limited<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, SqlError> {
    match timeout(limit, work).await {
        Ok(result) => Ok(result?),
        Err(_) => Err(SqlError::Timeout(limit)),
    }
}
