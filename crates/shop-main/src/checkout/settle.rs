//! How a pending order ends. The customer's request and the recovery pass both come here, at the same time if need be.

use shop_api::{Order, OrderId, OrderStatus, ProblemType};
use shop_kit::client::CallError;

use super::Checkout;
use crate::peers::Confirmation;

/// How an order ended.
#[derive(Debug)]
pub(crate) enum End {
    /// It stands.
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
            Confirmation::Gone => {
                self.orders.cancel(order.id).await?;
                Ok(End::Cancelled)
            }
        }
    }

    /// Ends an order that was found. One that is not pending any more has ended already.
    pub(crate) async fn resume(&self, order: Order) -> Result<End, CallError> {
        match order.status {
            OrderStatus::Pending => self.settle(&order).await,
            OrderStatus::Cancelled => Ok(End::Cancelled),
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
            Some(order) if order.status != OrderStatus::Cancelled => Ok(order),
            // Its stock is sold and it is cancelled: nothing here does that, so somebody has to look at it.
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
