//! Whether every promise to customers was kept, by their own journal.

use std::time::Duration;

use chrono::Utc;
use drill_core::check::Verdict;
use drill_core::i18n::Text;
use drill_load::AuditTarget;
use tokio::time::timeout;

use super::{Look, Scope, error, failed};
use crate::run::streak::Span;
use crate::texts::checks as say;

/// An audit looks again for up to 15 s before it reports a finding, so it has more time than other looks.
const LIMIT: Duration = Duration::from_secs(40);

pub(super) async fn look(target: &AuditTarget, scope: &Scope) -> Look {
    let began = Utc::now();
    let verdict = match timeout(LIMIT, drill_load::audit(target)).await {
        Ok(Ok(report)) => match report.findings.first() {
            None => Verdict::Passed,
            Some(first) => failed(Text::from_fn(|lang| {
                say::audit_found(lang, report.findings.len(), first.detail.in_lang(lang))
            })),
        },
        Ok(Err(reason)) => error(reason),
        Err(_) => error(format!("the audit took longer than {} s", LIMIT.as_secs())),
    };
    Look {
        verdict,
        // It proves everything that was promised up to its beginning.
        span: Span {
            from: scope.since.min(began),
            to: began,
        },
    }
}
