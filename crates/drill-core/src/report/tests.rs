use rstest::rstest;

use super::*;
use crate::fixture::{action, at, drill, journal, note, paged, sample_run};
use crate::i18n::Text;
use crate::journal::Event;

/// A run that is not over.
fn open_run() -> Vec<Entry> {
    sample_run()
        .into_iter()
        .take_while(|entry| entry.at < at(200))
        .collect()
}

#[test]
fn the_headline_has_the_impact_in_numbers() {
    let report = markdown(&drill(), &sample_run(), Lang::En);
    let lead = report.lines().find(|line| line.starts_with('>')).unwrap();
    for part in [
        "For 3 min 29 s",
        "requests failed",
        "took too long",
        "worth $",
        "cause was gone after 3 min 26 s",
    ] {
        assert!(lead.contains(part), "{part} in {lead}");
    }
}

#[test]
fn every_moment_has_its_time_and_its_measure() {
    let report = markdown(&drill(), &sample_run(), Lang::En);
    for line in [
        "| **T1** Page arrives | 09:41:23 | 15 s | time to detect **15 s** |",
        "| **T2** Acknowledged | 09:41:48 | 40 s | time to acknowledge **25 s** |",
        "| **T4** Service levels restored | 09:44:37 | 3 min 29 s | time to mitigate **3 min 29 s** |",
    ] {
        assert!(report.contains(line), "{line} in {report}");
    }
}

#[test]
fn the_timeline_is_in_order_and_tells_moments_where_they_were() {
    let report = markdown(&drill(), &sample_run(), Lang::En);
    let place = |text: &str| report.find(text).unwrap();
    assert!(place("**T4** Service levels were back") < place("Update: “Checkout works again"));
    assert!(place("**T1** Page `Check") < place("**T2** The page"));
    assert!(place("**T5** The cause was gone") < place("**T4** Service levels were back"));
}

#[rstest]
#[case::english(
    Lang::En,
    "**Root cause (layer `application`, component `reporting`):**"
)]
#[case::korean(Lang::Ko, "**근본 원인 (계층 `application`, 컴포넌트 `reporting`):**")]
fn a_resolved_run_tells_the_cause(#[case] lang: Lang, #[case] expected: &str) {
    assert!(markdown(&drill(), &sample_run(), lang).contains(expected));
}

#[rstest]
#[case::english(Lang::En)]
#[case::korean(Lang::Ko)]
fn a_run_that_is_not_over_does_not_tell_the_cause(#[case] lang: Lang) {
    let entries: Vec<Entry> = open_run()
        .into_iter()
        .filter(|entry| !matches!(entry.event, Event::Diagnosed { .. }))
        .collect();
    for report in [
        markdown(&drill(), &entries, lang),
        html(&drill(), &entries, lang),
    ] {
        for secret in [
            "REPORT_",
            "idle in transaction",
            "idle_in_transaction",
            "`reporting`",
        ] {
            assert!(!report.contains(secret), "{secret} in {report}");
        }
        assert!(report.contains(&say::root_cause_hidden(lang)));
    }
}

#[test]
fn what_people_wrote_is_shown_and_not_obeyed() {
    let events = [
        (0, Event::FaultApplied),
        (1, paged()),
        (2, note("<script>alert(1)</script> | **big** | `x`")),
        (3, action("psql -c 'SELECT `a` | b'")),
        (4, Event::Surrendered),
    ];
    let page = html(&drill(), &journal(events.clone()), Lang::En);
    assert!(!page.contains("<script"));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; | **big** | `x`"));
    let text = markdown(&drill(), &journal(events), Lang::En);
    assert!(text.contains(r"\<script\>alert(1)\</script\> \| \*\*big\*\* \| \`x\`"));
}

#[test]
fn the_page_needs_nothing_else() {
    let page = html(&drill(), &sample_run(), Lang::En);
    for outside in ["<script", "<link", "@import", "src=", "url(http"] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn the_drawing_tells_itself_to_those_who_cannot_see_it() {
    let page = html(&drill(), &sample_run(), Lang::En);
    assert!(page.contains(r#"role="img" aria-labelledby="chart-title chart-description""#));
    assert!(page.contains("The share of successful requests was lowest at"));
    for moment in ["T0", "T1", "T2", "T3", "T4", "T5"] {
        assert!(page.contains(&format!(">{moment}</text>")), "{moment}");
    }
}

#[rstest]
#[case::empty(&[])]
#[case::just_begun(&sample_run()[..1])]
#[case::before_the_page(&sample_run()[..4])]
#[case::without_a_measurement(&sample_run()[..26])]
fn a_report_of_any_part_of_a_journal_is_whole(
    #[case] entries: &[Entry],
    #[values(Lang::En, Lang::Ko)] lang: Lang,
) {
    assert!(markdown(&drill(), entries, lang).ends_with('\n'));
    assert!(html(&drill(), entries, lang).ends_with("</html>\n"));
}

#[test]
fn the_same_journal_gives_the_same_report() {
    assert_eq!(
        html(&drill(), &sample_run(), Lang::Ko),
        html(&drill(), &sample_run(), Lang::Ko)
    );
}

#[test]
fn a_stopped_run_says_why() {
    let events = [
        (0, Event::FaultApplied),
        (
            5,
            Event::Stopped {
                reason: Text::new("You asked for it.", "요청에 따라 중단했습니다."),
            },
        ),
    ];
    let report = markdown(&drill(), &journal(events), Lang::Ko);
    assert!(report.contains("요청에 따라 중단했습니다."));
}

#[test]
fn every_message_exists_in_every_language() {
    crate::i18n::assert_complete(say::ALL);
    crate::i18n::assert_complete(story::say::ALL);
}

/// For eyes: writes the sample's reports into the folder that the variable names.
#[test]
fn the_sample_can_be_looked_at() {
    let Some(folder) = std::env::var_os("FIREDRILL_SAMPLE_DIR") else {
        return;
    };
    let folder = std::path::PathBuf::from(folder);
    for lang in Lang::ALL {
        let page = html(&drill(), &sample_run(), lang);
        std::fs::write(folder.join(format!("report.{lang}.html")), page).unwrap();
        let text = markdown(&drill(), &sample_run(), lang);
        std::fs::write(folder.join(format!("report.{lang}.md")), text).unwrap();
    }
}
