//! The steps of a checkout, and what is done when one fails.

use shop_api::{
    CustomerId, IdempotencyKey, NewOrder, NewReservation, Order, OrderItem, ProblemType,
    Reservation, ReservationStatus, WantedItem,
};
use shop_kit::client::CallError;

use super::reservation_key::{self, reservation_key};
use super::settle::End;
use super::{Checkout, CheckoutError, Done};
use crate::cart::Lines;

impl Checkout {
    pub(super) async fn run(
        &self,
        customer: CustomerId,
        key: IdempotencyKey,
    ) -> Result<Done, CheckoutError> {
        // A repeated call finds its order here, also when the cart is empty and the catalog is away.
        if let Some(order) = self.earlier(customer, key).await? {
            return self.finish(order, false).await;
        }
        for number in 0..reservation_key::MOST {
            let lines = self.carts.read(customer).await?;
            if lines.is_empty() {
                // Perhaps another call with this key has emptied it since.
                return match self.earlier(customer, key).await? {
                    Some(order) => self.finish(order, false).await,
                    None => Err(CheckoutError::EmptyCart),
                };
            }
            let reservation_key = IdempotencyKey(reservation_key(key.0, number));
            let Some(reservation) = self.reserve(reservation_key, &lines).await? else {
                // An earlier call set stock aside for what the cart held then.
                continue;
            };
            match reservation.status {
                ReservationStatus::Active => {
                    self.check_prices(customer, &lines, &reservation).await?;
                }
                // Another call with this key got as far as that, so its order exists and is found below.
                ReservationStatus::Confirmed => {}
                ReservationStatus::Released
                | ReservationStatus::Expired
                | ReservationStatus::Returned => continue,
            }
            let order = self.create(customer, key, &reservation).await?;
            return self.finish(order, true).await;
        }
        Err(CheckoutError::KeySpent)
    }

    /// The order that an earlier call with this key made.
    async fn earlier(
        &self,
        customer: CustomerId,
        key: IdempotencyKey,
    ) -> Result<Option<Order>, CheckoutError> {
        match self.orders.by_key(key).await? {
            Some(order) if order.customer_id != customer => Err(CheckoutError::KeyTaken),
            found => Ok(found),
        }
    }

    /// Sets stock aside for the cart. Nothing when the key set something else aside before.
    async fn reserve(
        &self,
        key: IdempotencyKey,
        lines: &Lines,
    ) -> Result<Option<Reservation>, CheckoutError> {
        let new = NewReservation {
            key,
            items: lines
                .iter()
                .map(|(product, line)| WantedItem {
                    product_id: *product,
                    quantity: line.quantity,
                })
                .collect(),
            ttl_seconds: self.ttl_seconds,
        };
        match self.catalog.reserve(&new).await {
            Ok(reservation) => Ok(Some(reservation)),
            Err(error) => match (error.problem_type(), error) {
                (Some(ProblemType::IdempotencyMismatch), _) => Ok(None),
                (Some(ProblemType::OutOfStock), CallError::Refused { problem, .. }) => {
                    Err(CheckoutError::OutOfStock(problem))
                }
                (_, error) => Err(error.into()),
            },
        }
    }

    /// The customer must not pay a price that was never shown.
    async fn check_prices(
        &self,
        customer: CustomerId,
        lines: &Lines,
        reservation: &Reservation,
    ) -> Result<(), CheckoutError> {
        let changed: Vec<_> = reservation
            .items
            .iter()
            .filter(|item| {
                lines
                    .get(&item.product_id)
                    .is_some_and(|line| line.seen != item.unit_price)
            })
            .map(|item| (item.product_id, item.unit_price))
            .collect();
        if changed.is_empty() {
            return Ok(());
        }
        self.carts.show(customer, &changed).await?;
        self.release(reservation.id).await;
        Err(CheckoutError::PriceChanged)
    }

    async fn create(
        &self,
        customer: CustomerId,
        key: IdempotencyKey,
        reservation: &Reservation,
    ) -> Result<Order, CheckoutError> {
        let new = NewOrder {
            customer_id: customer,
            reservation_id: reservation.id,
            items: reservation
                .items
                .iter()
                .map(|item| OrderItem {
                    product_id: item.product_id,
                    name: item.name.clone(),
                    quantity: item.quantity,
                    unit_price: item.unit_price,
                })
                .collect(),
        };
        let error = match self.orders.create(key, &new).await {
            Ok(order) => return Ok(order),
            Err(error) => error,
        };
        self.release(reservation.id).await;
        if error.problem_type() == Some(ProblemType::IdempotencyMismatch) {
            // Another call with this key made the order with another reservation of the key.
            return self
                .earlier(customer, key)
                .await?
                .ok_or(CheckoutError::KeyTaken);
        }
        Err(error.into())
    }

    /// Ends an order; when that fails, the checkout is taken back.
    async fn finish(&self, order: Order, new: bool) -> Result<Done, CheckoutError> {
        match self.resume(order.clone()).await {
            Ok(End::Confirmed(order)) => Ok(Done { order, new }),
            Ok(End::Cancelled) => Err(CheckoutError::Cancelled),
            Err(error) => {
                self.take_back_later(order);
                Err(error.into())
            }
        }
    }
}
