//! What can go wrong with the database.

use std::time::Duration;

use diesel::result::{DatabaseErrorKind, Error as QueryError};

/// Why the database did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// Nobody gave a connection back in time, and no new one could be opened.
    #[error("no database connection within {} ms{}", .waited.as_millis(), because(.reason))]
    NoConnection {
        /// How long was waited.
        waited: Duration,
        /// Why no new connection could be opened, if that was tried.
        reason: Option<String>,
    },
    /// The database neither answered nor gave up.
    #[error("the database did not finish {operation} within {} ms", .waited.as_millis())]
    Stalled {
        /// What it should have done.
        operation: &'static str,
        /// How long was waited.
        waited: Duration,
    },
    /// The work panicked, or the service is shutting down.
    #[error("the work on the database was aborted")]
    Aborted,
    /// PostgreSQL refused, or the connection broke.
    #[error(transparent)]
    Query(#[from] QueryError),
}

fn because(reason: &Option<String>) -> String {
    reason
        .as_ref()
        .map(|reason| format!(": {reason}"))
        .unwrap_or_default()
}

impl DbError {
    /// Whether the database is to blame, so that the same call may work later. Otherwise it is a defect of ours.
    #[must_use]
    pub fn is_outage(&self) -> bool {
        match self {
            Self::NoConnection { .. } | Self::Stalled { .. } => true,
            Self::Aborted => false,
            Self::Query(QueryError::DatabaseError(kind, _)) => match kind {
                DatabaseErrorKind::UnableToSendCommand
                | DatabaseErrorKind::SerializationFailure
                | DatabaseErrorKind::ReadOnlyTransaction
                | DatabaseErrorKind::ClosedConnection => true,
                DatabaseErrorKind::UniqueViolation
                | DatabaseErrorKind::ForeignKeyViolation
                | DatabaseErrorKind::RestrictViolation
                | DatabaseErrorKind::NotNullViolation
                | DatabaseErrorKind::CheckViolation
                | DatabaseErrorKind::ExclusionViolation => false,
                // Diesel has no name for the rest: a statement that took too long, a server that shuts down, a full
                // disk, a missing permission or table. All of it is repaired outside of this program.
                _ => true,
            },
            Self::Query(QueryError::BrokenTransactionManager) => true,
            Self::Query(_) => false,
        }
    }

    /// Whether a row with the same unique value exists.
    #[must_use]
    pub fn is_unique_violation(&self) -> bool {
        matches!(
            self,
            Self::Query(QueryError::DatabaseError(
                DatabaseErrorKind::UniqueViolation,
                _
            ))
        )
    }
}
