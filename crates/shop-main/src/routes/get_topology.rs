//! `GET /api/topology`

use std::time::Duration;

use actix_web::web::{Data, Json};
use serde::de::DeserializeOwned;
use shop_api::{Readiness, ServiceState, Topology};
use shop_kit::Service;
use shop_kit::client::{Call, CallError, Client};

use crate::App;

/// A service that says nothing within this time is shown as silent: the page is there for the time when things are slow.
const LIMIT: Duration = Duration::from_millis(800);

/// The services as this replica sees them
///
/// It answers whatever state they are in.
#[utoipa::path(get, path = "/api/topology", tag = "topology", responses(
    (status = 200, description = "Every service, with what it says about itself.", body = Topology),
))]
pub(super) async fn get_topology(app: Data<App>, service: Data<Service>) -> Json<Topology> {
    let own = async {
        ServiceState {
            name: service.name.to_owned(),
            version: Some(service.version()),
            readiness: Some(public(service.health.readiness().await)),
            error: None,
        }
    };
    let (own, catalog, order) = futures::join!(
        own,
        state("catalog", &app.catalog.0),
        state("order", &app.orders.0)
    );
    Json(Topology {
        services: vec![own, catalog, order],
    })
}

async fn state(name: &str, client: &Client) -> ServiceState {
    let (version, readiness) =
        futures::join!(ask(client.get("/version")), ask(client.get("/readyz")));
    let error = version
        .as_ref()
        .err()
        .or(readiness.as_ref().err())
        .map(|silence| silence.to_string());
    ServiceState {
        name: name.to_owned(),
        version: version.ok(),
        readiness: readiness.ok().map(public),
        error,
    }
}

/// Why a service said nothing, in words that tell everybody nothing about addresses.
#[derive(Debug, thiserror::Error)]
enum Silence {
    #[error("no answer within {} ms", LIMIT.as_millis())]
    Slow,
    #[error("no connection")]
    Away,
    #[error("not asked, because it failed too often")]
    LeftAlone,
    #[error("an answer that can't be read")]
    Unreadable,
}

impl From<CallError> for Silence {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Timeout { .. } => Self::Slow,
            CallError::Connection { .. } => Self::Away,
            CallError::BreakerOpen { .. } => Self::LeftAlone,
            CallError::Refused { .. }
            | CallError::Body { .. }
            | CallError::Sender { .. }
            | CallError::Request { .. } => Self::Unreadable,
        }
    }
}

/// A service that is not ready says so with 503 and the same body, so the status does not matter.
async fn ask<T: DeserializeOwned>(call: Call) -> Result<T, Silence> {
    let answer = async {
        let response = call.forwarded().send().await?;
        response.json().await.map_err(|_| Silence::Unreadable)
    };
    tokio::time::timeout(LIMIT, answer)
        .await
        .unwrap_or(Err(Silence::Slow))
}

/// Which dependencies answer is for everybody; why one does not can name hosts, and is for the logs.
fn public(mut readiness: Readiness) -> Readiness {
    for dependency in readiness.dependencies.values_mut() {
        dependency.detail = None;
    }
    readiness
}
