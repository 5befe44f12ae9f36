//! The checks of a run and what they say.

use drill_core::check::Verdict;
use drill_core::i18n::Lang;
use drill_engine::control::protocol::{CheckReport, CheckView};

use super::{WIDTH, time};
use crate::paint::{Paint, Tone};
use crate::table::{Table, cell, wrap};
use crate::text::drill as text;

/// Every check with its state, and why where it does not pass.
pub(crate) fn report(report: &CheckReport, lang: Lang, paint: Paint) -> String {
    let mut out = String::new();
    for check in &report.checks {
        out.push_str(&line(check, lang, paint));
    }
    out.push_str(&verdict(report, lang, paint));
    out
}

/// One check, and in a second line why it does not pass.
pub(crate) fn line(check: &CheckView, lang: Lang, paint: Paint) -> String {
    let (word, tone) = state(check.verdict.as_ref(), lang);
    let mut table = Table::default();
    table.row([cell(word).tone(tone), cell(check.title.in_lang(lang))]);
    let mut out = table.render(paint, 0);
    if let Some(reason) = check
        .verdict
        .as_ref()
        .and_then(|verdict| reason(verdict, lang))
    {
        for part in wrap(reason, WIDTH - 6) {
            out.push_str(&format!("      {}\n", paint.tone(Tone::Dim, &part)));
        }
    }
    out
}

/// What all checks together mean.
pub(crate) fn verdict(report: &CheckReport, lang: Lang, paint: Paint) -> String {
    let ours = report
        .checks
        .iter()
        .any(|check| matches!(check.verdict, Some(Verdict::Error { .. })));
    let (tone, words) = if report.resolved {
        (Tone::Good, text::check_resolved(lang))
    } else if let Some(held) = report.held_seconds {
        let hold = time::length(report.hold_seconds, lang);
        (
            Tone::Warn,
            text::check_holding(lang, time::length(held, lang), hold),
        )
    } else if ours {
        (Tone::Warn, text::check_ours(lang))
    } else {
        (Tone::Bad, text::check_not_yet(lang))
    };
    format!("{}\n", paint.tone(tone, &words))
}

fn state(verdict: Option<&Verdict>, lang: Lang) -> (String, Tone) {
    match verdict {
        None => (text::check_pending(lang), Tone::Dim),
        Some(Verdict::Passed) => (text::check_passed(lang), Tone::Good),
        Some(Verdict::Failed { .. }) => (text::check_failed(lang), Tone::Bad),
        Some(Verdict::Error { .. }) => (text::check_error(lang), Tone::Warn),
    }
}

fn reason(verdict: &Verdict, lang: Lang) -> Option<&str> {
    match verdict {
        Verdict::Passed => None,
        Verdict::Failed { reason } => Some(reason.in_lang(lang)),
        Verdict::Error { reason } => Some(reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use drill_core::check::Proves;
    use drill_core::i18n::Text;

    fn check(verdict: Verdict) -> CheckView {
        CheckView {
            id: "levels".into(),
            proves: Proves::ServiceLevels,
            title: Text::new("Customers are served", "고객이 서비스를 이용할 수 있음"),
            verdict: Some(verdict),
        }
    }

    #[test]
    fn a_failing_check_says_why() {
        let view = CheckReport {
            checks: vec![
                check(Verdict::Passed),
                check(Verdict::Failed {
                    reason: Text::new("3 of 100 failed.", "100건 중 3건 실패"),
                }),
            ],
            hold_seconds: 15,
            held_seconds: None,
            resolved: false,
        };
        assert_eq!(
            report(&view, Lang::En, Paint::PLAIN),
            "pass  Customers are served\nfail  Customers are served\n      3 of 100 failed.\nNot resolved yet.\n"
        );
        assert!(report(&view, Lang::Ko, Paint::PLAIN).starts_with("통과  고객이"));
    }

    #[test]
    fn passing_is_not_resolved_before_it_has_held() {
        let mut view = CheckReport {
            checks: vec![check(Verdict::Passed)],
            hold_seconds: 15,
            held_seconds: Some(4),
            resolved: false,
        };
        assert_eq!(
            verdict(&view, Lang::En, Paint::PLAIN),
            "Everything passes. It must hold for 15 s; so far it held 4 s.\n"
        );
        view.resolved = true;
        assert!(verdict(&view, Lang::En, Paint::PLAIN).starts_with("Resolved"));
    }

    #[test]
    fn a_check_that_could_not_be_carried_out_is_our_fault() {
        let view = CheckReport {
            checks: vec![check(Verdict::Error {
                reason: "no answer".into(),
            })],
            ..CheckReport::default()
        };
        let text = report(&view, Lang::En, Paint::PLAIN);
        assert!(
            text.contains("no answer") && text.contains("the lab's fault"),
            "{text}"
        );
    }
}
