//! `GET /api/staff/orders`

use actix_web::web::{Data, Json, Query};
use serde::Deserialize;
use shop_api::{Order, OrderStatus, Page};
use shop_kit::ApiError;
use shop_kit::extract::Staff;
use utoipa::IntoParams;

use crate::App;
use crate::paging::check_page;
use crate::peers::Which;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Where they stand.
    #[param(value_type = OrderStatus, required = false)]
    status: Option<OrderStatus>,
    /// `next` of the page before.
    #[param(value_type = String, required = false, pattern = "^[0-9]{1,18}$")]
    after: Option<String>,
    /// Entries of a page; 20 when left out.
    #[param(value_type = u16, required = false, minimum = 1, maximum = 100)]
    limit: Option<u16>,
}

/// Everybody's orders, newest first
#[utoipa::path(
    get, path = "/api/staff/orders", operation_id = "staff_list_orders", tag = "staff", params(ListQuery),
    responses((status = 200, description = "One page.", body = Page<Order>)),
    security(("staff" = [])),
)]
pub(crate) async fn list_orders(
    _: Staff,
    app: Data<App>,
    query: Query<ListQuery>,
) -> Result<Json<Page<Order>>, ApiError> {
    let ListQuery {
        status,
        after,
        limit,
    } = query.into_inner();
    check_page(after.as_deref(), limit)?;
    let which = Which {
        status,
        after,
        limit,
        ..Which::default()
    };
    Ok(Json(app.orders.list(&which).await?))
}
