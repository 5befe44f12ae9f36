//! `GET /orders`

use actix_web::web::{Data, Json, Query};
use serde::Deserialize;
use shop_api::{CustomerId, FieldError, IdempotencyKey, Order, OrderStatus, Page};
use shop_kit::ApiError;
use shop_kit::extract::Internal;
use utoipa::IntoParams;

use crate::App;
use crate::store::{self, Filter};

/// Entries of a page when the caller does not say.
const DEFAULT_LIMIT: u16 = 20;
/// Most entries of a page.
const MAX_LIMIT: u16 = 100;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// Whose orders.
    #[param(value_type = CustomerId, required = false)]
    customer_id: Option<CustomerId>,
    /// Where they stand.
    #[param(value_type = OrderStatus, required = false)]
    status: Option<OrderStatus>,
    /// Made longer ago than this.
    #[param(value_type = u32, required = false, maximum = 2_147_483_647)]
    older_than_seconds: Option<u32>,
    /// The key that they were made with.
    #[param(value_type = IdempotencyKey, required = false)]
    idempotency_key: Option<IdempotencyKey>,
    /// `next` of the page before.
    #[param(value_type = String, required = false, pattern = "^[0-9]{1,18}$")]
    after: Option<String>,
    /// Entries of a page; 20 when left out.
    #[param(value_type = u16, required = false, minimum = 1, maximum = 100)]
    limit: Option<u16>,
}

/// Orders, newest first
#[utoipa::path(
    get, path = "/orders", tag = "orders", params(ListQuery),
    responses((status = 200, description = "One page.", body = Page<Order>)),
    security(("internal" = [])),
)]
pub(super) async fn list_orders(
    _: Internal,
    app: Data<App>,
    query: Query<ListQuery>,
) -> Result<Json<Page<Order>>, ApiError> {
    let filter = filter(&query).map_err(ApiError::validation)?;
    let page = app
        .database
        .run("list_orders", move |connection| {
            store::list(connection, filter)
        })
        .await?;
    Ok(Json(page))
}

fn filter(query: &ListQuery) -> Result<Filter, Vec<FieldError>> {
    let mut faults = Vec::new();
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        faults.push(FieldError::new(
            "limit",
            format!("must be 1 to {MAX_LIMIT}"),
        ));
    }
    let after = query.after.as_deref().map(str::parse::<i64>).transpose();
    if after.is_err() {
        faults.push(FieldError::new("after", "is not the end of a page"));
    }
    let older_than_seconds = query.older_than_seconds.map(i32::try_from).transpose();
    if older_than_seconds.is_err() {
        faults.push(FieldError::new("olderThanSeconds", "is too large"));
    }
    match (after, older_than_seconds) {
        (Ok(after), Ok(older_than_seconds)) if faults.is_empty() => Ok(Filter {
            customer: query.customer_id,
            status: query.status,
            older_than_seconds,
            key: query.idempotency_key,
            after,
            limit,
        }),
        _ => Err(faults),
    }
}
