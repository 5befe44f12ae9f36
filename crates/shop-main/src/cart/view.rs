//! The cart as the customer sees it.

use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use shop_api::{Cart, CartItem, CustomerId, Money, Product, ProductId};
use shop_kit::ApiError;

use super::{Carts, Line};
use crate::peers::Catalog;

/// Products that are asked for at the same time.
const TOGETHER: usize = 8;

/// Reads a cart with today's prices, drops what is no longer sold, and notes the prices as seen.
pub(crate) async fn view(
    carts: &Carts,
    catalog: &Catalog,
    customer: CustomerId,
) -> Result<Cart, ApiError> {
    let lines = carts.read(customer).await?;
    let found: Vec<(ProductId, Line, Option<Product>)> = stream::iter(lines)
        .map(async |(id, line)| catalog.product(id).await.map(|product| (id, line, product)))
        .buffered(TOGETHER)
        .try_collect()
        .await?;
    let (mut items, mut gone, mut changed) = (Vec::new(), Vec::new(), Vec::new());
    for (id, line, product) in found {
        let Some(product) = product else {
            gone.push(id);
            continue;
        };
        if product.price != line.seen {
            changed.push((id, product.price));
        }
        items.push(CartItem {
            product_id: id,
            name: product.name,
            name_ko: product.name_ko,
            quantity: line.quantity,
            unit_price: product.price,
            line_total: product
                .price
                .times(line.quantity)
                .map_err(ApiError::internal)?,
        });
    }
    carts.remove(customer, &gone).await?;
    carts.show(customer, &changed).await?;
    let total = Money::total(items.iter().map(|item| (item.unit_price, item.quantity)))
        .map_err(ApiError::internal)?;
    Ok(Cart { items, total })
}
