//! What the primary says about its standby.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio_postgres::Client;
use tokio_postgres::types::PgLsn;

use super::client::{connect, plain};
use super::failed;
use crate::{LabError, LabState};

/// How long the primary may take to say something.
const LIMIT: Duration = Duration::from_secs(2);
/// A standby speaks up every second. One that was silent for so long hangs.
const SILENCE_SECONDS: f64 = 3.0;
/// How far behind a standby may be when writes begin to wait for it, in bytes.
const NEAR: i64 = 256 * 1024;

/// How far a standby is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Replication {
    /// It does not follow the primary.
    Lost,
    /// It follows, and lacks something that was acknowledged, or may.
    CatchingUp,
    /// It has everything that was acknowledged: it can be promoted.
    InSync,
}

impl std::fmt::Display for Replication {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Lost => "lost",
            Self::CatchingUp => "catching up",
            Self::InSync => "in sync",
        })
    }
}

/// What the primary sees of its standby.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Whether it has nearly everything.
    pub is_near: bool,
    /// Whether writes wait for it, as far as sessions of the primary know.
    pub is_waited_for: bool,
    /// Up to where it has everything on its disk.
    pub flushed: PgLsn,
}

/// A session on the primary that looks at the standby.
pub(crate) struct Observer {
    client: Client,
}

impl Observer {
    /// Begins a session.
    pub(crate) async fn connect(state: &LabState) -> Result<Self, LabError> {
        Ok(Self {
            client: in_time(connect(state)).await?,
        })
    }

    /// The standby of this name; none when it is not connected, or hangs.
    pub(crate) async fn see(&self, name: &str) -> Result<Option<Seen>, LabError> {
        let query = "SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), flush_lsn) <= $2::bigint, \
                            sync_state = 'sync' AND current_setting('synchronous_standby_names') <> '', \
                            flush_lsn \
                     FROM pg_stat_replication \
                     WHERE application_name = $1 AND state = 'streaming' AND flush_lsn IS NOT NULL \
                       AND clock_timestamp() - reply_time < make_interval(secs => $3)";
        let row = in_time(async {
            self.client
                .query_opt(query, &[&name, &NEAR, &SILENCE_SECONDS])
                .await
                .map_err(|error| failed(plain(&error)))
        })
        .await?;
        Ok(row.map(|row| Seen {
            is_near: row.get(0),
            is_waited_for: row.get(1),
            flushed: row.get(2),
        }))
    }

    /// Makes sure that every commit from now on waits for the standby, and gives back the position before which some
    /// may not have.
    ///
    /// Commits look at a mark in shared memory which the checkpointer sets when it has read the configuration, and
    /// nothing shows that mark. It reads the configuration before it begins a checkpoint that was asked for later.
    pub(crate) async fn settle(&self) -> Result<PgLsn, LabError> {
        in_time(async {
            let refused = |error: tokio_postgres::Error| failed(plain(&error));
            self.client
                .batch_execute("CHECKPOINT")
                .await
                .map_err(refused)?;
            let row = self
                .client
                .query_one("SELECT pg_current_wal_flush_lsn()", &[])
                .await
                .map_err(refused)?;
            Ok(row.get(0))
        })
        .await
    }
}

async fn in_time<T>(work: impl Future<Output = Result<T, LabError>>) -> Result<T, LabError> {
    tokio::time::timeout(LIMIT, work)
        .await
        .unwrap_or_else(|_| Err(failed(format!("no answer within {} s", LIMIT.as_secs()))))
}
