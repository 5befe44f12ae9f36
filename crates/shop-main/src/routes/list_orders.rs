//! `GET /api/orders`

use actix_web::web::{Data, Json, Query};
use serde::Deserialize;
use shop_api::{Order, Page, ProblemType};
use shop_kit::ApiError;
use utoipa::IntoParams;

use crate::App;
use crate::peers::Which;
use crate::visitor::Visitor;

/// Most entries of a page.
const MAX_LIMIT: u16 = 100;

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
    if limit.is_some_and(|limit| !(1..=MAX_LIMIT).contains(&limit)) {
        return Err(ApiError::new(ProblemType::Validation)
            .field("limit", format!("must be 1 to {MAX_LIMIT}")));
    }
    // Cursors are the order service's, which calls them wrong in words of its own.
    if after
        .as_deref()
        .is_some_and(|after| after.parse::<i64>().is_err())
    {
        return Err(
            ApiError::new(ProblemType::Validation).field("after", "is not the end of a page")
        );
    }
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
