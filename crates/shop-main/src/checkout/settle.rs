//! How a pending order ends. The customer's request and the recovery pass both come here, at the same time if need be.

use shop_api::{Order, OrderId, OrderStatus, ProblemType};
use shop_kit::client::CallError;

use super::Checkout;
use crate::peers::Confirmation;

/// How an order ended.
#[derive(Debug)]
pub(crate) enum End {
    /// It was confirmed. Its customer or staff may have cancelled it since.
    Confirmed(Order),
    /// It will never be.
    Cancelled,
}

impl Checkout {
    /// Ends a pending order the way its reservation says. Safe to repeat and to do twice at the same time, because
    /// every caller gets the same answer from the reservation.
    pub(crate) async fn settle(&self, order: &Order) -> Result<End, CallError> {
        match self.catalog.confirm(order.reservation_id).await? {
            Confirmation::Sold => {
                let order = self.confirmed(order.id).await?;
                self.take_from_cart(&order).await;
                Ok(End::Confirmed(order))
            }
            Confirmation::Gone => self.cancelled(order.id).await,
        }
    }

    /// Ends an order that was found. One that is not pending any more has ended already.
    pub(crate) async fn resume(&self, order: Order) -> Result<End, CallError> {
        match order.status {
            OrderStatus::Pending => self.settle(&order).await,
            OrderStatus::Cancelled => Ok(ended(order)),
            OrderStatus::Confirmed
            | OrderStatus::Paid
            | OrderStatus::Shipped
            | OrderStatus::Delivered => {
                self.take_from_cart(&order).await;
                Ok(End::Confirmed(order))
            }
        }
    }

    /// Confirms an order, which may be further already: nobody promised that its buyer would wait.
    async fn confirmed(&self, id: OrderId) -> Result<Order, CallError> {
        let error = match self.orders.confirm(id).await {
            Err(error) if error.problem_type() == Some(ProblemType::InvalidTransition) => error,
            result => return result,
        };
        match self.orders.get(id).await? {
            Some(order) if order.was_confirmed() => Ok(order),
            // Its stock is sold and it was cancelled before it was confirmed: nothing here does that, so somebody has to look
            // at it.
            _ => Err(error),
        }
    }

    /// Cancels an order whose stock was given back, unless it was confirmed meanwhile: then somebody else has settled it, and
    /// its stock came back because its customer or staff cancelled it.
    async fn cancelled(&self, id: OrderId) -> Result<End, CallError> {
        let error = match self.orders.cancel_pending(id).await {
            Ok(order) => return Ok(ended(order)),
            Err(error) if error.problem_type() == Some(ProblemType::InvalidTransition) => error,
            Err(error) => return Err(error),
        };
        match self.orders.get(id).await? {
            Some(order) if order.was_confirmed() => Ok(End::Confirmed(order)),
            _ => Err(error),
        }
    }

    /// The order stands whether or not the cart can be emptied.
    async fn take_from_cart(&self, order: &Order) {
        if let Err(error) = self.carts.take(order).await {
            let error = error.to_string();
            tracing::warn!(order_id = %order.id, error, "An order's products are still in the cart: {error}.");
        }
    }
}

/// How a cancelled order ended its checkout. One that was confirmed before was a success, whatever its customer made of it
/// afterwards.
fn ended(order: Order) -> End {
    if order.was_confirmed() {
        End::Confirmed(order)
    } else {
        End::Cancelled
    }
}
