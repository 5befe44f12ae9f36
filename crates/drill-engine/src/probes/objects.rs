//! What a cluster says about its objects.

use std::time::Duration;

use chrono::Utc;
use drill_core::check::Verdict;
use drill_core::i18n::Text;
use drill_core::object::ObjectName;
use drill_core::period::Period;
use jsonpath_rust::JsonPath as _;
use lab_managed::{Compute, Objects};
use serde_json::Value;
use tokio::time::timeout;

use super::{error, failed};
use crate::texts::checks as say;

/// How long a Service may take to answer. Less than a look, since silence is a failure of the Service and no error.
const ANSWER_LIMIT: Duration = Duration::from_secs(2);

/// Whether a GET request through a Service is answered with `status`.
pub(super) async fn service(
    compute: &dyn Compute,
    service: &str,
    path: &str,
    status: u16,
) -> Verdict {
    let cluster = match cluster(compute) {
        Ok(cluster) => cluster,
        Err(verdict) => return verdict,
    };
    match timeout(ANSWER_LIMIT, cluster.get_through(service, path)).await {
        Ok(Ok(found)) if found == status => Verdict::Passed,
        Ok(Ok(found)) => failed(Text::from_fn(|lang| {
            say::service_differs(lang, service, path, found, status)
        })),
        Ok(Err(reason)) => error(reason),
        Err(_) => failed(Text::from_fn(|lang| {
            say::service_silent(lang, service, path, ANSWER_LIMIT.as_secs())
        })),
    }
}

/// Whether every value that a query finds in an object is the one that passes.
pub(super) async fn field(
    compute: &dyn Compute,
    object: &ObjectName,
    query: &str,
    equals: &str,
) -> Verdict {
    let found = match cluster(compute) {
        Ok(cluster) => cluster.read(object).await,
        Err(verdict) => return verdict,
    };
    match found {
        Ok(Some(found)) => compare(object, &found, query, equals),
        Ok(None) => failed(Text::from_fn(|lang| say::object_missing(lang, object))),
        Err(reason) => error(reason),
    }
}

fn compare(object: &ObjectName, found: &Value, query: &str, equals: &str) -> Verdict {
    let values = match found.query(query) {
        Ok(values) => values,
        Err(reason) => return error(reason),
    };
    if values.is_empty() {
        return failed(Text::from_fn(|lang| {
            say::field_missing(lang, object, query)
        }));
    }
    let mut texts = values.into_iter().map(text);
    match texts.find(|text| text != equals) {
        None => Verdict::Passed,
        Some(text) => failed(Text::from_fn(|lang| {
            say::field_differs(lang, object, query, &text, equals)
        })),
    }
}

/// A value as somebody would write it.
fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Whether the cluster reported an event of this reason within the last `window`.
pub(super) async fn event(
    compute: &dyn Compute,
    object: &ObjectName,
    reason: &str,
    window: Period,
) -> Verdict {
    let events = match cluster(compute) {
        Ok(cluster) => cluster.events(object).await,
        Err(verdict) => return verdict,
    };
    let since = Utc::now() - window.as_duration();
    match events {
        Ok(events) => {
            let mut recent = events.iter().filter(|event| event.at >= since);
            if recent.any(|event| event.reason == reason) {
                return Verdict::Passed;
            }
            failed(Text::from_fn(|lang| {
                say::event_missing(lang, object, reason, window)
            }))
        }
        Err(reason) => error(reason),
    }
}

fn cluster(compute: &dyn Compute) -> Result<&dyn Objects, Verdict> {
    compute
        .objects()
        .ok_or_else(|| error("this lab has no cluster"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    const ACTIVE: &str = "$.status.conditions[?@.type == 'ScalingActive'].status";

    fn autoscaler() -> Value {
        json!({
            "spec": { "maxReplicas": 6 },
            "status": { "conditions": [
                { "type": "AbleToScale", "status": "True" },
                { "type": "ScalingActive", "status": "False" },
            ] },
        })
    }

    #[rstest]
    #[case::a_number("$.spec.maxReplicas", "6", true)]
    #[case::an_item_by_its_name(ACTIVE, "False", true)]
    #[case::another_value(ACTIVE, "True", false)]
    #[case::one_of_several_differs("$.status.conditions[*].status", "True", false)]
    #[case::nothing_there("$.spec.minReplicas", "2", false)]
    fn every_value_that_is_found_must_pass(
        #[case] query: &str,
        #[case] equals: &str,
        #[case] passes: bool,
    ) {
        let object = ObjectName::new("horizontalpodautoscaler", "main");
        let verdict = compare(&object, &autoscaler(), query, equals);
        assert_eq!(verdict.is_passed(), passes, "{verdict:?}");
        assert_eq!(verdict.is_failed(), !passes, "{verdict:?}");
    }

    #[test]
    fn a_query_that_is_none_is_our_error() {
        let object = ObjectName::new("service", "order");
        let verdict = compare(&object, &json!({}), "spec..", "1");
        assert!(matches!(verdict, Verdict::Error { .. }), "{verdict:?}");
    }
}
