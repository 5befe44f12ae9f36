//! Markdown of guides on a terminal: headings and code stand out, everything else stays as written.

use crate::paint::{Paint, Tone};

/// The text with headings and code in colour, or as it is where there is none.
pub(crate) fn markdown(text: &str, paint: Paint) -> String {
    let mut out = String::new();
    let mut fenced = false;
    for line in text.trim_end().lines() {
        let painted = if line.trim_start().starts_with("```") {
            fenced = !fenced;
            paint.tone(Tone::Dim, line)
        } else if fenced {
            paint.tone(Tone::Command, line)
        } else if line.starts_with('#') {
            paint.tone(Tone::Strong, line)
        } else {
            spans(line, paint)
        };
        out.push_str(&painted);
        out.push('\n');
    }
    out
}

/// What stands between backquotes, painted as a command.
fn spans(line: &str, paint: Paint) -> String {
    if !paint.is_on() {
        return line.to_owned();
    }
    let parts: Vec<&str> = line.split('`').collect();
    // An odd number of backquotes is no code but a stray one.
    if parts.len().is_multiple_of(2) {
        return line.to_owned();
    }
    parts
        .iter()
        .enumerate()
        .map(|(index, part)| {
            if index % 2 == 1 {
                paint.tone(Tone::Command, part)
            } else {
                (*part).to_owned()
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_markdown_stays_as_written() {
        let text = "## Look\nRun `firedrill status`.\n```\npsql\n```\n";
        assert_eq!(markdown(text, Paint::PLAIN), text);
    }
}
