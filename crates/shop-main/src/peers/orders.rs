//! Calls to `order`.

use serde::Serialize;
use shop_api::{
    AckOutbox, Actor, ClaimOutbox, Claimed, CustomerId, IdempotencyKey, NewOrder, Order, OrderId,
    OrderStatus, OutboxEntry, Page, ProblemType, Subscriber, header,
};
use shop_kit::ApiError;
use shop_kit::client::{Call, CallError, Client};

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

/// How an order moves on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Confirm,
    Pay,
    Ship,
    Deliver,
    Cancel,
}

impl Step {
    /// As in the path.
    const fn verb(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Pay => "pay",
            Self::Ship => "ship",
            Self::Deliver => "deliver",
            Self::Cancel => "cancel",
        }
    }
}

/// What a person is told whose order could not be moved: a refusal for the order's sake is theirs to know.
pub(crate) fn refused(error: CallError) -> ApiError {
    match (error.problem_type(), error) {
        (Some(ProblemType::NotFound), _) => ApiError::not_found("order"),
        (
            Some(ProblemType::InvalidTransition),
            CallError::Refused {
                problem: Some(problem),
                ..
            },
        ) => {
            let error = ApiError::new(ProblemType::InvalidTransition);
            match problem.detail {
                Some(detail) => error.detail(detail),
                None => error,
            }
        }
        (_, error) => error.into(),
    }
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
        self.step(id, Step::Confirm, Actor::System).await
    }

    /// Cancels an order that is pending. One that was confirmed meanwhile is its customer's, and the call is refused.
    pub(crate) async fn cancel_pending(&self, id: OrderId) -> Result<Order, CallError> {
        self.step(id, Step::Cancel, Actor::System).await
    }

    /// Moves an order on because `actor` says so.
    pub(crate) async fn step(
        &self,
        id: OrderId,
        step: Step,
        actor: Actor,
    ) -> Result<Order, CallError> {
        self.0
            .post(&format!("/orders/{id}/{}?actor={actor}", step.verb()))
            .idempotent()
            .fetch()
            .await
    }

    /// Begins to read an order's invoice. The answer is passed on.
    pub(crate) fn invoice(&self, id: OrderId, query: &str) -> Call {
        let path = if query.is_empty() {
            format!("/orders/{id}/invoice")
        } else {
            format!("/orders/{id}/invoice?{query}")
        };
        self.0.get(&path).forwarded()
    }

    /// Takes changes of orders that this service has to deal with. What is not acknowledged within the lease comes again.
    pub(crate) async fn claim(
        &self,
        limit: u16,
        lease_seconds: u16,
    ) -> Result<Vec<OutboxEntry>, CallError> {
        let claim = ClaimOutbox {
            subscriber: Subscriber::Main,
            limit,
            lease_seconds,
        };
        let claimed: Claimed = self.0.post("/outbox/claim").json(&claim).fetch().await?;
        Ok(claimed.entries)
    }

    /// Says that changes were dealt with.
    pub(crate) async fn ack(&self, ids: Vec<i64>) -> Result<(), CallError> {
        let ack = AckOutbox {
            subscriber: Subscriber::Main,
            ids,
        };
        self.0
            .post("/outbox/ack")
            .json(&ack)
            .idempotent()
            .done()
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
