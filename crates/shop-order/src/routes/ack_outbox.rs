//! `POST /outbox/ack`

use actix_web::HttpResponse;
use actix_web::web::{Data, Json};
use shop_api::{AckOutbox, ProblemType};
use shop_kit::ApiError;
use shop_kit::extract::Internal;

use super::claim_outbox::MAX_LIMIT;
use crate::App;
use crate::outbox;

/// Forgets what a subscriber has dealt with
#[utoipa::path(
    post, path = "/outbox/ack", tag = "outbox", request_body = AckOutbox,
    responses((status = 204, description = "It is forgotten.")),
    security(("internal" = [])),
)]
pub(super) async fn ack_outbox(
    _: Internal,
    app: Data<App>,
    done: Json<AckOutbox>,
) -> Result<HttpResponse, ApiError> {
    let AckOutbox { subscriber, ids } = done.into_inner();
    if ids.len() > usize::from(MAX_LIMIT) {
        return Err(ApiError::new(ProblemType::Validation)
            .field("ids", format!("must be {MAX_LIMIT} at most")));
    }
    app.database
        .run("ack_outbox", move |connection| {
            outbox::ack(connection, subscriber, &ids)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
