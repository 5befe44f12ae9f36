//! `GET /api/orders/{id}/invoice`

use actix_web::body::SizedStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName,
    X_CONTENT_TYPE_OPTIONS,
};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use futures::TryStreamExt as _;
use shop_api::OrderId;
use shop_kit::ApiError;
use shop_kit::client::CallError;
use utoipa::IntoParams;

use crate::App;
use crate::own::own_order;
use crate::visitor::Visitor;

/// What of the answer is for the customer. The policy is part of the document: it allows the document's own style.
const ANSWERED: [HeaderName; 5] = [
    CONTENT_TYPE,
    CONTENT_SECURITY_POLICY,
    X_CONTENT_TYPE_OPTIONS,
    CONTENT_DISPOSITION,
    CACHE_CONTROL,
];

/// What the order service reads from the address. It is passed on as it is, so nothing reads this here.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it only describes")]
struct Language {
    /// The invoice's language; English when left out.
    #[param(value_type = String, required = false, pattern = "^(en|ko)$")]
    lang: Option<String>,
}

/// The invoice of an own order
///
/// A page that a browser shows and prints. An order that was never confirmed has none.
#[utoipa::path(
    get, path = "/api/orders/{id}/invoice", tag = "orders",
    params(("id" = OrderId, Path, description = "The order."), Language),
    responses((status = 200, description = "The invoice.", content((String = "text/html; charset=utf-8")))),
    security((), ("session" = [])),
)]
pub(super) async fn get_invoice(
    app: Data<App>,
    visitor: Visitor,
    id: Path<OrderId>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let order = own_order(&app, visitor, id.into_inner()).await?;
    let answer = app
        .orders
        .invoice(order.id, request.query_string())
        .send()
        .await?;
    let status = answer.status().as_u16();
    if status >= 500 {
        return Err(CallError::Refused {
            peer: "order",
            status,
            problem: None,
        }
        .into());
    }
    let status = StatusCode::from_u16(status).map_err(ApiError::internal)?;
    let mut reply = HttpResponse::build(status);
    for name in ANSWERED {
        if let Some(value) = answer.headers().get(name.as_str()) {
            reply.insert_header((name, value.as_bytes()));
        }
    }
    let length = answer.content_length();
    let body = answer.bytes_stream().map_err(std::io::Error::other);
    Ok(match length {
        Some(length) => reply.body(SizedStream::new(length, body)),
        None => reply.streaming(body),
    })
}
