//! What all routes that move an order have in common.

use actix_web::web::Json;
use serde::Deserialize;
use shop_api::{Actor, Order, OrderId, OrderStatus};
use shop_kit::ApiError;
use utoipa::IntoParams;

use crate::App;
use crate::store;

/// Who moves the order. The caller knows; this service only believes other services. Whoever does not say moves as the
/// checkout, which may do least with an order that a customer was told of.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct By {
    /// Who moves it; `system` when left out.
    #[serde(default)]
    #[param(value_type = Actor, required = false)]
    pub(super) actor: Actor,
}

/// Moves an order on. A repeated call changes nothing.
pub(super) async fn step(
    app: &App,
    id: OrderId,
    to: OrderStatus,
    actor: Actor,
) -> Result<Json<Order>, ApiError> {
    let done = app
        .database
        .run(operation(to), move |connection| {
            store::transition(connection, id, to, actor)
        })
        .await?;
    if done.moved {
        if to == OrderStatus::Confirmed {
            app.confirmed.inc();
        }
        app.moves
            .with_label_values(&[to.as_str(), actor.as_str()])
            .inc();
        tracing::info!(order_id = %id, number = %done.order.number, status = %to, %actor, "Order {} is now {to}, by {actor}.", done.order.number);
    }
    Ok(Json(done.order))
}

/// The name of the work in metrics.
fn operation(to: OrderStatus) -> &'static str {
    match to {
        OrderStatus::Pending => "create_order",
        OrderStatus::Confirmed => "confirm_order",
        OrderStatus::Paid => "pay_order",
        OrderStatus::Shipped => "ship_order",
        OrderStatus::Delivered => "deliver_order",
        OrderStatus::Cancelled => "cancel_order",
    }
}
