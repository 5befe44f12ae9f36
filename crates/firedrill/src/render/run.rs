//! Where a run stands, and what to type next.

use chrono::{DateTime, Utc};
use drill_core::i18n::Lang;
use drill_engine::control::protocol::{RunPhase, RunView};

use super::time;
use crate::text::drill as text;

/// A command to type next, and what it does.
pub(crate) type Next = (&'static str, String);

/// One sentence about the run.
pub(crate) fn headline(run: &RunView, now: DateTime<Utc>, lang: Lang) -> String {
    let title = run.title.in_lang(lang);
    let ago = run
        .page
        .as_ref()
        .map(|page| time::since(page.received_at, now, lang))
        .unwrap_or_default();
    match run.phase {
        RunPhase::Baseline => text::phase_baseline(lang, title),
        RunPhase::Breaking | RunPhase::Silent => text::phase_silent(lang, title),
        RunPhase::Open if run.moments.t2.is_none() => text::phase_paged(lang, title, ago),
        RunPhase::Open => text::phase_open(lang, title, ago),
        RunPhase::Resolved => text::phase_resolved(lang, title),
        RunPhase::Surrendered => text::phase_surrendered(lang, title),
        RunPhase::Stopped => text::phase_stopped(lang, title),
    }
}

/// What to type next. The first is the best one.
pub(crate) fn next(run: &RunView, lang: Lang) -> Vec<Next> {
    match run.phase {
        RunPhase::Baseline | RunPhase::Breaking | RunPhase::Silent => {
            vec![
                ("status", text::do_status(lang)),
                ("stop", text::do_stop(lang)),
            ]
        }
        RunPhase::Open if run.moments.t2.is_none() => paged(lang),
        RunPhase::Open => open(run, lang),
        RunPhase::Resolved | RunPhase::Surrendered => after(lang),
        RunPhase::Stopped => vec![
            ("drills", text::do_drills(lang)),
            ("down", text::do_down(lang)),
        ],
    }
}

/// The three commands right after the page.
pub(crate) fn paged(lang: Lang) -> Vec<Next> {
    vec![
        ("ack", text::do_ack(lang)),
        ("status", text::do_status(lang)),
        ("inbox", text::do_inbox(lang)),
        ("hint", text::do_hint(lang)),
    ]
}

/// After the run.
pub(crate) fn after(lang: Lang) -> Vec<Next> {
    vec![
        ("report", text::do_report(lang)),
        ("solve", text::do_solve(lang)),
        ("drills", text::do_drills(lang)),
    ]
}

fn open(run: &RunView, lang: Lang) -> Vec<Next> {
    let mut next = vec![
        ("status", text::do_status(lang)),
        ("logs main", text::do_logs(lang)),
    ];
    if run.diagnosed != Some(true) {
        next.push(("diagnose", text::do_diagnose(lang)));
    }
    next.push(("shop --help", text::do_shop(lang)));
    next.push(("check", text::do_check(lang)));
    if run.hints_taken < run.hints_total {
        next.push(("hint", text::do_hint(lang)));
    }
    next
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use chrono::TimeDelta;
    use drill_core::i18n::Text;
    use drill_core::timeline::Moments;
    use drill_engine::control::protocol::CheckReport;

    /// A run for tests, just paged.
    pub(crate) fn example(phase: RunPhase) -> RunView {
        RunView {
            run: "20261124-114300-catalog-gone".into(),
            drill: "catalog-gone".into(),
            title: Text::new("The shelves are empty", "텅 빈 진열대"),
            seed: 7,
            phase,
            started_at: DateTime::UNIX_EPOCH,
            moments: Moments::default(),
            page: Some(crate::render::page::tests::example()),
            hints_taken: 0,
            hints_total: 3,
            hints_cost: 0,
            diagnosed: None,
            checks: CheckReport::default(),
            cleaned_up: false,
            folder: "/tmp/run".into(),
        }
    }

    fn names(run: &RunView) -> Vec<&'static str> {
        next(run, Lang::En)
            .into_iter()
            .map(|(name, _)| name)
            .collect()
    }

    #[test]
    fn after_the_page_come_ack_and_what_to_look_at() {
        assert_eq!(
            names(&example(RunPhase::Open)),
            ["ack", "status", "inbox", "hint"]
        );
    }

    #[test]
    fn a_taken_page_leads_to_diagnosis_repair_and_check() {
        let mut run = example(RunPhase::Open);
        run.moments.t2 = Some(DateTime::UNIX_EPOCH);
        assert_eq!(
            names(&run),
            [
                "status",
                "logs main",
                "diagnose",
                "shop --help",
                "check",
                "hint"
            ]
        );
        run.diagnosed = Some(true);
        run.hints_taken = 3;
        assert!(!names(&run).contains(&"diagnose") && !names(&run).contains(&"hint"));
    }

    #[test]
    fn the_headline_says_how_long_ago_the_page_came() {
        let run = example(RunPhase::Open);
        let now = DateTime::UNIX_EPOCH + TimeDelta::seconds(65);
        assert_eq!(
            headline(&run, now, Lang::En),
            "\"The shelves are empty\": you were paged 1 min 5 s ago, and nobody has acknowledged it."
        );
        assert!(headline(&run, now, Lang::Ko).contains("1분 5초 전에 호출됐고"));
    }
}
