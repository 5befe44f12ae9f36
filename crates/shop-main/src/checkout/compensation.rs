//! Taking back what a failed checkout did. What does not succeed here, or is cut off with
//! the process, is done by the clock: a reservation expires, and the recovery pass ends the order.

use std::time::Duration;

use shop_api::{Order, ReservationId};
use shop_kit::context::{self, RequestContext};
use tokio::task::JoinHandle;

use super::Checkout;
use super::settle::End;

/// How long a customer, who gets a bad answer anyway, waits for stock to be given back.
const PATIENCE: Duration = Duration::from_millis(300);

impl Checkout {
    /// Gives stock back. The customer waits a little for it, so that an immediate repetition does not build on a reservation
    /// that is about to go; it is finished in any case.
    pub(super) async fn release(&self, id: ReservationId) {
        let this = self.clone();
        let work = later(async move {
            match this.catalog.release(id).await {
                Ok(()) => tracing::info!(reservation_id = %id, "Released a reservation."),
                Err(error) => {
                    let error = error.to_string();
                    tracing::warn!(reservation_id = %id, error, "A reservation could not be released: {error}.");
                }
            }
        });
        let _ = tokio::time::timeout(PATIENCE, work).await;
    }

    /// Releases an order's reservation and then ends the order the way the reservation says: somebody else, or a call
    /// whose answer was lost, may have sold it.
    pub(super) fn take_back_later(&self, order: Order) {
        let this = self.clone();
        drop(later(async move {
            let (id, number) = (order.id, order.number);
            let ended = match this.catalog.release(order.reservation_id).await {
                Err(error) if error.is_outage() => Err(error),
                // A sold one can't be released.
                Ok(()) | Err(_) => this.settle(&order).await,
            };
            match ended {
                Ok(End::Confirmed(_)) => {
                    tracing::info!(order_id = %id, %number, "Order {number} was confirmed late.");
                }
                Ok(End::Cancelled) => {
                    tracing::info!(order_id = %id, %number, "Took the checkout of order {number} back.");
                }
                Err(error) => {
                    let error = error.to_string();
                    tracing::warn!(order_id = %id, %number, error, "Order {number} is left to the recovery pass: {error}.");
                }
            }
        }));
    }
}

/// Work that goes on, also after the reply, under the ids of the request.
fn later(work: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    let context = context::current().unwrap_or_else(RequestContext::root);
    tokio::spawn(context::scope(context, work))
}
