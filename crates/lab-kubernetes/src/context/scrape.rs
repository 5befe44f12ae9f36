//! Prometheus' way to pods that can't be reached from here: the API server's proxy, with the token of an account that may
//! do that for the lab's pods, and nothing else. The credentials of the kubeconfig stay where they are.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kube::config::Cluster;
use lab_managed::LabError;
use lab_managed::prometheus::ApiServer;

use crate::plane::refused;

/// The API server of a kubeconfig's cluster, as Prometheus needs it.
pub(crate) fn api_server(cluster: &Cluster) -> Result<ApiServer, LabError> {
    let server = cluster.server.clone().unwrap_or_default();
    let authority = match (
        &cluster.certificate_authority_data,
        &cluster.certificate_authority,
    ) {
        (Some(data), _) => {
            let bytes = STANDARD.decode(data.trim()).map_err(refused)?;
            Some(String::from_utf8(bytes).map_err(refused)?)
        }
        (None, Some(file)) => Some(std::fs::read_to_string(file).map_err(LabError::file(file))?),
        (None, None) => None,
    };
    Ok(ApiServer {
        url: server,
        authority,
        server_name: cluster.tls_server_name.clone(),
        unverified: cluster.insecure_skip_tls_verify.unwrap_or_default(),
    })
}

/// The metrics of a pod, behind the API server.
pub(crate) fn path(server: &str, namespace: &str, pod: &str, port: u16) -> String {
    let url: Option<http::Uri> = server.parse().ok();
    let below = url
        .as_ref()
        .map_or("", |url| url.path())
        .trim_end_matches('/');
    format!("{below}/api/v1/namespaces/{namespace}/pods/{pod}:{port}/proxy/metrics")
}
