//! A snapshot of one database.

use std::time::Duration;

use tokio_postgres::{Client, Config, NoTls};

use super::AuditError;

/// How long a database may take for everything that is asked of it.
const LIMIT: Duration = Duration::from_secs(30);

const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// Runs `work` on one consistent, read-only snapshot.
pub(super) async fn snapshot<T>(
    database: &'static str,
    dsn: &str,
    work: impl AsyncFnOnce(&Client) -> Result<T, tokio_postgres::Error>,
) -> Result<T, AuditError> {
    let failed = |source| AuditError::Database { database, source };
    let mut config: Config = dsn.parse().map_err(failed)?;
    config
        .application_name("firedrill audit")
        .connect_timeout(CONNECT_LIMIT);
    let session = async {
        let (client, connection) = config.connect(NoTls).await?;
        let read = async move {
            client
                .batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                .await?;
            let found = work(&client).await?;
            client.batch_execute("COMMIT").await?;
            // Dropping the client ends the connection.
            Ok::<T, tokio_postgres::Error>(found)
        };
        let (found, _ended) = tokio::join!(read, connection);
        found
    };
    match tokio::time::timeout(LIMIT, session).await {
        Ok(found) => found.map_err(failed),
        Err(_) => Err(AuditError::Timeout {
            database,
            seconds: LIMIT.as_secs(),
        }),
    }
}
