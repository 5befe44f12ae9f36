//! Cancelling what was bought.

use chrono::Utc;
use reqwest::Method;

use super::{Refusal, Shop};
use crate::customers::Customer;
use crate::error::LoadError;
use crate::orders::{Cancel, Line, OrderLog};
use crate::plan::Action;

/// Cancels the customer's last order, once; who has none looks at the list of orders instead. The wish is in the journal
/// before it is sent, and what the shop said of it before this returns.
pub(crate) async fn cancel(
    shop: &Shop,
    orders: &OrderLog,
    customer: &Customer,
) -> Result<Result<(), Refusal>, LoadError> {
    let Some(order_id) = customer.known().last_order else {
        return Ok(shop.visit(customer, Action::OrderStatus).await);
    };
    let line = || Cancel {
        order_id,
        at: Utc::now(),
    };
    orders.append(Line::Cancel(line())).await?;
    let id = order_id.to_string();
    let request = shop.request(Method::POST, &["orders", &id, "cancel"]);
    if let Err(refusal) = shop.send(customer, request).await {
        return Ok(Err(refusal));
    }
    orders.append(Line::Cancelled(line())).await?;
    // It is of no more interest, unless the customer has bought something else meanwhile.
    let mut known = customer.known();
    if known.last_order == Some(order_id) {
        known.last_order = None;
    }
    Ok(Ok(()))
}
