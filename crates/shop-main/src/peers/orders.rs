//! Calls to `order`.

use serde::Serialize;
use shop_api::{CustomerId, IdempotencyKey, NewOrder, Order, OrderId, OrderStatus, Page, header};
use shop_kit::client::{CallError, Client};

/// The order service.
#[derive(Clone, Debug)]
pub(crate) struct Orders(pub(crate) Client);

/// Which orders to list.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Which {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) customer_id: Option<CustomerId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<OrderStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) older_than_seconds: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) idempotency_key: Option<IdempotencyKey>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) after: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) limit: Option<u16>,
}

impl Orders {
    /// Makes a pending order, once per key.
    pub(crate) async fn create(
        &self,
        key: IdempotencyKey,
        new: &NewOrder,
    ) -> Result<Order, CallError> {
        self.0
            .post("/orders")
            .header(header::IDEMPOTENCY_KEY, key.to_string())
            .json(new)
            .idempotent()
            .fetch()
            .await
    }

    /// Confirms a pending order.
    pub(crate) async fn confirm(&self, id: OrderId) -> Result<Order, CallError> {
        self.0
            .post(&format!("/orders/{id}/confirm"))
            .idempotent()
            .fetch()
            .await
    }

    /// Cancels a pending order.
    pub(crate) async fn cancel(&self, id: OrderId) -> Result<Order, CallError> {
        self.0
            .post(&format!("/orders/{id}/cancel"))
            .idempotent()
            .fetch()
            .await
    }

    /// One order, or nothing when there is no such order.
    pub(crate) async fn get(&self, id: OrderId) -> Result<Option<Order>, CallError> {
        match self.0.get(&format!("/orders/{id}")).fetch().await {
            Ok(order) => Ok(Some(order)),
            Err(error) if error.status() == Some(404) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The order that was made with this key.
    pub(crate) async fn by_key(&self, key: IdempotencyKey) -> Result<Option<Order>, CallError> {
        let which = Which {
            idempotency_key: Some(key),
            ..Which::default()
        };
        Ok(self.list(&which).await?.items.into_iter().next())
    }

    /// One page of orders, newest first.
    pub(crate) async fn list(&self, which: &Which) -> Result<Page<Order>, CallError> {
        self.0.get("/orders").query(which).fetch().await
    }
}
