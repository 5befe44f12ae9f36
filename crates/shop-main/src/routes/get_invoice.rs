//! `GET /api/orders/{id}/invoice`

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName,
    X_CONTENT_TYPE_OPTIONS,
};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use shop_api::OrderId;
use shop_kit::ApiError;
use utoipa::IntoParams;

use crate::App;
use crate::forward::pass_on;
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
    pass_on("order", answer, &ANSWERED)
}
