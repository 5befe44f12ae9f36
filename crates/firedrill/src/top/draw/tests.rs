use chrono::TimeDelta;
use drill_core::i18n::Lang;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use rstest::rstest;

use super::*;
use crate::top::example;
use crate::top::model::{Picture, Silence, Silent};

const SMALL: (u16, u16) = (80, 24);
const WIDE: (u16, u16) = (120, 40);

fn terminal(
    size: (u16, u16),
    picture: &Picture,
    lang: Lang,
    mut screen: Screen,
) -> Terminal<TestBackend> {
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
    let drawing = Drawing {
        views: Views { picture, lang },
        theme: Theme { has_colour: true },
    };
    terminal
        .draw(|frame| drawing.frame(frame, &mut screen))
        .unwrap();
    terminal
}

/// The screen as lines of letters; a wide letter takes two cells.
fn lines(size: (u16, u16), picture: &Picture, lang: Lang, screen: Screen) -> Vec<String> {
    let terminal = terminal(size, picture, lang, screen);
    let buffer = terminal.backend().buffer();
    (0..size.1)
        .map(|y| {
            let mut line = String::new();
            let mut x = 0;
            while x < size.0 {
                let symbol = buffer[(x, y)].symbol();
                line.push_str(symbol);
                x += u16::try_from(symbol.width().max(1)).unwrap();
            }
            line
        })
        .collect()
}

fn pane(pane: Pane) -> Screen {
    Screen {
        pane,
        ..Screen::default()
    }
}

/// In which cell the words begin.
fn place(line: &str, words: &str) -> Option<usize> {
    line.find(words).map(|byte| line[..byte].width())
}

#[rstest]
fn everything_of_an_incident_is_on_one_small_screen(
    #[values(SMALL, WIDE)] size: (u16, u16),
    #[values(Lang::En, Lang::Ko)] lang: Lang,
) {
    let shown = lines(size, &example::incident(), lang, Screen::default());
    let all = shown.join("\n");
    for words in [
        "ServiceDown",
        "ErrorBudgetBurnFast x2",
        "CircuitBreakerOpen",
        "✗ checkout",
        "20%",
        "60x",
        "✗ catalog",
        "0/0",
        if lang == Lang::En {
            "✗ pages: 3"
        } else {
            "✗ 호출 3건"
        },
        "✗ main->catalog",
        "▁█",
    ] {
        assert!(all.contains(words), "{words} is missing:\n{all}");
    }
    for line in &shown {
        assert_eq!(line.width(), usize::from(size.0), "{line}");
    }
}

#[rstest]
fn columns_line_up_under_their_names(
    #[values(SMALL, WIDE)] size: (u16, u16),
    #[values(Lang::En, Lang::Ko)] lang: Lang,
) {
    let shown = lines(size, &example::incident(), lang, Screen::default());
    let all = shown.join("\n");
    // Numbers end where the name of their column ends.
    let ready = say::ready(lang);
    let head = shown
        .iter()
        .find(|line| line.starts_with(&say::services(lang)) && line.contains(&ready))
        .unwrap();
    let end = place(head, &ready).unwrap() + ready.width();
    let row = shown
        .iter()
        .find(|line| line.starts_with("! main"))
        .unwrap();
    assert_eq!(place(row, "2/2").unwrap() + 3, end, "\n{all}");
    // Bars begin where the name of their column begins.
    let past = say::errors_past(lang);
    let head = shown.iter().find(|line| line.contains(&past)).unwrap();
    let row = shown
        .iter()
        .find(|line| line.starts_with("✗ browse"))
        .unwrap();
    assert_eq!(place(row, "▁"), place(head, &past), "\n{all}");
}

#[test]
fn a_wide_screen_shows_replicas_and_what_services_promise() {
    let shown = lines(WIDE, &example::incident(), Lang::En, Screen::default()).join("\n");
    for words in [
        "  ✓ main-2",
        "✓ order-1",
        "signal 9",
        "P95 2 MIN",
        "REQ/S 2 MIN",
        "! ticket",
    ] {
        assert!(shown.contains(words), "{words} is missing:\n{shown}");
    }
}

#[rstest]
#[case::services(Pane::Services, "✓ order-2")]
#[case::links(Pane::Links, "open x2")]
#[case::stores(Pane::Stores, "✓ alertmanager")]
#[case::alerts(Pane::Alerts, "runbook: docs/runbooks/Example.md")]
fn a_part_is_shown_whole(#[case] part: Pane, #[case] words: &str) {
    let shown = lines(SMALL, &example::incident(), Lang::En, pane(part)).join("\n");
    assert!(shown.contains(words), "{words} is missing:\n{shown}");
}

#[test]
fn what_does_not_fit_is_counted_and_can_be_reached() {
    let picture = example::incident();
    let small = (80, 12);
    let shown = lines(small, &picture, Lang::En, pane(Pane::Links)).join("\n");
    assert!(shown.contains("more lines: arrow down"), "{shown}");
    let below = Screen {
        pane: Pane::Links,
        scroll: 1_000,
        is_helping: false,
    };
    let shown = lines(small, &picture, Lang::En, below).join("\n");
    assert!(
        shown.contains("services->redis-3") && !shown.contains("more lines"),
        "{shown}"
    );
    assert!(shown.contains("LINKS"), "the head stays:\n{shown}");
}

#[rstest]
fn a_silent_source_is_named_and_its_tables_are_marked(#[values(Lang::En, Lang::Ko)] lang: Lang) {
    let mut picture = example::incident();
    picture.silent = Silent {
        prometheus: Some(Silence {
            since: Some(example::now() - TimeDelta::seconds(4)),
        }),
        supervisor: None,
    };
    let shown = lines(SMALL, &picture, lang, Screen::default()).join("\n");
    let stale = say::stale(lang);
    assert!(
        shown.contains(&format!("{} {stale}", say::levels(lang))),
        "{shown}"
    );
    assert!(
        !shown.contains(&format!("{} {stale}", say::services(lang))),
        "{shown}"
    );
    // The last picture stays.
    assert!(shown.contains("60x"), "{shown}");
    if lang == Lang::En {
        assert!(
            shown.contains("! no answer from Prometheus for 4 s"),
            "{shown}"
        );
    }
}

#[test]
fn a_healthy_lab_says_so() {
    let mut picture = example::incident();
    picture.alerts.clear();
    let shown = lines(SMALL, &picture, Lang::En, Screen::default()).join("\n");
    assert!(shown.contains("✓ nothing fires"), "{shown}");
}

#[test]
fn the_help_is_on_top_of_everything() {
    let screen = Screen {
        is_helping: true,
        ..Screen::default()
    };
    for lang in Lang::ALL {
        let shown = lines(SMALL, &example::incident(), lang, screen).join("\n");
        assert!(shown.contains(&say::help_marks(lang)), "{shown}");
        assert!(shown.contains(&say::help_quit(lang)), "{shown}");
    }
}

#[test]
fn any_size_can_be_drawn() {
    let picture = example::incident();
    for width in [0, 1, 10, 39, 40, 47, 60, 79, 133, 300] {
        for height in [0, 1, 7, 8, 10, 15, 23, 31, 60] {
            for part in Pane::ALL {
                for is_helping in [false, true] {
                    let screen = Screen {
                        pane: part,
                        scroll: 3,
                        is_helping,
                    };
                    for lang in Lang::ALL {
                        let _ = terminal((width, height), &picture, lang, screen);
                    }
                }
            }
        }
    }
}

#[test]
fn without_colours_there_are_none() {
    let picture = example::incident();
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
    let drawing = Drawing {
        views: Views {
            picture: &picture,
            lang: Lang::En,
        },
        theme: Theme { has_colour: false },
    };
    let mut screen = Screen::default();
    terminal
        .draw(|frame| drawing.frame(frame, &mut screen))
        .unwrap();
    let buffer = terminal.backend().buffer();
    assert!(
        buffer
            .content()
            .iter()
            .all(|cell| { (cell.fg, cell.bg) == (Color::Reset, Color::Reset) })
    );
}
