//! Where the time of a checkout goes, from the services' own metrics.

use std::collections::BTreeMap;

use http_body_util::Full;
use hyper::Request;

use crate::load::Target;

/// Seconds and number of observations, by what was done.
pub(crate) type Costs = BTreeMap<String, (f64, f64)>;

/// What a service has spent on statements, commands and calls so far.
pub(crate) async fn look(service: &str, address: &str) -> anyhow::Result<Costs> {
    let request = Request::get("/metrics")
        .header("host", address)
        .body(Full::default())?;
    let text = Target::new(address).fetch(request).await?;
    let mut costs = Costs::new();
    for line in String::from_utf8_lossy(&text).lines() {
        let Some((metric, value)) = line.rsplit_once(' ') else {
            continue;
        };
        let (name, labels) = metric.split_once('{').unwrap_or((metric, ""));
        let (name, is_sum) = match (name.strip_suffix("_sum"), name.strip_suffix("_count")) {
            (Some(name), _) => (name, true),
            (_, Some(name)) => (name, false),
            _ => continue,
        };
        let label = |key: &str| {
            labels
                .split(',')
                .find_map(|pair| pair.trim_end_matches('}').strip_prefix(key))
                .map(|value| value.trim_matches(['=', '"']).to_owned())
        };
        let what = match name {
            "db_operation_seconds" => {
                label("operation").map(|operation| format!("{service}: SQL {operation}"))
            }
            "db_pool_wait_seconds" => Some(format!("{service}: wait for a connection")),
            "redis_command_duration_seconds" => Some(format!("{service}: Redis command")),
            "http_client_request_duration_seconds" => {
                label("peer").map(|peer| format!("{service}: call of {peer}"))
            }
            _ => None,
        };
        if let (Some(what), Ok(value)) = (what, value.parse::<f64>()) {
            let entry = costs.entry(what).or_default();
            if is_sum {
                entry.0 += value;
            } else {
                entry.1 += value;
            }
        }
    }
    Ok(costs)
}

/// What was spent between two looks.
pub(crate) fn between(before: &Costs, after: &Costs) -> Costs {
    after
        .iter()
        .map(|(what, (seconds, count))| {
            let (old_seconds, old_count) = before.get(what).copied().unwrap_or_default();
            (what.clone(), (seconds - old_seconds, count - old_count))
        })
        .collect()
}
