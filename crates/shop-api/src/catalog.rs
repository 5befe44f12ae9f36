//! Products, and stock that is set aside for a checkout.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{
    AdditionalProperties, KnownFormat, Object, ObjectBuilder, Schema, SchemaFormat, Type,
};

use crate::{IdempotencyKey, Money, ProductId, ReservationId};

/// A product on sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// The shop's own article number, such as `LGT-004`.
    pub sku: String,
    /// English name.
    pub name: String,
    /// Korean name.
    pub name_ko: String,
    /// English text.
    pub description: String,
    /// Korean text.
    pub description_ko: String,
    /// The slug of its category.
    pub category: String,
    /// The price of one piece.
    pub price: Money,
    /// Pieces that can be reserved now.
    pub stock: u32,
    /// Grows with each change of the product (not of its stock); what `If-Match` must name.
    pub version: u32,
    /// Where its picture is, from the root of the catalog.
    pub image_path: String,
}

/// Body of `POST /products` and `PUT /products/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProductDraft {
    /// Article number: capital letters, digits and dashes, 3 to 32 characters. Belongs to one product.
    #[schema(pattern = "^[A-Z0-9-]{3,32}$", example = "KIT-001")]
    pub sku: String,
    /// English name, 1 to 120 characters.
    #[schema(min_length = 1, max_length = 120, pattern = r"^[^\x00]*\S[^\x00]*$")]
    pub name: String,
    /// Korean name, 1 to 120 characters.
    #[schema(min_length = 1, max_length = 120, pattern = r"^[^\x00]*\S[^\x00]*$")]
    pub name_ko: String,
    /// English text, up to 2000 characters.
    #[schema(max_length = 2000, pattern = r"^[^\x00]*$")]
    pub description: String,
    /// Korean text, up to 2000 characters.
    #[schema(max_length = 2000, pattern = r"^[^\x00]*$")]
    pub description_ko: String,
    /// The slug of a category.
    #[schema(pattern = "^[a-z0-9-]+$", max_length = 40)]
    pub category: String,
    /// The price of one piece, at least 1 minor unit.
    #[schema(schema_with = price)]
    pub price: Money,
    /// What can be reserved from now on. Left out, a new product has none and an existing one keeps what it has: so a
    /// correction of a text never undoes the sales of that minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 1_000_000)]
    pub stock: Option<u32>,
}

/// Narrower than [`Money`]: what a price may be.
fn price() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some("The price of one piece, at least 1 minor unit."))
        .property(
            "amount",
            ObjectBuilder::new()
                .schema_type(Type::Integer)
                .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
                .minimum(Some(1))
                .maximum(Some(100_000_000)),
        )
        .property(
            "currency",
            ObjectBuilder::new()
                .schema_type(Type::String)
                .enum_values(Some(["USD"])),
        )
        .required("amount")
        .required("currency")
        .additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false)))
        .build()
}

/// A category and how many products it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Category {
    /// Its name in addresses.
    pub slug: String,
    /// English name.
    pub name: String,
    /// Korean name.
    pub name_ko: String,
    /// Products on sale.
    pub count: u64,
}

/// Body of `POST /reservations`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewReservation {
    /// Repeating a call with the same key gives the same reservation.
    pub key: IdempotencyKey,
    /// What to set aside: all of it or nothing. 1 to 100 different products.
    #[schema(min_items = 1, max_items = 100)]
    pub items: Vec<WantedItem>,
    /// How long the stock is held without a confirmation, 1 to 3600 seconds.
    #[schema(minimum = 1, maximum = 3600)]
    pub ttl_seconds: u32,
}

/// One product of a [`NewReservation`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WantedItem {
    /// The product.
    pub product_id: ProductId,
    /// Pieces, 1 to 10000.
    #[schema(minimum = 1, maximum = 10_000)]
    pub quantity: u32,
}

/// Stock that is set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reservation {
    /// Its id.
    pub id: ReservationId,
    /// The key that it was made with.
    pub key: IdempotencyKey,
    /// What became of it.
    pub status: ReservationStatus,
    /// When an unconfirmed reservation ends.
    pub expires_at: DateTime<Utc>,
    /// What is set aside, with the names and prices of that moment.
    pub items: Vec<ReservedItem>,
}

/// One product of a [`Reservation`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReservedItem {
    /// The product.
    pub product_id: ProductId,
    /// Its English name.
    pub name: String,
    /// Pieces.
    pub quantity: u32,
    /// The price of one piece.
    pub unit_price: Money,
}

/// What became of a reservation. Only `active` and `confirmed` ones hold stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ReservationStatus {
    /// Held until it expires.
    Active,
    /// Sold.
    Confirmed,
    /// Given back by its owner.
    Released,
    /// Given back by the clock.
    Expired,
    /// Sold and given back: its order was cancelled.
    Returned,
}

impl ReservationStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [
        Self::Active,
        Self::Confirmed,
        Self::Released,
        Self::Expired,
        Self::Returned,
    ];

    /// As in JSON and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Confirmed => "confirmed",
            Self::Released => "released",
            Self::Expired => "expired",
            Self::Returned => "returned",
        }
    }

    /// Whether its items are out of the products' stock.
    #[must_use]
    pub const fn holds_stock(self) -> bool {
        match self {
            Self::Active | Self::Confirmed => true,
            Self::Released | Self::Expired | Self::Returned => false,
        }
    }
}

impl fmt::Display for ReservationStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that is no status.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a status")]
pub struct UnknownStatus(pub String);

impl FromStr for ReservationStatus {
    type Err = UnknownStatus;

    fn from_str(text: &str) -> Result<Self, UnknownStatus> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or_else(|| UnknownStatus(text.to_owned()))
    }
}
