//! The cart.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Money, ProductId};

/// Most pieces of one product that a cart holds.
pub const MAX_QUANTITY: u32 = 20;

/// A customer's cart with today's prices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Cart {
    /// What is in it.
    pub items: Vec<CartItem>,
    /// The sum of all lines.
    pub total: Money,
    /// The catalog did not answer for some lines: they have the price that the customer was last shown, and no names.
    pub partial: bool,
}

/// One line of a cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CartItem {
    /// The product.
    pub product_id: ProductId,
    /// Its English name; none while the catalog is away.
    pub name: Option<String>,
    /// Its Korean name; none while the catalog is away.
    pub name_ko: Option<String>,
    /// Pieces, 1 to [`MAX_QUANTITY`].
    #[schema(minimum = 1, maximum = 20)]
    pub quantity: u32,
    /// The price of one piece.
    pub unit_price: Money,
    /// The price of all pieces.
    pub line_total: Money,
}

/// Body of `PUT /api/cart/items/{productId}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetQuantity {
    /// Pieces, 1 to [`MAX_QUANTITY`].
    #[schema(minimum = 1, maximum = 20)]
    pub quantity: u32,
}
