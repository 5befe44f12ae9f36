//! Calls to `catalog`.

use shop_api::{
    NewReservation, ProblemType, Product, ProductId, Reservation, ReservationId, ReservationStatus,
};
use shop_kit::client::{Call, CallError, Client};

/// The catalog.
#[derive(Clone, Debug)]
pub(crate) struct Catalog(pub(crate) Client);

/// What became of a reservation that should be confirmed. Neither ever changes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Confirmation {
    /// Its stock is sold.
    Sold,
    /// Its stock was given back.
    Gone,
}

/// What became of a reservation whose order was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Return {
    /// Its stock is in the shop again.
    Returned,
    /// It had sold nothing.
    NothingHeld,
}

impl Catalog {
    /// Begins a read whose answer is passed on.
    pub(crate) fn get(&self, path_and_query: &str) -> Call {
        self.0.get(path_and_query)
    }

    /// A product, or nothing when it is not sold (any more).
    pub(crate) async fn product(&self, id: ProductId) -> Result<Option<Product>, CallError> {
        match self.0.get(&format!("/products/{id}")).fetch().await {
            Ok(product) => Ok(Some(product)),
            Err(error) if error.status() == Some(404) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sets stock aside, once per key.
    pub(crate) async fn reserve(&self, new: &NewReservation) -> Result<Reservation, CallError> {
        self.0
            .post("/reservations")
            .json(new)
            .idempotent()
            .fetch()
            .await
    }

    /// Sells what a reservation holds.
    ///
    /// Only the catalog's own word that the stock was given back counts as [`Confirmation::Gone`]: orders are
    /// cancelled for it. A bare 404 or 409 can come from anybody when an address is wrong.
    pub(crate) async fn confirm(&self, id: ReservationId) -> Result<Confirmation, CallError> {
        let call = self.0.post(&format!("/reservations/{id}/confirm"));
        match call.idempotent().fetch::<Reservation>().await {
            Ok(_) => Ok(Confirmation::Sold),
            Err(error) if error.problem_type() == Some(ProblemType::ReservationGone) => {
                Ok(Confirmation::Gone)
            }
            Err(error) => Err(error),
        }
    }

    /// Gives back what a reservation holds, unless it is sold.
    pub(crate) async fn release(&self, id: ReservationId) -> Result<(), CallError> {
        self.0.delete(&format!("/reservations/{id}")).done().await
    }

    /// Gives back what a reservation has sold, once however often it is asked.
    ///
    /// As with [`Catalog::confirm`], only the catalog's own word ends the matter. A bare 404 can come from a replica that does
    /// not know this call yet, so it is a failure, and the stock is given back later.
    pub(crate) async fn return_stock(&self, id: ReservationId) -> Result<Return, CallError> {
        let call = self.0.post(&format!("/reservations/{id}/return"));
        let reservation: Reservation = call.idempotent().fetch().await?;
        Ok(match reservation.status {
            ReservationStatus::Returned => Return::Returned,
            _ => Return::NothingHeld,
        })
    }
}
