//! Orders and the status machine.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::catalog::UnknownStatus;
use crate::{CustomerId, Money, OrderId, ProductId, ReservationId};

/// Body of `POST /orders`. The key travels in the header `Idempotency-Key`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewOrder {
    /// Whose order.
    pub customer_id: CustomerId,
    /// The stock that was set aside for it.
    pub reservation_id: ReservationId,
    /// What was bought, at the reservation's prices. At least one.
    #[schema(min_items = 1, max_items = 100)]
    pub items: Vec<OrderItem>,
}

/// One line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OrderItem {
    /// The product.
    pub product_id: ProductId,
    /// Its English name when it was bought.
    #[schema(min_length = 1, max_length = 200, pattern = r"\S")]
    pub name: String,
    /// Pieces, at least 1.
    #[schema(minimum = 1, maximum = 10_000)]
    pub quantity: u32,
    /// The price of one piece.
    pub unit_price: Money,
}

/// An order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// What the customer calls it.
    pub number: OrderNumber,
    /// Whose order.
    pub customer_id: CustomerId,
    /// The stock that was set aside for it.
    pub reservation_id: ReservationId,
    /// Where it stands.
    pub status: OrderStatus,
    /// The sum of all lines.
    pub total: Money,
    /// What was bought.
    pub items: Vec<OrderItem>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When its status last changed.
    pub updated_at: DateTime<Utc>,
    /// Every status that it had, oldest first.
    pub history: Vec<OrderStep>,
}

impl Order {
    /// Whether it was ever confirmed: its customer was told, and its stock was sold.
    #[must_use]
    pub fn was_confirmed(&self) -> bool {
        self.confirmed_at().is_some()
    }

    /// When it was confirmed.
    #[must_use]
    pub fn confirmed_at(&self) -> Option<DateTime<Utc>> {
        self.history
            .iter()
            .find(|step| step.status == OrderStatus::Confirmed)
            .map(|step| step.at)
    }
}

/// One step of an order's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrderStep {
    /// The status that it got.
    pub status: OrderStatus,
    /// When.
    pub at: DateTime<Utc>,
    /// Who moved it. A replica that is not up to date yet does not say; all that it moves is the checkout's.
    #[serde(default)]
    pub actor: Actor,
}

/// Who moves an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Actor {
    /// The checkout, its compensation and its recovery.
    #[default]
    System,
    /// Whose order it is.
    Customer,
    /// Who works for the shop.
    Staff,
}

impl Actor {
    /// Everybody.
    pub const ALL: [Self; 3] = [Self::System, Self::Customer, Self::Staff];

    /// As in JSON and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Customer => "customer",
            Self::Staff => "staff",
        }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names nobody who moves orders.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is nobody who moves orders")]
pub struct UnknownActor(pub String);

impl FromStr for Actor {
    type Err = UnknownActor;

    fn from_str(text: &str) -> Result<Self, UnknownActor> {
        Self::ALL
            .into_iter()
            .find(|actor| actor.as_str() == text)
            .ok_or_else(|| UnknownActor(text.to_owned()))
    }
}

/// A running number, written `FD-000123`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrderNumber(pub i64);

impl fmt::Display for OrderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FD-{:06}", self.0)
    }
}

impl PartialSchema for OrderNumber {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("A running number."))
            .pattern(Some("^FD-[0-9]{6,}$"))
            .into()
    }
}

impl ToSchema for OrderNumber {}

/// Text that is no order number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an order number such as FD-000123")]
pub struct InvalidOrderNumber(pub String);

impl FromStr for OrderNumber {
    type Err = InvalidOrderNumber;

    fn from_str(text: &str) -> Result<Self, InvalidOrderNumber> {
        text.strip_prefix("FD-")
            .filter(|digits| digits.len() >= 6 && digits.bytes().all(|b| b.is_ascii_digit()))
            .and_then(|digits| digits.parse().ok())
            .map(Self)
            .ok_or_else(|| InvalidOrderNumber(text.to_owned()))
    }
}

impl TryFrom<String> for OrderNumber {
    type Error = InvalidOrderNumber;

    fn try_from(text: String) -> Result<Self, InvalidOrderNumber> {
        text.parse()
    }
}

impl From<OrderNumber> for String {
    fn from(number: OrderNumber) -> Self {
        number.to_string()
    }
}

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum OrderStatus {
    /// Made, its stock not sold yet. Not acknowledged to the customer.
    Pending,
    /// Acknowledged: its stock is sold.
    Confirmed,
    /// The money is there.
    Paid,
    /// On its way.
    Shipped,
    /// Arrived.
    Delivered,
    /// Will never be.
    Cancelled,
}

/// A status that may not follow another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an order that is {from} can't be made {to} by {by}")]
pub struct InvalidTransition {
    /// Where it stands.
    pub from: OrderStatus,
    /// Where it should have gone.
    pub to: OrderStatus,
    /// Who wanted it.
    pub by: Actor,
}

impl OrderStatus {
    /// Every status.
    pub const ALL: [Self; 6] = [
        Self::Pending,
        Self::Confirmed,
        Self::Paid,
        Self::Shipped,
        Self::Delivered,
        Self::Cancelled,
    ];

    /// As in JSON and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Confirmed => "confirmed",
            Self::Paid => "paid",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Cancelled => "cancelled",
        }
    }

    /// What may come next. An order can be cancelled until it is on its way.
    #[must_use]
    pub const fn successors(self) -> &'static [Self] {
        match self {
            Self::Pending => &[Self::Confirmed, Self::Cancelled],
            Self::Confirmed => &[Self::Paid, Self::Cancelled],
            Self::Paid => &[Self::Shipped, Self::Cancelled],
            Self::Shipped => &[Self::Delivered],
            Self::Delivered | Self::Cancelled => &[],
        }
    }

    /// Whether `by` may move an order that stands here to `to`.
    ///
    /// A pending order is the checkout's alone: how it ends is what its reservation says, and somebody who cancelled it in
    /// between could leave sold stock without an order. From the confirmation on it is the customer's and the staff's:
    /// a late clean-up of an abandoned checkout must never take back what a customer was promised.
    #[must_use]
    pub fn allows(self, to: Self, by: Actor) -> bool {
        let theirs = match (self, by) {
            (Self::Pending, Actor::System) => true,
            (Self::Pending, Actor::Customer | Actor::Staff) | (_, Actor::System) => false,
            (_, Actor::Customer) => to == Self::Cancelled,
            (_, Actor::Staff) => true,
        };
        theirs && self.successors().contains(&to)
    }

    /// Whether `to` is a change. `false`: the order is there already, so a repeated call changes nothing.
    ///
    /// # Errors
    /// `to` may not follow, or not because `by` says so.
    pub fn step_to(self, to: Self, by: Actor) -> Result<bool, InvalidTransition> {
        if self == to {
            Ok(false)
        } else if self.allows(to, by) {
            Ok(true)
        } else {
            Err(InvalidTransition { from: self, to, by })
        }
    }
}

impl fmt::Display for OrderStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for OrderStatus {
    type Err = UnknownStatus;

    fn from_str(text: &str) -> Result<Self, UnknownStatus> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or_else(|| UnknownStatus(text.to_owned()))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use rstest::rstest;

    use super::*;

    /// Every step that there is. All others are refused.
    const ALLOWED: [(OrderStatus, OrderStatus, Actor); 9] = {
        use Actor::{Customer, Staff, System};
        use OrderStatus::{Cancelled, Confirmed, Delivered, Paid, Pending, Shipped};
        [
            (Pending, Confirmed, System),
            (Pending, Cancelled, System),
            (Confirmed, Cancelled, Customer),
            (Paid, Cancelled, Customer),
            (Confirmed, Paid, Staff),
            (Confirmed, Cancelled, Staff),
            (Paid, Shipped, Staff),
            (Paid, Cancelled, Staff),
            (Shipped, Delivered, Staff),
        ]
    };

    #[test]
    fn an_order_moves_as_the_table_says_and_in_no_other_way() {
        for from in OrderStatus::ALL {
            for to in OrderStatus::ALL {
                for by in Actor::ALL {
                    let expected = if from == to {
                        Ok(false)
                    } else if ALLOWED.contains(&(from, to, by)) {
                        Ok(true)
                    } else {
                        Err(InvalidTransition { from, to, by })
                    };
                    assert_eq!(from.step_to(to, by), expected, "{from} to {to} by {by}");
                }
            }
        }
    }

    #[test]
    fn an_actor_reads_back_from_its_word() {
        for actor in Actor::ALL {
            assert_eq!(actor.as_str().parse::<Actor>().unwrap(), actor);
            assert_eq!(serde_json::to_value(actor).unwrap(), actor.as_str());
        }
        assert!("root".parse::<Actor>().is_err());
    }

    #[test]
    fn a_step_of_a_replica_that_names_nobody_is_the_systems() {
        let step: OrderStep =
            serde_json::from_str(r#"{"status":"pending","at":"2026-11-28T00:00:00Z"}"#).unwrap();
        assert_eq!(step.actor, Actor::System);
    }

    #[test]
    fn a_status_reads_back_from_its_word() {
        for status in OrderStatus::ALL {
            assert_eq!(status.as_str().parse::<OrderStatus>().unwrap(), status);
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
        }
        assert!("Pending".parse::<OrderStatus>().is_err());
    }

    #[rstest]
    #[case::small(123, "FD-000123")]
    #[case::large(12_345_678, "FD-12345678")]
    fn an_order_number_reads_back(#[case] number: i64, #[case] text: &str) {
        assert_eq!(OrderNumber(number).to_string(), text);
        assert_eq!(text.parse::<OrderNumber>().unwrap(), OrderNumber(number));
    }

    #[rstest]
    #[case::bare("123")]
    #[case::short("FD-1")]
    #[case::sign("FD-+00123")]
    #[case::huge("FD-99999999999999999999")]
    fn other_text_is_no_order_number(#[case] text: &str) {
        assert!(text.parse::<OrderNumber>().is_err());
    }
}
