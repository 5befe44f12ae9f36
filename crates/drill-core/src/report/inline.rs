//! The little Markdown that stands within a line: code, strong, links, escapes.

/// Words of other people, so that nothing in them is taken for markup.
pub(super) fn literal(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '\n' | '\r' => escaped.push(' '),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// What stands between backticks: a command, a name.
pub(super) fn code(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '`' => '\'',
            '\n' | '\r' => ' ',
            c => c,
        })
        .filter(|c| !c.is_control())
        .collect()
}

/// Text for an HTML page or attribute.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// One line of Markdown as HTML.
pub(super) fn html(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 16);
    let mut rest = line;
    let mut strong = false;
    while let Some(first) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("**") {
            out.push_str(if strong { "</strong>" } else { "<strong>" });
            strong = !strong;
            rest = after;
        } else if let Some((inside, after)) = between(rest, '`', '`') {
            out.push_str("<code>");
            out.push_str(&escape(inside));
            out.push_str("</code>");
            rest = after;
        } else if let Some((text, url, after)) = link(rest) {
            out.push_str(&format!(
                r#"<a href="{}">{}</a>"#,
                escape(url),
                escape(text)
            ));
            rest = after;
        } else if let Some(escaped) = rest.strip_prefix('\\')
            && let Some(c) = escaped.chars().next()
            && c.is_ascii_punctuation()
        {
            out.push_str(&escape(&c.to_string()));
            rest = &escaped[c.len_utf8()..];
        } else {
            out.push_str(&escape(&first.to_string()));
            rest = &rest[first.len_utf8()..];
        }
    }
    if strong {
        out.push_str("</strong>");
    }
    out
}

/// What stands between two characters at the beginning of a text, and what follows.
fn between(text: &str, open: char, close: char) -> Option<(&str, &str)> {
    text.strip_prefix(open)?.split_once(close)
}

/// A link at the beginning of a text. Only the web is linked to.
fn link(text: &str) -> Option<(&str, &str, &str)> {
    let (label, rest) = between(text, '[', ']')?;
    let (url, rest) = between(rest, '(', ')')?;
    url.starts_with("https://").then_some((label, url, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::plain("a & b < c", "a &amp; b &lt; c")]
    #[case::code("run `a<b` now", "run <code>a&lt;b</code> now")]
    #[case::strong("**T0** in", "<strong>T0</strong> in")]
    #[case::unclosed("**T0", "<strong>T0</strong>")]
    #[case::unclosed_code("a ` b", "a ` b")]
    #[case::link("[SRE](https://sre.google)", r#"<a href="https://sre.google">SRE</a>"#)]
    #[case::no_scripts("[x](javascript:alert)", "[x](javascript:alert)")]
    #[case::escaped(r"\*\*not strong\*\*", "**not strong**")]
    fn a_line_becomes_html(#[case] line: &str, #[case] expected: &str) {
        assert_eq!(html(line), expected);
    }

    #[rstest]
    #[case::markup("**<b>x</b>** `y` [z](https://e)")]
    #[case::script("<script>alert('1')</script>")]
    #[case::korean("결제가 *실패* _합니다_")]
    fn other_peoples_words_come_out_as_they_were(#[case] text: &str) {
        assert_eq!(html(&literal(text)), escape(text));
    }
}
