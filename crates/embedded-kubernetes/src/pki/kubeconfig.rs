//! Kubeconfigs that hold everything they need.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

/// What a context, its cluster and its user are called in every kubeconfig of the embedded cluster.
const NAME: &str = "firedrill";

/// A kubeconfig: JSON, which every reader of YAML takes.
pub(super) fn text(server: &str, ca: &[u8], user: &str, cert: &[u8], key: &[u8]) -> String {
    let config = json!({
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": NAME,
        "clusters": [{
            "name": NAME,
            "cluster": { "server": server, "certificate-authority-data": STANDARD.encode(ca) },
        }],
        "contexts": [{ "name": NAME, "context": { "cluster": NAME, "user": user } }],
        "users": [{
            "name": user,
            "user": {
                "client-certificate-data": STANDARD.encode(cert),
                "client-key-data": STANDARD.encode(key),
            },
        }],
    });
    format!("{config:#}\n")
}
