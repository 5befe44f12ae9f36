//! `GET /api/orders`

use actix_web::web::{Data, Json, Query};
use serde::Deserialize;
use shop_api::{Order, Page};
use shop_kit::ApiError;
use utoipa::IntoParams;

use crate::App;
use crate::paging::check_page;
use crate::peers::Which;
use crate::visitor::Visitor;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// `next` of the page before.
    #[param(value_type = String, required = false, pattern = "^[0-9]{1,18}$")]
    after: Option<String>,
    /// Entries of a page; 20 when left out.
    #[param(value_type = u16, required = false, minimum = 1, maximum = 100)]
    limit: Option<u16>,
}

/// The customer's own orders, newest first
#[utoipa::path(
    get, path = "/api/orders", tag = "orders", params(ListQuery),
    responses((status = 200, description = "One page.", body = Page<Order>)),
    security((), ("session" = [])),
)]
pub(super) async fn list_orders(
    app: Data<App>,
    visitor: Visitor,
    query: Query<ListQuery>,
) -> Result<Json<Page<Order>>, ApiError> {
    let ListQuery { after, limit } = query.into_inner();
    check_page(after.as_deref(), limit)?;
    let Some(customer) = visitor.0 else {
        return Ok(Json(Page {
            items: Vec::new(),
            next: None,
        }));
    };
    let which = Which {
        customer_id: Some(customer),
        after,
        limit,
        ..Which::default()
    };
    Ok(Json(app.orders.list(&which).await?))
}
