//! What every service says about itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Answer of `/readyz` and `/livez`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Readiness {
    /// Whether the service can serve.
    pub status: ReadinessStatus,
    /// Its own dependencies by name. Empty for `/livez`.
    pub dependencies: BTreeMap<String, DependencyState>,
}

/// Whether a service can serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ReadinessStatus {
    /// It can.
    Ok,
    /// It can't: a dependency is down, or it is shutting down.
    Unavailable,
}

/// One dependency of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DependencyState {
    /// It answered.
    pub ok: bool,
    /// Why not.
    #[schema(required)]
    pub detail: Option<String>,
}

/// Answer of `/version`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VersionInfo {
    /// `catalog`, `order`, `main` or `frontend`.
    pub service: String,
    /// The version of the program.
    pub version: String,
    /// Which replica answered.
    pub replica: String,
    /// The commit that the program was built from, or `unknown`.
    pub commit: String,
}

/// Answer of `GET /api/topology`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Topology {
    /// The services, seen from one replica of `main`.
    pub services: Vec<ServiceState>,
}

/// A service as another one sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceState {
    /// `main`, `catalog` or `order`.
    pub name: String,
    /// What it says about its build; none when it did not answer.
    pub version: Option<VersionInfo>,
    /// What it says about its dependencies; none when it did not answer.
    pub readiness: Option<Readiness>,
    /// Why something is missing here.
    pub error: Option<String>,
}
