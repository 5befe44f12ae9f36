//! `firedrill audit`: was anything lost that a customer was promised?

use drill_engine::access::LabAccess;
use drill_load::{AuditReport, audit};
use lab_managed::LabState;

use crate::context::Context;
use crate::failure::{Exit, Failure, Outcome};
use crate::paint::Tone;
use crate::table::{Table, cell};
use crate::text::lab as text;

/// Audits the lab. Findings are the shop's (exit 1), an audit that can't be made is the lab's (exit 3).
pub(crate) async fn run(context: &Context) -> Outcome {
    let dir = context.existing()?;
    if !lab_managed::launch::is_running(&dir) {
        return Err(context.not_running(&dir));
    }
    let state = LabState::require(&dir).map_err(|error| context.lab_failure(&error))?;
    let target = LabAccess::of(&dir, &state).audit;
    let report = audit(&target).await.map_err(|error| {
        let reason = format!("{:#}", anyhow::Error::new(error));
        Failure::environment(text::audit_failed(context.lang, reason))
            .because(text::audit_failed_cause(context.lang))
            .next(context.command("status"))
            .next(context.command("logs postgres"))
    })?;
    context.show(&report, |report| draw(context, report))?;
    Ok(if report.is_clean() {
        Exit::Pass
    } else {
        Exit::NotYet
    })
}

fn draw(context: &Context, report: &AuditReport) -> String {
    let (lang, paint) = (context.lang, context.out);
    let checked = &report.checked;
    let mut table = Table::default();
    for (name, count) in [
        (text::audit_acknowledged(lang), checked.acknowledged),
        (text::audit_cancelled(lang), checked.cancelled),
        (text::audit_orders(lang), checked.orders),
        (text::audit_products(lang), checked.products),
        (text::audit_reservations(lang), checked.reservations),
        (text::audit_outbox(lang), checked.outbox),
    ] {
        table.row([cell(name), cell(count.to_string()).right()]);
    }
    let mut out = format!(
        "{}\n{}\n",
        paint.tone(Tone::Strong, &text::audit_checked(lang)),
        table.render(paint, 2)
    );
    for finding in &report.findings {
        out.push_str(&format!("- {}\n", finding.detail.in_lang(lang)));
    }
    let verdict = if report.is_clean() {
        paint.tone(Tone::Good, &text::audit_clean(lang))
    } else {
        let count = report.findings.len();
        paint.tone(Tone::Bad, &text::audit_findings(lang, count))
    };
    format!("{out}{verdict}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Shared;
    use drill_core::i18n::{Lang, Text};
    use drill_load::audit::Checked;
    use drill_load::{Finding, FindingKind};

    #[test]
    fn a_report_says_how_much_was_looked_at_and_what_is_wrong() {
        let mut report = AuditReport {
            checked: Checked {
                acknowledged: 12,
                cancelled: 2,
                orders: 13,
                products: 60,
                reservations: 13,
                outbox: 0,
            },
            findings: Vec::new(),
        };
        let context = Context::new(&Shared::default(), Lang::En);
        let clean = draw(&context, &report);
        assert!(
            clean.contains("acknowledged orders         12\n"),
            "{clean}"
        );
        assert!(clean.contains("Nothing is lost"), "{clean}");
        report.findings.push(Finding {
            kind: FindingKind::LostOrder,
            subject: "FD-000012".into(),
            detail: Text::new("Order FD-000012 is missing.", "주문 FD-000012가 없습니다."),
        });
        let broken = draw(&context, &report);
        assert!(
            broken.contains("- Order FD-000012 is missing.\nFindings: 1."),
            "{broken}"
        );
    }
}
