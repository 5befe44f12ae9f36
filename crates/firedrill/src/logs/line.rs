//! One line of a log. Services write JSON, the other programs their own forms.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::{Map, Value};

use crate::paint::{Paint, Tone};
use crate::render::time;

/// Fields that tell to which request a line belongs.
const IDS: [&str; 2] = ["trace_id", "request_id"];

/// Fields that stand at the beginning of a drawn line, not among the others.
const LEADING: [&str; 5] = ["timestamp", "level", "message", "service", "replica"];

/// How severe a line is. Other programs' names are mapped to the nearest one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    Trace,
    Debug,
    Info,
    Warn,
    Error,
}

/// A line with where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    /// The process that wrote it.
    pub(crate) process: String,
    /// When; a line that does not say so has the time of the one before.
    pub(crate) at: Option<DateTime<Utc>>,
    /// A line that does not say so, such as the statement below an error of PostgreSQL, has the level of the one before.
    pub(crate) level: Option<Level>,
    /// As written, without its end.
    pub(crate) text: String,
}

impl Line {
    /// Whether it contains a text, whatever the case.
    pub(crate) fn contains(&self, needle: &str) -> bool {
        self.text.to_lowercase().contains(needle)
    }

    /// Whether it was written for a request with this id, or this trace, or for one of its calls.
    pub(crate) fn belongs_to(&self, id: &str) -> bool {
        if !self.text.contains(id) {
            return false;
        }
        let Ok(Value::Object(fields)) = serde_json::from_str(&self.text) else {
            return false;
        };
        IDS.iter()
            .any(|key| fields.get(*key).and_then(Value::as_str) == Some(id))
    }

    /// For a pipe: as written, so that `jq` and `grep` find what they expect. Several processes are
    /// told apart by their names in front.
    pub(crate) fn raw(&self, named: bool) -> String {
        if named {
            format!("{} {}\n", self.process, self.text)
        } else {
            format!("{}\n", self.text)
        }
    }

    /// For a terminal: time, level, message, and the other fields behind.
    pub(crate) fn drawn(&self, width: usize, paint: Paint) -> String {
        let name = paint.tone(Tone::Dim, &format!("{:width$}", self.process));
        let Ok(Value::Object(fields)) = serde_json::from_str(&self.text) else {
            return format!("{name} {}\n", self.text);
        };
        let word = |key: &str| fields.get(key).and_then(Value::as_str).unwrap_or_default();
        let at = self.at.map(time::clock).unwrap_or_default();
        // Services write it in small letters, the supervisor in capitals.
        let level = word("level").to_uppercase();
        let tone = match level.as_str() {
            "ERROR" => Tone::Bad,
            "WARN" => Tone::Warn,
            _ => Tone::Dim,
        };
        let rest = paint.tone(Tone::Dim, &rest(&fields));
        let line = format!(
            "{name} {at} {} {} {rest}",
            paint.tone(tone, &format!("{level:5}")),
            word("message")
        );
        format!("{}\n", line.trim_end())
    }
}

fn rest(fields: &Map<String, Value>) -> String {
    let rest: Vec<String> = fields
        .iter()
        .filter(|(key, _)| !LEADING.contains(&key.as_str()))
        .map(|(key, value)| match value {
            Value::String(text) => format!("{key}={text}"),
            other => format!("{key}={other}"),
        })
        .collect();
    rest.join(" ")
}

/// When a line says it was written, and how severe.
pub(crate) fn head(text: &str) -> (Option<DateTime<Utc>>, Option<Level>) {
    if text.starts_with('{') {
        let Ok(value) = serde_json::from_str::<Value>(text) else {
            return (None, None);
        };
        let word = |key: &str| value.get(key).and_then(Value::as_str);
        return (
            word("timestamp").and_then(rfc3339),
            word("level").and_then(named),
        );
    }
    let words: Vec<&str> = text.split_whitespace().take(8).collect();
    (at(&words), level(text, &words))
}

fn level(text: &str, words: &[&str]) -> Option<Level> {
    // A program of Rust says so in its own way, on standard error.
    if text.starts_with("thread '") && text.contains("panicked at") {
        return Some(Level::Error);
    }
    words
        .iter()
        .find_map(|word| word.strip_prefix("level="))
        .and_then(named)
        // `pg_rewind: error: ...` names the program first.
        .or_else(|| words.iter().find_map(|word| named(word.strip_suffix(':')?)))
        .or_else(|| redis(words).and_then(|_| marked(words.get(5)?)))
}

/// As services, Prometheus and PostgreSQL call it.
fn named(word: &str) -> Option<Level> {
    Some(match word.to_ascii_lowercase().as_str() {
        "trace" => Level::Trace,
        "debug" | "debug1" | "debug2" | "debug3" | "debug4" | "debug5" => Level::Debug,
        "info" | "log" | "notice" => Level::Info,
        "warn" | "warning" => Level::Warn,
        "error" | "fatal" | "panic" => Level::Error,
        _ => return None,
    })
}

/// As Redis marks it.
fn marked(mark: &str) -> Option<Level> {
    Some(match mark {
        "." => Level::Debug,
        "-" | "*" => Level::Info,
        "#" => Level::Warn,
        _ => return None,
    })
}

fn at(words: &[&str]) -> Option<DateTime<Utc>> {
    words
        .iter()
        .take(6)
        .find_map(|word| rfc3339(word))
        .or_else(|| postgres(words))
        .or_else(|| redis(words))
}

/// `2026-11-24T11:43:00.123Z`, also behind `ts=` as Prometheus writes it.
fn rfc3339(word: &str) -> Option<DateTime<Utc>> {
    let word = word.trim_start_matches("ts=").trim_matches('"');
    Some(DateTime::parse_from_rfc3339(word).ok()?.to_utc())
}

/// `2026-11-24 11:43:00.123 UTC`.
fn postgres(words: &[&str]) -> Option<DateTime<Utc>> {
    let [date, clock, zone, ..] = words else {
        return None;
    };
    // A lab's processes run in UTC; another zone's abbreviation would mean nothing certain.
    if !matches!(*zone, "UTC" | "GMT") {
        return None;
    }
    moment(&format!("{date} {clock}"), "%Y-%m-%d %H:%M:%S%.f")
}

/// `4711:M 24 Nov 2026 11:43:00.123`.
fn redis(words: &[&str]) -> Option<DateTime<Utc>> {
    let [_, day, month, year, clock, ..] = words else {
        return None;
    };
    moment(
        &format!("{day} {month} {year} {clock}"),
        "%d %b %Y %H:%M:%S%.f",
    )
}

fn moment(text: &str, format: &str) -> Option<DateTime<Utc>> {
    Some(NaiveDateTime::parse_from_str(text, format).ok()?.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::service(r#"{"timestamp":"2026-11-24T11:43:00.5Z","level":"INFO","message":"x"}"#)]
    #[case::postgres("2026-11-24 11:43:00.500 UTC [4711] LOG:  ready")]
    #[case::redis("4711:M 24 Nov 2026 11:43:00.500 * Ready to accept connections")]
    #[case::prometheus("ts=2026-11-24T11:43:00.500Z caller=main.go:1 level=info")]
    fn the_time_of_a_line_is_read(#[case] text: &str) {
        let at = head(text).0.map(|at| at.timestamp_millis());
        assert_eq!(at, Some(1_795_520_580_500));
    }

    #[rstest]
    #[case::service(
        r#"{"timestamp":"2026-11-24T11:43:00Z","level":"warn","message":"x"}"#,
        Level::Warn
    )]
    #[case::supervisor(
        r#"{"timestamp":"2026-11-24T11:43:00Z","level":"ERROR","message":"x"}"#,
        Level::Error
    )]
    #[case::postgres(
        "2026-11-24 11:43:00.500 UTC [4711] orders@orders FATAL:  too many connections for role",
        Level::Error
    )]
    #[case::postgres_log("2026-11-24 11:43:00.500 UTC [4711] LOG:  ready", Level::Info)]
    #[case::redis(
        "4711:M 24 Nov 2026 11:43:00.500 # Cluster state changed: fail",
        Level::Warn
    )]
    #[case::redis_notice(
        "4711:M 24 Nov 2026 11:43:00.500 * Ready to accept connections",
        Level::Info
    )]
    #[case::prometheus(
        "ts=2026-11-24T11:43:00.500Z caller=main.go:1 level=error msg=x",
        Level::Error
    )]
    #[case::pg_rewind("pg_rewind: error: could not open file", Level::Error)]
    #[case::panic("thread 'main' panicked at src/main.rs:1:2:", Level::Error)]
    fn the_level_of_a_line_is_read(#[case] text: &str, #[case] expected: Level) {
        assert_eq!(head(text).1, Some(expected));
    }

    #[rstest]
    #[case::statement("2026-11-24 11:43:00.500 UTC [4711] orders@orders STATEMENT:  SELECT 1")]
    #[case::backtrace("   4: lab::kit::Said::with")]
    fn a_line_may_not_tell_its_level(#[case] text: &str) {
        assert_eq!(head(text).1, None);
    }

    #[test]
    fn a_line_without_a_time_has_none() {
        assert_eq!(head("thread 'main' panicked at src/main.rs").0, None);
        assert_eq!(head("{not json").0, None);
    }

    #[test]
    fn a_json_line_is_drawn_as_a_sentence_with_its_fields() {
        let line = Line {
            process: "order-1".into(),
            at: None,
            level: None,
            text: r#"{"timestamp":"2026-11-24T11:43:00Z","level":"warn","service":"order","message":"The pool is empty.","busy":8}"#.into(),
        };
        assert_eq!(
            line.drawn(8, Paint::PLAIN),
            "order-1   WARN  The pool is empty. busy=8\n"
        );
        assert!(line.raw(true).starts_with("order-1 {\"timestamp\""));
    }
}
