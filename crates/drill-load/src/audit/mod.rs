//! Whether the shop kept its promise: an order that was acknowledged exists exactly once with the right
//! total, and the stock adds up.

mod catalog;
mod database;
mod laws;
mod orders;
mod promises;
mod report;
pub mod text;

use std::path::PathBuf;
use std::time::Duration;

use tokio::time::{Instant, sleep};

pub use report::{AuditError, AuditReport, Checked, Finding, FindingKind};

/// What to hold against what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditTarget {
    /// The connection string of the database `catalog`.
    pub catalog_dsn: String,
    /// The connection string of the database `orders`.
    pub orders_dsn: String,
    /// The folder with the customers' journal.
    pub traffic_dir: PathBuf,
}

/// How long a finding has to last before it is reported.
const SETTLE: Duration = Duration::from_secs(15);

/// How long between two looks at a finding.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Audits the shop. A shop that kept its promise is told so at once; a finding is reported only when it
/// was still there after 15 s, as work under way may explain it.
///
/// # Errors
/// When the journal or a database could not be read. That says nothing about the promise.
pub async fn audit(target: &AuditTarget) -> Result<AuditReport, AuditError> {
    audit_settled(target, SETTLE).await
}

/// As [`audit()`], with a finding that has to last as long as the caller says.
///
/// # Errors
/// As [`audit()`].
pub async fn audit_settled(
    target: &AuditTarget,
    settle: Duration,
) -> Result<AuditReport, AuditError> {
    let until = Instant::now() + settle;
    let mut report = look(target).await?;
    while !report.findings.is_empty() && Instant::now() < until {
        sleep(LOOK_AGAIN.min(until.saturating_duration_since(Instant::now()))).await;
        let again = look(target).await?;
        report = AuditReport {
            findings: again
                .findings
                .into_iter()
                .filter(|finding| report.findings.iter().any(|before| before.is_same(finding)))
                .collect(),
            checked: again.checked,
        };
    }
    Ok(report)
}

async fn look(target: &AuditTarget) -> Result<AuditReport, AuditError> {
    // The journal first: what is in it was committed before, so the databases must know it.
    let promises = promises::read(&target.traffic_dir)?;
    let orders = orders::look(&target.orders_dsn).await?;
    let catalog = catalog::look(&target.catalog_dsn).await?;
    Ok(laws::judge(&promises, orders, catalog))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn can_be_spawned<T: Send>(_: &T) {}

    #[test]
    fn an_audit_can_run_on_any_thread() {
        let target = AuditTarget {
            catalog_dsn: String::new(),
            orders_dsn: String::new(),
            traffic_dir: PathBuf::new(),
        };
        can_be_spawned(&audit(&target));
    }
}
