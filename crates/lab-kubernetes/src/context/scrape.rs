//! Prometheus' way to pods that can't be reached from here: the API server's proxy, with the token of an account that may
//! do that for the lab's pods, and nothing else. The credentials of the kubeconfig stay where they are.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Uri;
use kube::Client;
use kube::config::Cluster;
use lab_managed::{LabError, ManagedPlane, prometheus};
use serde_json::{Value, json};

use crate::learner;
use crate::plane::refused;
use crate::status::PORT;

/// The Secret with the account's token.
const TOKEN: &str = "prometheus-token";
/// The files that Prometheus needs, beside its configuration.
const TOKEN_FILE: &str = "api-server-token";
const AUTHORITY_FILE: &str = "api-server-ca.crt";

/// Has the lab's Prometheus scrape its pods through the API server, and returns once it took that.
///
/// # Errors
/// When the account has no token, or Prometheus refuses.
pub(crate) async fn through(
    client: &Client,
    namespace: &str,
    server: &Cluster,
    managed: &ManagedPlane,
) -> Result<(), LabError> {
    let token = learner::token(client, namespace, TOKEN).await?;
    let authority = authority(server)?;
    let mut files = vec![(TOKEN_FILE, token.as_str())];
    files.extend(authority.as_deref().map(|text| (AUTHORITY_FILE, text)));
    let way = way(server, namespace, authority.is_some())?;
    prometheus::scrape_by(managed.dir(), &managed.state(), way, &files).await
}

/// Whoever signed the API server's certificate, as PEM; none for the authorities of this machine.
fn authority(server: &Cluster) -> Result<Option<String>, LabError> {
    if let Some(data) = &server.certificate_authority_data {
        let bytes = STANDARD.decode(data.trim()).map_err(refused)?;
        return String::from_utf8(bytes).map(Some).map_err(refused);
    }
    let Some(file) = &server.certificate_authority else {
        return Ok(None);
    };
    let text = std::fs::read_to_string(file).map_err(LabError::file(file))?;
    Ok(Some(text))
}

/// The part of a scrape job that leads through the API server.
fn way(server: &Cluster, namespace: &str, has_authority: bool) -> Result<Value, LabError> {
    let url: Uri = server
        .server
        .as_deref()
        .unwrap_or_default()
        .parse()
        .map_err(refused)?;
    let mut tls = json!({
        "insecure_skip_verify": server.insecure_skip_tls_verify.unwrap_or_default(),
    });
    if has_authority {
        tls["ca_file"] = AUTHORITY_FILE.into();
    }
    if let Some(name) = &server.tls_server_name {
        tls["server_name"] = name.as_str().into();
    }
    let path = format!(
        "{}/api/v1/namespaces/{namespace}/pods/$1:{PORT}/proxy/metrics",
        url.path().trim_end_matches('/'),
    );
    Ok(json!({
        "scheme": url.scheme_str().unwrap_or("https"),
        "authorization": { "credentials_file": TOKEN_FILE },
        "tls_config": tls,
        "relabel_configs": [
            { "source_labels": ["__address__"], "target_label": "instance" },
            { "source_labels": ["replica"], "target_label": "__metrics_path__", "replacement": path },
            { "target_label": "__address__", "replacement": target(&url) },
        ],
    }))
}

/// Host and port of a URL.
fn target(url: &Uri) -> String {
    let port = match (url.port_u16(), url.scheme_str()) {
        (Some(port), _) => port,
        (None, Some("http")) => 80,
        (None, _) => 443,
    };
    format!("{}:{port}", url.host().unwrap_or_default())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_pod_is_scraped_below_whatever_path_the_api_server_has() {
        let server = Cluster {
            server: Some("https://clusters.example/k8s/c-1/".to_owned()),
            ..Cluster::default()
        };
        let way = way(&server, "lab-a", true).unwrap();
        let rules = way["relabel_configs"].as_array().unwrap();
        let of = |label: &str| {
            let rule = rules.iter().find(|rule| rule["target_label"] == label);
            rule.unwrap()["replacement"].clone()
        };
        assert_eq!(of("__address__"), "clusters.example:443");
        assert_eq!(
            of("__metrics_path__"),
            "/k8s/c-1/api/v1/namespaces/lab-a/pods/$1:8080/proxy/metrics"
        );
        assert_eq!(way["scheme"], "https");
    }
}
