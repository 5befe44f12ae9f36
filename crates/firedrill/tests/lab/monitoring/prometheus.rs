//! Questions to a lab's Prometheus.

use serde_json::Value;

use crate::kit::{Home, runtime};

/// The samples of an instant query.
pub(super) fn ask(home: &Home, query: &str) -> Vec<Value> {
    let reply = get(home, "/api/v1/query", &[("query", query)]);
    assert_eq!(reply["status"], "success", "{query}: {reply}");
    reply["data"]["result"]
        .as_array()
        .cloned()
        .unwrap_or_default()
}

/// What one of its pages says.
pub(super) fn get(home: &Home, path: &str, query: &[(&str, &str)]) -> Value {
    let status = home.status("default");
    let url = format!(
        "{}{path}",
        status["addresses"]["prometheus"].as_str().unwrap()
    );
    runtime().block_on(async {
        let request = reqwest::Client::new().get(url).query(query);
        request.send().await.unwrap().json().await.unwrap()
    })
}
