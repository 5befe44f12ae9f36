//! Orders of whoever asks.

use shop_api::{Order, OrderId};
use shop_kit::ApiError;

use crate::App;
use crate::visitor::Visitor;

/// An own order. Another customer's does not exist, so that nobody learns which ids do.
pub(crate) async fn own_order(app: &App, visitor: Visitor, id: OrderId) -> Result<Order, ApiError> {
    let order = match visitor.0 {
        Some(_) => app.orders.get(id).await?,
        None => None,
    };
    order
        .filter(|order| Some(order.customer_id) == visitor.0)
        .ok_or_else(|| ApiError::not_found("order"))
}
