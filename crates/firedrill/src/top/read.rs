//! Asks the lab: its supervisor for what is there, its Prometheus for what was measured.

use std::time::Duration;

use chrono::Utc;
use drill_engine::control::Client;
use drill_engine::control::protocol::Failure;
use drill_engine::prometheus::{Prometheus, PrometheusError, Span};
use lab_managed::Status;
use monitoring::ServiceLevel;
use tokio::time::timeout;

use super::model::Readings;

/// How long an answer may take. A lab that is well answers within a few milliseconds.
const LIMIT: Duration = Duration::from_secs(2);
/// What the pictures of the last minutes cover: two minutes.
const STEP: Duration = Duration::from_secs(2);
const STEPS: u32 = 60;

/// Series that are shown as they are.
const NAMES: [&str; 14] = [
    "slo:events:rate",
    "slo:errors:rate",
    "slo:error_budget:ratio",
    "slo:error:ratio_rate1h",
    "process_resident_memory_bytes",
    "breaker_open",
    "db_pool_connections",
    "db_pool_max",
    "pg_up",
    "postgres_connections",
    "postgres_max_connections",
    "redis_up",
    "redis_connected_clients",
    "redis_memory_used_bytes",
];

/// Requests of customers and of other services.
const REQUESTS: &str = "route!~\"/(livez|readyz|metrics|version)\"";

/// Asks one lab.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    client: Client,
    prometheus: Prometheus,
    now: String,
    past: String,
}

impl Reader {
    /// For the lab of `client`, whose Prometheus is at `address`.
    ///
    /// # Errors
    /// When the HTTP client can't be set up.
    pub(crate) fn new(
        client: Client,
        address: &str,
        objectives: &[ServiceLevel],
    ) -> Result<Self, PrometheusError> {
        Ok(Self {
            client,
            prometheus: Prometheus::new(address, LIMIT)?,
            now: now(),
            past: past(objectives),
        })
    }

    /// What is there; none when the supervisor is silent.
    pub(crate) async fn status(&self) -> Option<Result<Status, Failure>> {
        timeout(LIMIT, self.client.status()).await.ok()
    }

    /// What was measured. Two expressions and the alerts, at once.
    ///
    /// # Errors
    /// [`PrometheusError`].
    pub(crate) async fn readings(&self) -> Result<Readings, PrometheusError> {
        let span = Span::before(Utc::now(), STEP, STEPS);
        let (now, past, alerts) = tokio::try_join!(
            self.prometheus.now(&self.now),
            self.prometheus.over(&self.past, span),
            self.prometheus.alerts(),
        )?;
        Ok(Readings { now, past, alerts })
    }
}

/// One expression for several, each with the label `is` to tell them apart.
fn together(parts: &[(&str, String)]) -> String {
    let parts: Vec<String> = parts
        .iter()
        .map(|(is, expression)| {
            format!("label_replace({expression}, \"is\", \"{is}\", \"\", \"\")")
        })
        .collect();
    parts.join(" or ")
}

fn per_second(series: &str, by: &str) -> String {
    format!("sum by ({by}) (rate({series}[10s]))")
}

/// Of the last minute: services count their time on a processor in whole seconds.
const CPU: &str = "sum by (service, replica) (rate(process_cpu_seconds_total{replica!=\"\"}[1m]))";

/// The 95th percentile of a histogram's series.
fn p95(histogram: &str, selector: &str, by: &str) -> String {
    let buckets = format!("{histogram}_bucket{{{selector}}}");
    let by = [by, "le"].join(", ");
    let by = by.trim_start_matches(", ");
    format!("histogram_quantile(0.95, {})", per_second(&buckets, by))
}

fn now() -> String {
    let requests = format!("http_requests_total{{{REQUESTS}}}");
    let failures = format!("http_requests_total{{{REQUESTS},status=~\"5..\"}}");
    let took = |by| p95("http_request_duration_seconds", REQUESTS, by);
    let of_database = |expression: String| {
        format!("label_replace({expression}, \"peer\", \"postgres\", \"\", \"\")")
    };
    let named = format!("{{__name__=~\"{}\"}}", NAMES.join("|"));
    let computed = together(&[
        ("requests", per_second(&requests, "service, replica")),
        ("5xx", per_second(&failures, "service, replica")),
        ("p95", took("service")),
        ("p95", took("service, replica")),
        ("cpu", CPU.to_owned()),
        (
            "calls",
            per_second("http_client_requests_total", "service, peer"),
        ),
        (
            "failed",
            per_second(
                "http_client_requests_total{outcome!~\"ok|client_error\"}",
                "service, peer",
            ),
        ),
        (
            "call p95",
            p95("http_client_request_duration_seconds", "", "service, peer"),
        ),
        (
            "calls",
            of_database(per_second("db_operation_seconds_count", "service")),
        ),
        (
            "call p95",
            of_database(p95("db_operation_seconds", "", "service")),
        ),
        ("wait", p95("db_pool_wait_seconds", "", "service")),
        ("timeouts", per_second("db_pool_timeouts_total", "service")),
    ]);
    format!("{named} or {computed}")
}

fn past(objectives: &[ServiceLevel]) -> String {
    let mut parts = vec![
        (
            "errors",
            "slo:errors:rate{sli=\"availability\"} / (slo:events:rate{sli=\"availability\"} > 0)"
                .to_owned(),
        ),
        (
            "requests",
            per_second(&format!("http_requests_total{{{REQUESTS}}}"), "service"),
        ),
    ];
    parts.extend(objectives.iter().map(|objective| {
        let took = p95("http_request_duration_seconds", &objective.selector(), "");
        let level = format!(
            "label_replace({took}, \"slo\", \"{}\", \"\", \"\")",
            objective.id
        );
        ("p95", level)
    }));
    together(&parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_an_expression_says_what_it_is() {
        let asked = together(&[("a", "up".to_owned()), ("b", "1".to_owned())]);
        assert_eq!(
            asked,
            r#"label_replace(up, "is", "a", "", "") or label_replace(1, "is", "b", "", "")"#
        );
    }

    #[test]
    fn a_percentile_is_of_the_buckets_of_its_histogram() {
        assert_eq!(
            p95("took_seconds", "a=\"b\"", "service"),
            "histogram_quantile(0.95, sum by (service, le) (rate(took_seconds_bucket{a=\"b\"}[10s])))"
        );
        assert!(
            p95("took_seconds", "", "").contains("sum by (le) (rate(took_seconds_bucket{}[10s]))")
        );
    }
}
