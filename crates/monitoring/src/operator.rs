//! What an operator of Prometheus and Grafana's sidecar read on a cluster: `k8s/components/prometheus-operator`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::dashboard::Dashboard;
use crate::rules::Groups;

/// Every object of the component, by file name.
pub(crate) fn component(
    rules: &Groups,
    kubernetes: &Value,
    dashboards: &[Dashboard],
) -> BTreeMap<&'static str, Vec<Value>> {
    let spec = json!(rules);
    BTreeMap::from([
        (
            "prometheus-rules.yaml",
            vec![rule("shop", &spec), rule("shop-kubernetes", kubernetes)],
        ),
        ("service-monitor.yaml", vec![service_monitor()]),
        (
            "dashboards.yaml",
            dashboards.iter().map(config_map).collect(),
        ),
    ])
}

fn metadata(name: &str, more: &Value) -> Value {
    let mut labels = json!({
        "app.kubernetes.io/name": name,
        "app.kubernetes.io/component": "monitoring",
    });
    if let (Some(labels), Some(more)) = (labels.as_object_mut(), more.as_object()) {
        labels.extend(more.clone());
    }
    json!({ "name": name, "labels": labels })
}

fn rule(name: &str, spec: &Value) -> Value {
    json!({
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        // By these kube-prometheus' Prometheus finds its rules; others take all, or are told.
        "metadata": metadata(name, &json!({ "prometheus": "k8s", "role": "alert-rules" })),
        "spec": spec,
    })
}

fn service_monitor() -> Value {
    json!({
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "ServiceMonitor",
        "metadata": metadata("shop", &json!({})),
        "spec": {
            "selector": { "matchLabels": { "app.kubernetes.io/part-of": "shop" } },
            "endpoints": [{
                "port": "http",
                "path": "/metrics",
                // A service names itself in its metrics.
                "honorLabels": true,
                "relabelings": [
                    { "sourceLabels": ["__meta_kubernetes_pod_name"], "targetLabel": "replica" },
                ],
            }],
        },
    })
}

fn config_map(dashboard: &Dashboard) -> Value {
    let mut data = serde_json::Map::new();
    data.insert(
        format!("{}.json", dashboard.uid),
        dashboard.grafana().to_string().into(),
    );
    json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        // The sidecar of Grafana's chart takes what has this label.
        "metadata": metadata(&format!("dashboard-{}", dashboard.uid), &json!({ "grafana_dashboard": "1" })),
        "data": data,
    })
}
