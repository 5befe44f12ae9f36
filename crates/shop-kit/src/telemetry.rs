//! Logs: one JSON object per line on standard output, all fields flat.

use std::fmt;
use std::io::Write;

use chrono::{SecondsFormat, Utc};
use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{Layer, Registry};

/// Starts logging for the whole process. A second call in the same process changes nothing.
///
/// Libraries are held to warnings: what they say at `info` is about their own life, not about the shop.
pub fn start(level: LevelFilter, service: &str, replica: &str) {
    let libraries = level.min(LevelFilter::WARN);
    let targets = Targets::new()
        .with_default(libraries)
        .with_target("shop_", level);
    let lines = JsonLines {
        service: service.to_owned(),
        replica: replica.to_owned(),
        write: print,
    };
    let subscriber = Registry::default().with(lines.with_filter(targets));
    // It only fails when a subscriber is set already, as in tests that start several services.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

/// Nobody can be told that standard output is gone, so a failed write is dropped.
fn print(line: &[u8]) {
    let _ = std::io::stdout().lock().write_all(line);
}

struct JsonLines {
    service: String,
    replica: String,
    write: fn(&[u8]),
}

/// Fields of a span, kept for the lines inside it.
struct SpanFields(Map<String, Value>);

impl<S> Layer<S> for JsonLines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(SpanFields(fields.0));
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        values.record(&mut fields);
        if let Some(span) = context.span(id)
            && let Some(kept) = span.extensions_mut().get_mut::<SpanFields>()
        {
            kept.0.extend(fields.0);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        if let Some(scope) = context.event_scope(event) {
            for span in scope.from_root() {
                if let Some(kept) = span.extensions().get::<SpanFields>() {
                    fields.0.extend(kept.0.clone());
                }
            }
        }
        event.record(&mut fields);
        (self.write)(&self.line(event, fields.0));
    }
}

impl JsonLines {
    /// The fixed fields come first and in the same order, so that a person can read the raw lines.
    fn line(&self, event: &Event<'_>, mut fields: Map<String, Value>) -> Vec<u8> {
        let timestamp = Utc::now().to_rfc3339_opts(SecondsFormat::Micros, true);
        let level = event.metadata().level().as_str().to_lowercase();
        let message = fields.remove("message").unwrap_or_else(|| Value::from(""));
        let head: [(&str, Value); 5] = [
            ("timestamp", timestamp.into()),
            ("level", level.into()),
            ("service", self.service.as_str().into()),
            ("replica", self.replica.as_str().into()),
            ("message", message),
        ];
        let mut line = Vec::with_capacity(256);
        for (key, value) in head
            .iter()
            .map(|(key, value)| (*key, value))
            .chain(fields.iter().map(|(key, value)| (key.as_str(), value)))
        {
            line.push(if line.is_empty() { b'{' } else { b',' });
            let _ = write!(line, "{}:{value}", Value::from(key));
        }
        line.extend_from_slice(b"}\n");
        line
    }
}

#[derive(Default)]
struct Fields(Map<String, Value>);

impl Fields {
    fn put(&mut self, field: &Field, value: impl Into<Value>) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field, format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value);
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use std::sync::Mutex;

    use super::*;

    static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

    #[test]
    fn a_line_is_flat_and_carries_the_fields_of_its_spans() {
        let lines = JsonLines {
            service: "catalog".to_owned(),
            replica: "2".to_owned(),
            write: |line| LINES.lock().unwrap().extend_from_slice(line),
        };
        tracing::subscriber::with_default(Registry::default().with(lines), || {
            let span = tracing::info_span!("request", request_id = "r1", trace_id = "t1");
            span.in_scope(|| {
                tracing::warn!(
                    duration_ms = 12_u64,
                    said = "a \"word\"\n",
                    "The reply was late."
                )
            });
        });
        let text = String::from_utf8(LINES.lock().unwrap().clone()).unwrap();
        assert_eq!(
            text.lines().count(),
            1,
            "a line break in a value must not break the line"
        );
        assert!(text.starts_with(r#"{"timestamp":"#), "{text}");
        let line: Value = serde_json::from_str(&text).unwrap();
        for (key, value) in [
            ("level", Value::from("warn")),
            ("service", "catalog".into()),
            ("replica", "2".into()),
            ("message", "The reply was late.".into()),
            ("request_id", "r1".into()),
            ("trace_id", "t1".into()),
            ("duration_ms", 12.into()),
            ("said", "a \"word\"\n".into()),
        ] {
            assert_eq!(line[key], value, "{key}");
        }
    }
}
