//! Expressions of Prometheus.

use drill_core::check::Verdict;
use drill_core::i18n::Text;

use super::{error, failed};
use crate::prometheus::{Prometheus, PrometheusError, Sample};
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

pub(super) async fn look(
    client: &reqwest::Client,
    prometheus: &str,
    query: &str,
    bounds: Bounds,
) -> Verdict {
    let prometheus = Prometheus::with(client.clone(), prometheus);
    judge(prometheus.now(query).await, bounds)
}

fn judge(answer: Result<Vec<Sample>, PrometheusError>, bounds: Bounds) -> Verdict {
    let samples = match answer {
        Ok(samples) => samples,
        Err(reason) => return error(reason.to_string()),
    };
    if samples.is_empty() {
        return failed(Text::from_fn(say::promql_empty));
    }
    for Sample { text, value, .. } in &samples {
        if !bounds.hold(*value) {
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
    use crate::prometheus::samples;
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
        let found = match judge(samples(body.as_bytes()), BELOW_ONE) {
            Verdict::Passed => "passed",
            Verdict::Failed { .. } => "failed",
            Verdict::Error { .. } => "error",
        };
        assert_eq!(found, wanted);
    }
}
