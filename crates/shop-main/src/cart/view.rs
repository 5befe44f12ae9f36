//! The cart as the customer sees it.

use std::sync::atomic::{AtomicBool, Ordering};

use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use shop_api::{Cart, CartItem, CustomerId, Money, Product, ProductId};
use shop_kit::ApiError;
use shop_kit::client::CallError;

use super::{Carts, Line};
use crate::peers::Catalog;

/// Products that are asked for at the same time.
const TOGETHER: usize = 8;

/// What the catalog says about a line.
enum Found {
    Sold(Box<Product>),
    NotSold,
    /// Nobody knows: the catalog is away.
    Unknown,
}

/// Reads a cart with today's prices, drops what is no longer sold, and notes the prices as seen.
///
/// Without the catalog it shows what it knows itself. That is no promise: a checkout asks the catalog again.
pub(crate) async fn view(
    carts: &Carts,
    catalog: &Catalog,
    customer: CustomerId,
) -> Result<Cart, ApiError> {
    let lines = carts.read(customer).await?;
    let away = AtomicBool::new(false);
    let found: Vec<(ProductId, Line, Found)> = stream::iter(lines)
        .map(async |(id, line)| Ok::<_, CallError>((id, line, look(catalog, id, &away).await?)))
        .buffered(TOGETHER)
        .try_collect()
        .await?;
    let (mut items, mut gone, mut changed) = (Vec::new(), Vec::new(), Vec::new());
    for (id, line, found) in found {
        let (name, name_ko, unit_price) = match found {
            Found::NotSold => {
                gone.push(id);
                continue;
            }
            Found::Unknown => (None, None, line.seen),
            Found::Sold(product) => {
                if product.price != line.seen {
                    changed.push((id, product.price));
                }
                (Some(product.name), Some(product.name_ko), product.price)
            }
        };
        items.push(CartItem {
            product_id: id,
            name,
            name_ko,
            quantity: line.quantity,
            unit_price,
            line_total: unit_price
                .times(line.quantity)
                .map_err(ApiError::internal)?,
        });
    }
    carts.remove(customer, &gone).await?;
    carts.show(customer, &changed).await?;
    let total = Money::total(items.iter().map(|item| (item.unit_price, item.quantity)))
        .map_err(ApiError::internal)?;
    Ok(Cart {
        items,
        total,
        partial: away.into_inner(),
    })
}

/// Asks for a product, unless the catalog was away for another line of the same cart: a customer must not wait for each.
async fn look(catalog: &Catalog, id: ProductId, away: &AtomicBool) -> Result<Found, CallError> {
    if away.load(Ordering::Relaxed) {
        return Ok(Found::Unknown);
    }
    match catalog.product(id).await {
        Ok(Some(product)) => Ok(Found::Sold(Box::new(product))),
        Ok(None) => Ok(Found::NotSold),
        Err(error) if error.is_outage() => {
            if !away.swap(true, Ordering::Relaxed) {
                let error = error.to_string();
                tracing::warn!(error, "A cart is shown without the catalog: {error}.");
            }
            Ok(Found::Unknown)
        }
        Err(error) => Err(error),
    }
}
