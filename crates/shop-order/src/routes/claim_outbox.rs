//! `POST /outbox/claim`

use actix_web::web::{Data, Json};
use shop_api::{ClaimOutbox, Claimed, ProblemType};
use shop_kit::ApiError;
use shop_kit::extract::Internal;

use crate::App;
use crate::outbox::{self, Lease};

/// Most entries of one claim.
pub(super) const MAX_LIMIT: u16 = 100;
/// The longest lease that a subscriber can ask for.
const MAX_LEASE_SECONDS: u16 = 300;

/// Gives a subscriber the oldest entries that nobody has
///
/// Those that are not acknowledged within the lease come again.
#[utoipa::path(
    post, path = "/outbox/claim", tag = "outbox", request_body = ClaimOutbox,
    responses((status = 200, description = "What is to be done.", body = Claimed)),
    security(("internal" = [])),
)]
pub(super) async fn claim_outbox(
    _: Internal,
    app: Data<App>,
    wanted: Json<ClaimOutbox>,
) -> Result<Json<Claimed>, ApiError> {
    let ClaimOutbox {
        subscriber,
        limit,
        lease_seconds,
    } = wanted.into_inner();
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(ApiError::new(ProblemType::Validation)
            .field("limit", format!("must be 1 to {MAX_LIMIT}")));
    }
    if !(1..=MAX_LEASE_SECONDS).contains(&lease_seconds) {
        return Err(ApiError::new(ProblemType::Validation)
            .field("leaseSeconds", format!("must be 1 to {MAX_LEASE_SECONDS}")));
    }
    let lease = Lease {
        subscriber,
        limit,
        seconds: lease_seconds,
    };
    let entries = app
        .database
        .run("claim_outbox", move |connection| {
            outbox::claim(connection, lease)
        })
        .await?;
    Ok(Json(Claimed { entries }))
}
