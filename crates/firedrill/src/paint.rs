//! Colour, and nothing else: a terminal gets it, a pipe or `NO_COLOR` does not.
//!
//! A colour never carries meaning alone; the word beside it says the same.

use std::io::IsTerminal as _;

/// Paints text, or leaves it alone.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Paint {
    on: bool,
}

/// What a text means; the colour follows from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Ordinary text.
    #[default]
    Plain,
    /// A heading, or what must be seen first.
    Strong,
    /// Detail that may be skipped.
    Dim,
    /// As it should be.
    Good,
    /// Worth a look.
    Warn,
    /// Broken.
    Bad,
    /// Something to type.
    Command,
}

impl Paint {
    /// Text as it is.
    pub(crate) const PLAIN: Self = Self { on: false };

    /// For what goes to standard output.
    pub(crate) fn stdout() -> Self {
        Self {
            on: wanted(std::io::stdout().is_terminal()),
        }
    }

    /// For what goes to standard error.
    pub(crate) fn stderr() -> Self {
        Self {
            on: wanted(std::io::stderr().is_terminal()),
        }
    }

    /// Whether text is painted at all, hence whether a person looks at it.
    pub(crate) const fn is_on(self) -> bool {
        self.on
    }

    /// `text` in the colour of `tone`.
    pub(crate) fn tone(self, tone: Tone, text: &str) -> String {
        let code = match tone {
            Tone::Plain => return text.to_owned(),
            Tone::Strong => "1",
            Tone::Dim => "2",
            Tone::Good => "32",
            Tone::Warn => "33",
            Tone::Bad => "1;31",
            Tone::Command => "36",
        };
        if self.on && !text.is_empty() {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}

/// <https://no-color.org>: set and not empty means no colour. A dumb terminal shows none either.
fn wanted(terminal: bool) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    terminal && !set("NO_COLOR") && !dumb
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_paint_adds_nothing() {
        assert_eq!(Paint::PLAIN.tone(Tone::Bad, "down"), "down");
    }

    #[test]
    fn paint_is_closed_after_the_text() {
        let painted = Paint { on: true }.tone(Tone::Good, "ready");
        assert_eq!(painted, "\u{1b}[32mready\u{1b}[0m");
    }
}
