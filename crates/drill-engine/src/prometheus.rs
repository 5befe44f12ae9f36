//! A client of the lab's Prometheus: expressions now and over a span of time, and the alerts.
//! [HTTP API](https://prometheus.io/docs/prometheus/latest/querying/api/).

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use drill_core::i18n::Text;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::access::http_client;
use crate::receiver::annotation;

/// Asks one Prometheus.
#[derive(Debug, Clone)]
pub struct Prometheus {
    client: reqwest::Client,
    address: String,
}

/// Why Prometheus did not give what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum PrometheusError {
    /// The request failed, or took too long.
    #[error("Prometheus does not answer: {0}")]
    Silent(#[from] reqwest::Error),
    /// The answer is no JSON, or other JSON than the API promises.
    #[error("Prometheus' answer is not understood: {0}")]
    Unclear(#[from] serde_json::Error),
    /// A value is no number.
    #[error("{0} is not a number")]
    NotANumber(String),
    /// The expression has an error.
    #[error("Prometheus refused the expression ({kind}): {reason}")]
    Refused {
        /// `bad_data`.
        kind: String,
        /// What it says about it.
        reason: String,
    },
    /// An expression of another type.
    #[error("the expression gives neither a vector nor a scalar")]
    OtherType,
}

/// One series at one moment. A scalar is one without labels.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// What it is about; its name is `__name__`.
    pub labels: Labels,
    /// Its value as Prometheus wrote it, for messages.
    pub text: String,
    /// Its value; may be `NaN` or infinite.
    pub value: f64,
}

/// One series over a span of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What it is about.
    pub labels: Labels,
    /// The value at each step, in the span's order; none where the series was not there.
    pub values: Vec<Option<f64>>,
}

/// Labels by name.
pub type Labels = BTreeMap<String, String>;

/// A span of time in steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Its last step.
    pub end: DateTime<Utc>,
    /// From one step to the next, in seconds.
    pub step: u32,
    /// How many steps.
    pub steps: u32,
}

impl Span {
    /// The steps before `now`. They are multiples of the step, so that what was drawn keeps its shape a step later.
    #[must_use]
    pub fn before(now: DateTime<Utc>, step: Duration, steps: u32) -> Self {
        let step = u32::try_from(step.as_secs()).unwrap_or(u32::MAX).max(1);
        let seconds = now.timestamp().div_euclid(step.into()) * i64::from(step);
        Self {
            end: DateTime::from_timestamp(seconds, 0).unwrap_or(now),
            step,
            steps,
        }
    }

    fn start(&self) -> i64 {
        self.end.timestamp() - i64::from(self.step) * (i64::from(self.steps) - 1)
    }
}

/// An alert as its rule sees it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActiveAlert {
    /// `alertname`, `severity` and what the expression keeps.
    pub labels: Labels,
    /// `summary`, `summary_ko` and others, with their values filled in.
    pub annotations: Labels,
    /// `pending` or `firing`.
    pub state: String,
    /// Since when its expression holds.
    pub active_at: DateTime<Utc>,
}

impl ActiveAlert {
    /// An annotation in both languages, as [`crate::receiver::Alert::annotation`] has it.
    #[must_use]
    pub fn annotation(&self, name: &str) -> Text {
        annotation(&self.annotations, name)
    }
}

impl Prometheus {
    /// A client of the one at `address`, which waits `limit` for an answer.
    ///
    /// # Errors
    /// When the HTTP client can't be set up.
    pub fn new(address: impl Into<String>, limit: Duration) -> reqwest::Result<Self> {
        Ok(Self::with(http_client(limit)?, address))
    }

    /// The same over a client that is there already.
    pub(crate) fn with(client: reqwest::Client, address: impl Into<String>) -> Self {
        Self {
            client,
            address: address.into(),
        }
    }

    /// What an expression gives now.
    ///
    /// # Errors
    /// [`PrometheusError`].
    pub async fn now(&self, query: &str) -> Result<Vec<Sample>, PrometheusError> {
        let body = self.get("query", &[("query", query)]).await?;
        samples(&body)
    }

    /// What an expression gave at each step of a span.
    ///
    /// # Errors
    /// [`PrometheusError`].
    pub async fn over(&self, query: &str, span: Span) -> Result<Vec<Series>, PrometheusError> {
        let (start, end) = (span.start().to_string(), span.end.timestamp().to_string());
        let step = span.step.to_string();
        let asked = [
            ("query", query),
            ("start", start.as_str()),
            ("end", end.as_str()),
            ("step", step.as_str()),
        ];
        series(&self.get("query_range", &asked).await?, span)
    }

    /// What is pending or fires.
    ///
    /// # Errors
    /// [`PrometheusError`].
    pub async fn alerts(&self) -> Result<Vec<ActiveAlert>, PrometheusError> {
        #[derive(Deserialize)]
        struct Alerts {
            alerts: Vec<ActiveAlert>,
        }
        let body = self.get("alerts", &[]).await?;
        Ok(data::<Alerts>(&body)?.alerts)
    }

    async fn get(&self, what: &str, asked: &[(&str, &str)]) -> reqwest::Result<Vec<u8>> {
        let url = format!("{}/api/v1/{what}", self.address);
        let reply = self.client.get(url).query(asked).send().await?;
        Ok(reply.bytes().await?.into())
    }
}

#[derive(Deserialize)]
struct Answer<T> {
    data: Option<T>,
    #[serde(default, rename = "errorType")]
    kind: String,
    #[serde(default)]
    error: String,
}

#[derive(Deserialize)]
#[serde(tag = "resultType", content = "result", rename_all = "camelCase")]
enum Data {
    Vector(Vec<One>),
    Scalar(Point),
    Matrix(Vec<Many>),
    String(serde::de::IgnoredAny),
}

#[derive(Deserialize)]
struct One {
    metric: Labels,
    value: Point,
}

#[derive(Deserialize)]
struct Many {
    metric: Labels,
    values: Vec<Point>,
}

/// Seconds since 1970, and the value as text.
#[derive(Deserialize)]
struct Point(f64, String);

impl Point {
    fn value(&self) -> Result<f64, PrometheusError> {
        let Self(_, text) = self;
        text.parse()
            .map_err(|_| PrometheusError::NotANumber(text.clone()))
    }
}

fn data<T: DeserializeOwned>(body: &[u8]) -> Result<T, PrometheusError> {
    let answer: Answer<T> = serde_json::from_slice(body)?;
    answer.data.ok_or(PrometheusError::Refused {
        kind: answer.kind,
        reason: answer.error,
    })
}

/// What the answer to an expression holds.
pub(crate) fn samples(body: &[u8]) -> Result<Vec<Sample>, PrometheusError> {
    let found = match data(body)? {
        Data::Vector(found) => found,
        Data::Scalar(value) => vec![One {
            metric: Labels::new(),
            value,
        }],
        Data::Matrix(_) | Data::String(_) => return Err(PrometheusError::OtherType),
    };
    found
        .into_iter()
        .map(|one| {
            Ok(Sample {
                labels: one.metric,
                value: one.value.value()?,
                text: one.value.1,
            })
        })
        .collect()
}

fn series(body: &[u8], span: Span) -> Result<Vec<Series>, PrometheusError> {
    let Data::Matrix(found) = data(body)? else {
        return Err(PrometheusError::OtherType);
    };
    found
        .into_iter()
        .map(|many| {
            let mut values = vec![None; span.steps as usize];
            for point in &many.values {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "seconds since 1970, at a whole step"
                )]
                let index = (point.0.round() as i64 - span.start()) / i64::from(span.step);
                let place = usize::try_from(index).ok().and_then(|i| values.get_mut(i));
                if let Some(place) = place {
                    *place = Some(point.value()?).filter(|value| value.is_finite());
                }
            }
            Ok(Series {
                labels: many.metric,
                values,
            })
        })
        .collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_span_ends_at_a_whole_step_and_covers_its_steps() {
        let now = DateTime::from_timestamp(1_001, 700_000_000).unwrap();
        let span = Span::before(now, Duration::from_secs(2), 3);
        assert_eq!((span.start(), span.end.timestamp()), (996, 1_000));
    }

    #[test]
    fn a_step_without_a_value_stays_empty() {
        let span = Span {
            end: DateTime::from_timestamp(1_000, 0).unwrap(),
            step: 2,
            steps: 4,
        };
        let body = br#"{"status":"success","data":{"resultType":"matrix","result":[
            {"metric":{"slo":"shop"},"values":[[994,"1"],[998,"NaN"],[1000,"0.5"]]}]}}"#;
        let found = series(body, span).unwrap();
        assert_eq!(found[0].labels["slo"], "shop");
        assert_eq!(found[0].values, [Some(1.0), None, None, Some(0.5)]);
    }

    #[test]
    fn an_alert_keeps_its_texts_in_every_language() {
        let body = r#"{"status":"success","data":{"alerts":[{"labels":{"alertname":"ShopSlow","severity":"page"},
            "annotations":{"summary":"slow","summary_ko":"느림"},"state":"firing",
            "activeAt":"2026-11-24T03:00:00.123Z","value":"1e+00"}]}}"#;
        #[derive(Deserialize)]
        struct Alerts {
            alerts: Vec<ActiveAlert>,
        }
        let alert = data::<Alerts>(body.as_bytes()).unwrap().alerts.remove(0);
        assert_eq!(alert.annotations["summary_ko"], "느림");
        assert_eq!(
            (
                alert.state.as_str(),
                alert.active_at.timestamp_subsec_millis()
            ),
            ("firing", 123)
        );
    }

    #[test]
    fn a_refused_expression_says_why() {
        let body = br#"{"status":"error","errorType":"bad_data","error":"parse error"}"#;
        let refused = samples(body).unwrap_err().to_string();
        assert_eq!(
            refused,
            "Prometheus refused the expression (bad_data): parse error"
        );
    }
}
