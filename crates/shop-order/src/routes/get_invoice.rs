//! `GET /orders/{id}/invoice`

use actix_web::HttpResponse;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    X_CONTENT_TYPE_OPTIONS,
};
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;
use shop_api::OrderId;
use shop_kit::ApiError;
use shop_kit::extract::Internal;
use utoipa::IntoParams;

use crate::App;
use crate::invoice::{Language, POLICY};
use crate::store;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct InvoiceQuery {
    /// The invoice's language; English when left out.
    #[serde(default)]
    #[param(value_type = Language, inline, required = false)]
    lang: Language,
}

/// An order's invoice
///
/// A page that a browser shows and prints. An order that was never confirmed has none.
#[utoipa::path(
    get, path = "/orders/{id}/invoice", tag = "orders",
    params(("id" = OrderId, Path, description = "The order."), InvoiceQuery),
    responses((status = 200, description = "The invoice.", content((String = "text/html; charset=utf-8")))),
    security(("internal" = [])),
)]
pub(super) async fn get_invoice(
    _: Internal,
    app: Data<App>,
    id: Path<OrderId>,
    query: Query<InvoiceQuery>,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    let order = app
        .database
        .run("get_order", move |connection| store::get(connection, id))
        .await?;
    let page = app.invoices.read(&order, query.lang).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY.as_str()))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("inline; filename=\"{}.html\"", order.number),
        ))
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .body(page))
}
