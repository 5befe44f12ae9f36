//! What a command says while it waits. On a terminal a wait takes one line that keeps changing; in a
//! pipe each thing is said once.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::mem::{Discriminant, discriminant};

use drill_core::check::Verdict;
use drill_core::i18n::Lang;
use drill_engine::control::protocol::Progress;

use crate::context::Context;
use crate::paint::{Paint, Tone};
use crate::render::{self, WIDTH};
use crate::table::clip;

/// Turns progress into lines on standard error.
pub(crate) struct Talk {
    lang: Lang,
    paint: Paint,
    /// The wait that is being shown, and whether its line is still open on the terminal.
    wait: String,
    open: bool,
    /// What each check last said, without its reason: its figures change all the time.
    checks: BTreeMap<String, Option<Discriminant<Verdict>>>,
}

impl Talk {
    /// For one command.
    pub(crate) fn new(context: &Context) -> Self {
        Self {
            lang: context.lang,
            paint: context.talk,
            wait: String::new(),
            open: false,
            checks: BTreeMap::new(),
        }
    }

    /// Says what happened.
    pub(crate) fn progress(&mut self, progress: Progress) {
        let text = self.lines(progress);
        write(&text);
    }

    /// Says that a step begins or is done.
    pub(crate) fn step(&mut self, words: &str) {
        let text = self.step_lines(words);
        write(&text);
    }

    /// Says what is being waited for, and how far it is.
    pub(crate) fn wait(&mut self, words: &str, amount: &str) {
        let text = self.wait_lines(words, amount);
        write(&text);
    }

    /// Closes a line that is still open, before something else is written.
    pub(crate) fn close(&mut self) {
        let text = self.close_lines();
        write(&text);
    }

    fn lines(&mut self, progress: Progress) -> String {
        match progress {
            Progress::Step { text } => self.step_lines(text.in_lang(self.lang)),
            Progress::Waiting {
                text,
                done_seconds,
                of_seconds,
            } => {
                let lang = self.lang;
                let amount = format!(
                    " ({}/{})",
                    done_seconds,
                    render::time::length(of_seconds, lang)
                );
                self.wait_lines(text.in_lang(lang), &amount)
            }
            Progress::Paged { page } => {
                let page = render::page::page(&page, self.lang, self.paint);
                format!("{}\n{page}\n", self.close_lines())
            }
            Progress::Checks { report } => {
                let mut out = String::new();
                for check in &report.checks {
                    let verdict = check.verdict.as_ref().map(discriminant);
                    if self.checks.insert(check.id.clone(), verdict) != Some(verdict) {
                        out.push_str(&render::checks::line(check, self.lang, self.paint));
                    }
                }
                if out.is_empty() {
                    return out;
                }
                format!("{}{out}", self.close_lines())
            }
        }
    }

    fn step_lines(&mut self, words: &str) -> String {
        let closed = self.close_lines();
        format!("{closed}{} {words}\n", self.paint.tone(Tone::Dim, "•"))
    }

    fn wait_lines(&mut self, words: &str, amount: &str) -> String {
        if self.paint.is_on() {
            self.open = true;
            let line = clip(&format!("{words}{amount}"), WIDTH - 3);
            let line = self.paint.tone(Tone::Dim, &format!("… {line}"));
            return format!("\r\u{1b}[K{line}");
        }
        if self.wait == words {
            return String::new();
        }
        words.clone_into(&mut self.wait);
        format!("… {words}\n")
    }

    fn close_lines(&mut self) -> String {
        if std::mem::take(&mut self.open) {
            "\r\u{1b}[K".to_owned()
        } else {
            String::new()
        }
    }
}

/// A wait that ended by an error or by Ctrl-C must not leave its line open either.
impl Drop for Talk {
    fn drop(&mut self) {
        self.close();
    }
}

fn write(text: &str) {
    if text.is_empty() {
        return;
    }
    let mut err = std::io::stderr().lock();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}

#[cfg(test)]
mod tests {
    use super::*;
    use drill_core::check::Proves;
    use drill_core::i18n::Text;
    use drill_engine::control::protocol::{CheckReport, CheckView};

    fn talk() -> Talk {
        Talk {
            lang: Lang::En,
            paint: Paint::PLAIN,
            wait: String::new(),
            open: false,
            checks: BTreeMap::new(),
        }
    }

    fn waiting(done_seconds: u64) -> Progress {
        Progress::Waiting {
            text: Text::new("Waiting for the page", "호출을 기다립니다"),
            done_seconds,
            of_seconds: 20,
        }
    }

    #[test]
    fn in_a_pipe_a_wait_is_said_once() {
        let mut talk = talk();
        assert_eq!(talk.lines(waiting(1)), "… Waiting for the page\n");
        assert_eq!(talk.lines(waiting(2)), "");
    }

    #[test]
    fn a_check_is_shown_again_only_when_it_changes() {
        let report = |verdict: Option<Verdict>| Progress::Checks {
            report: CheckReport {
                checks: vec![CheckView {
                    id: "a".into(),
                    proves: Proves::Cause,
                    title: Text::new("It is gone", "사라졌음"),
                    verdict,
                }],
                ..CheckReport::default()
            },
        };
        let mut talk = talk();
        assert_eq!(talk.lines(report(None)), "wait  It is gone\n");
        assert_eq!(talk.lines(report(None)), "");
        assert_eq!(
            talk.lines(report(Some(Verdict::Passed))),
            "pass  It is gone\n"
        );
        let failed = |count: u32| {
            let reason = Text::from_fn(|_| format!("{count} of 9 failed."));
            report(Some(Verdict::Failed { reason }))
        };
        assert_eq!(
            talk.lines(failed(3)),
            "fail  It is gone\n      3 of 9 failed.\n"
        );
        assert_eq!(talk.lines(failed(4)), "", "the same failure, other figures");
    }
}
