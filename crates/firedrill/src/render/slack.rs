//! A message of a channel as Slack draws it: a bar in its colour at the left, bold where it is marked.

use drill_engine::receiver::{Attachment, Received};

use super::{WIDTH, time};
use crate::paint::{Paint, Tone};
use crate::table::wrap;

/// The message, with an empty line behind it.
pub(crate) fn message(received: &Received, paint: Paint) -> String {
    let message = &received.message;
    let name = if message.username.is_empty() {
        "Alertmanager"
    } else {
        &message.username
    };
    let mut out = format!(
        "{}  {}  {}\n",
        paint.tone(Tone::Strong, &message.channel),
        name,
        paint.tone(Tone::Dim, &time::clock(received.at).to_string())
    );
    for line in message.text.lines() {
        out.push_str(&marked(line, WIDTH, "", paint));
    }
    for attachment in &message.attachments {
        out.push_str(&part(attachment, paint));
    }
    out.push('\n');
    out
}

fn part(attachment: &Attachment, paint: Paint) -> String {
    let tone = tone(&attachment.color);
    let bar = if paint.is_on() {
        format!("{} ", paint.tone(tone, "┃"))
    } else {
        "| ".to_owned()
    };
    let mut out = String::new();
    for line in attachment.pretext.lines() {
        out.push_str(&marked(line, WIDTH, "", paint));
    }
    for line in wrap(&attachment.title, WIDTH - 2) {
        out.push_str(&format!("{bar}{}\n", paint.tone(tone, &line)));
    }
    for line in attachment.text.lines() {
        out.push_str(&marked(line, WIDTH - 2, &bar, paint));
    }
    for field in &attachment.fields {
        let line = format!("{}: {}", field.title, field.value);
        out.push_str(&marked(&line, WIDTH - 2, &bar, paint));
    }
    for line in attachment.footer.lines() {
        out.push_str(&format!("{bar}{}\n", paint.tone(Tone::Dim, line)));
    }
    out
}

/// `good`, `warning` and `danger` are Slack's own names.
fn tone(color: &str) -> Tone {
    match color {
        "good" => Tone::Good,
        "warning" => Tone::Warn,
        "danger" => Tone::Bad,
        _ => Tone::Plain,
    }
}

/// A line of Slack's markup, in which a line between asterisks is bold and backticks mark code.
fn marked(line: &str, width: usize, bar: &str, paint: Paint) -> String {
    let bold = line
        .strip_prefix('*')
        .and_then(|rest| rest.strip_suffix('*'));
    let tone = if bold.is_some() {
        Tone::Strong
    } else {
        Tone::Plain
    };
    let plain = unescaped(bold.unwrap_or(line)).replace('`', "");
    wrap(&plain, width)
        .into_iter()
        .map(|part| format!("{bar}{}\n", paint.tone(tone, &part)))
        .collect()
}

/// Slack escapes these three, and no others.
fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use drill_engine::receiver::Message;

    #[test]
    fn a_message_is_drawn_with_its_bar_and_without_its_markup() {
        let received = Received {
            at: DateTime::UNIX_EPOCH,
            from: "slack".into(),
            message: Message {
                channel: "#incidents".into(),
                attachments: vec![Attachment {
                    color: "danger".into(),
                    title: "[FIRING] ShopErrorRate (page)".into(),
                    text: "*40% of all requests fail*\nmain-&gt;catalog\nrunbook `docs/x.md`"
                        .into(),
                    ..Attachment::default()
                }],
                ..Message::default()
            },
        };
        let text = message(&received, Paint::PLAIN);
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("#incidents  Alertmanager  "), "{text}");
        assert_eq!(
            lines[1..],
            [
                "| [FIRING] ShopErrorRate (page)",
                "| 40% of all requests fail",
                "| main->catalog",
                "| runbook docs/x.md",
                "",
            ]
        );
    }
}
