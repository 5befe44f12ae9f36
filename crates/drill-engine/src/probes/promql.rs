//! Expressions of Prometheus.

use drill_core::check::Verdict;
use drill_core::i18n::Text;
use serde::Deserialize;

use super::{error, failed};
use crate::texts::checks as say;

/// What every series must satisfy.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Bounds {
    pub(super) below: Option<f64>,
    pub(super) above: Option<f64>,
    pub(super) equals: Option<f64>,
}

impl Bounds {
    /// Values that are not a number satisfy nothing.
    #[expect(
        clippy::float_cmp,
        reason = "an author who asks for equality means the very value"
    )]
    fn hold(&self, value: f64) -> bool {
        self.below.is_none_or(|bound| value < bound)
            && self.above.is_none_or(|bound| value > bound)
            && self.equals.is_none_or(|bound| value == bound)
            && !value.is_nan()
    }

    fn wanted(&self) -> String {
        [("<", self.below), (">", self.above), ("=", self.equals)]
            .into_iter()
            .filter_map(|(sign, bound)| Some(format!("{sign} {}", bound?)))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

#[derive(Deserialize)]
struct Answer {
    status: String,
    data: Option<Data>,
    error: Option<String>,
}

#[derive(Deserialize)]
#[serde(tag = "resultType", content = "result", rename_all = "camelCase")]
enum Data {
    Vector(Vec<Series>),
    Scalar(Sample),
    Matrix(serde::de::IgnoredAny),
    String(serde::de::IgnoredAny),
}

#[derive(Deserialize)]
struct Series {
    value: Sample,
}

/// Seconds since 1970, and the value as text.
#[derive(Deserialize)]
struct Sample(serde::de::IgnoredAny, String);

pub(super) async fn look(
    client: &reqwest::Client,
    prometheus: &str,
    query: &str,
    bounds: Bounds,
) -> Verdict {
    let reply = client
        .get(format!("{prometheus}/api/v1/query"))
        .query(&[("query", query)])
        .send()
        .await;
    let body = match reply {
        Ok(reply) => reply.bytes().await,
        Err(reason) => Err(reason),
    };
    match body {
        Ok(body) => judge(&body, bounds),
        Err(reason) => error(format!("Prometheus does not answer: {reason}")),
    }
}

fn judge(body: &[u8], bounds: Bounds) -> Verdict {
    let answer: Answer = match serde_json::from_slice(body) {
        Ok(answer) => answer,
        Err(reason) => return error(format!("Prometheus' answer is not understood: {reason}")),
    };
    let samples = match answer.data {
        Some(Data::Vector(series)) => series.into_iter().map(|one| one.value).collect(),
        Some(Data::Scalar(sample)) => vec![sample],
        Some(Data::Matrix(_) | Data::String(_)) => {
            return error("the expression gives neither a vector nor a scalar");
        }
        None => {
            return error(format!(
                "Prometheus refused the expression ({}): {}",
                answer.status,
                answer.error.unwrap_or_default()
            ));
        }
    };
    if samples.is_empty() {
        return failed(Text::from_fn(say::promql_empty));
    }
    for Sample(_, text) in &samples {
        let Ok(value) = text.parse::<f64>() else {
            return error(format!("{text} is not a number"));
        };
        if !bounds.hold(value) {
            return failed(Text::from_fn(|lang| {
                say::promql_differs(lang, text, bounds.wanted())
            }));
        }
    }
    Verdict::Passed
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn vector(values: &[&str]) -> String {
        let series: Vec<String> = values
            .iter()
            .map(|value| format!(r#"{{"metric":{{}},"value":[1.5,"{value}"]}}"#))
            .collect();
        format!(
            r#"{{"status":"success","data":{{"resultType":"vector","result":[{}]}}}}"#,
            series.join(",")
        )
    }

    const BELOW_ONE: Bounds = Bounds {
        below: Some(1.0),
        above: None,
        equals: None,
    };

    #[rstest]
    #[case::all_series_below(vector(&["0", "0.5"]), "passed")]
    #[case::one_series_too_great(vector(&["0", "2"]), "failed")]
    #[case::no_series(vector(&[]), "failed")]
    #[case::no_number(vector(&["NaN"]), "failed")]
    #[case::a_scalar(r#"{"status":"success","data":{"resultType":"scalar","result":[1.5,"0"]}}"#.into(), "passed")]
    #[case::a_bad_expression(r#"{"status":"error","errorType":"bad_data","error":"parse"}"#.into(), "error")]
    #[case::a_range(r#"{"status":"success","data":{"resultType":"matrix","result":[]}}"#.into(), "error")]
    #[case::no_json("<html>".into(), "error")]
    fn an_answer_is_judged_by_its_series(#[case] body: String, #[case] wanted: &str) {
        let found = match judge(body.as_bytes(), BELOW_ONE) {
            Verdict::Passed => "passed",
            Verdict::Failed { .. } => "failed",
            Verdict::Error { .. } => "error",
        };
        assert_eq!(found, wanted);
    }
}
