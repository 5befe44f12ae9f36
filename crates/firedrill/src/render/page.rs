//! The page, as the message in the incident channel that it also is.

use drill_core::i18n::Lang;
use drill_engine::control::protocol::PageView;

use super::{WIDTH, time};
use crate::paint::{Paint, Tone};
use crate::table::wrap;
use crate::text::drill as text;

/// The message, with a bar at its left where a person looks at it.
pub(crate) fn page(page: &PageView, lang: Lang, paint: Paint) -> String {
    let bar = if paint.is_on() {
        paint.tone(Tone::Bad, "┃")
    } else {
        "|".to_owned()
    };
    let mut out = format!("{}\n", paint.tone(Tone::Strong, &text::page_channel(lang)));
    let mut line = |tone: Tone, words: &str| {
        for part in wrap(words, WIDTH - 2) {
            let painted = paint.tone(tone, &part);
            out.push_str(format!("{bar} {painted}").trim_end());
            out.push('\n');
        }
    };
    line(
        Tone::Dim,
        &text::page_sender(lang, time::clock(page.received_at)),
    );
    line(
        Tone::Bad,
        &text::page_firing(lang, &page.alert, &page.severity),
    );
    line(Tone::Strong, page.summary.in_lang(lang));
    line(
        Tone::Plain,
        &text::page_impact(lang, page.impact.in_lang(lang)),
    );
    line(
        Tone::Dim,
        &text::page_since(lang, time::clock(page.starts_at)),
    );
    out
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use chrono::DateTime;
    use drill_core::i18n::Text;

    /// A page for tests.
    pub(crate) fn example() -> PageView {
        PageView {
            alert: "ShopErrorRate".into(),
            severity: "page".into(),
            summary: Text::new("Many requests fail.", "요청이 많이 실패하고 있습니다."),
            impact: Text::new("Customers see errors.", "고객에게 오류가 보입니다."),
            starts_at: DateTime::UNIX_EPOCH,
            received_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_page_says_what_is_seen_and_what_it_does_to_customers() {
        let text = page(&example(), Lang::En, Paint::PLAIN);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "#incidents");
        assert_eq!(lines[2], "| [FIRING] ShopErrorRate (severity: page)");
        assert_eq!(lines[3], "| Many requests fail.");
        assert_eq!(lines[4], "| Impact: Customers see errors.");
        assert!(!text.contains('\u{1b}'), "{text}");
    }

    #[test]
    fn a_page_is_korean_where_the_reader_is() {
        let text = page(&example(), Lang::Ko, Paint::PLAIN);
        assert!(
            text.contains("| 요청이 많이 실패하고 있습니다.\n| 영향: 고객에게 오류가 보입니다."),
            "{text}"
        );
    }
}
