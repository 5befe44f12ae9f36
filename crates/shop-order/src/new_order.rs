//! What an order has to be before it is written: checked, summed up and hashed. Pure.

use std::collections::HashSet;

use sha2::{Digest as _, Sha256};
use shop_api::{Currency, FieldError, Money, NewOrder};

/// Most lines of one order; a reservation has no more.
pub(crate) const MAX_LINES: usize = 100;
/// Most pieces of one line.
pub(crate) const MAX_QUANTITY: u32 = 10_000;
/// Longest product name, in characters.
pub(crate) const MAX_NAME_CHARS: usize = 200;

/// A request that may become an order.
#[derive(Debug)]
pub(crate) struct CheckedOrder {
    /// The request, its lines sorted by product.
    pub(crate) request: NewOrder,
    /// The sum of all lines.
    pub(crate) total: Money,
    /// The digest that tells a repeated request from another one with the same key.
    pub(crate) hash: String,
}

/// Checks a request and names every fault at once.
///
/// # Errors
/// The fields that are wrong.
pub(crate) fn check(mut request: NewOrder) -> Result<CheckedOrder, Vec<FieldError>> {
    let faults = faults(&request);
    if !faults.is_empty() {
        return Err(faults);
    }
    let total = Money::total(
        request
            .items
            .iter()
            .map(|item| (item.unit_price, item.quantity)),
    )
    .map_err(|error| vec![FieldError::new("items", error.to_string())])?;
    request.items.sort_by_key(|item| item.product_id);
    let hash = hash(&request);
    Ok(CheckedOrder {
        request,
        total,
        hash,
    })
}

fn faults(request: &NewOrder) -> Vec<FieldError> {
    let mut faults = Vec::new();
    let lines = request.items.len();
    if lines == 0 || lines > MAX_LINES {
        faults.push(FieldError::new(
            "items",
            format!("must have 1 to {MAX_LINES} lines, not {lines}"),
        ));
        return faults;
    }
    let mut seen = HashSet::new();
    let mut currency: Option<Currency> = None;
    for (index, item) in request.items.iter().enumerate() {
        let mut fault = |field, message| {
            faults.push(FieldError::new(format!("items[{index}].{field}"), message))
        };
        if !seen.insert(item.product_id) {
            fault("productId", "is there twice".to_owned());
        }
        if item.quantity == 0 || item.quantity > MAX_QUANTITY {
            fault("quantity", format!("must be 1 to {MAX_QUANTITY}"));
        }
        if item.name.trim().is_empty() || item.name.chars().count() > MAX_NAME_CHARS {
            fault(
                "name",
                format!("must have 1 to {MAX_NAME_CHARS} characters"),
            );
        }
        if item.unit_price.amount < 0 {
            fault("unitPrice.amount", "must not be negative".to_owned());
        }
        let first = *currency.get_or_insert(item.unit_price.currency);
        if item.unit_price.currency != first {
            fault(
                "unitPrice.currency",
                format!("must be {first} as in the first line"),
            );
        }
    }
    faults
}

/// The request in a form that depends on its meaning only: not on white space, on the order of
/// fields, or on the order of lines.
fn hash(request: &NewOrder) -> String {
    let mut hash = Sha256::new();
    let mut part = |bytes: &[u8]| {
        // Lengths keep two neighbours from passing for one.
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    part(b"order v1");
    part(request.customer_id.0.as_bytes());
    part(request.reservation_id.0.as_bytes());
    for item in &request.items {
        part(item.product_id.0.as_bytes());
        part(item.name.as_bytes());
        part(&item.quantity.to_be_bytes());
        part(&item.unit_price.amount.to_be_bytes());
        part(item.unit_price.currency.as_str().as_bytes());
    }
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use rstest::rstest;
    use shop_api::{CustomerId, OrderItem, ProductId, ReservationId};
    use uuid::Uuid;

    use super::*;

    fn item(product: u128, quantity: u32, cents: i64) -> OrderItem {
        OrderItem {
            product_id: ProductId(Uuid::from_u128(product)),
            name: format!("Product {product}"),
            quantity,
            unit_price: Money::usd(cents),
        }
    }

    fn request(items: Vec<OrderItem>) -> NewOrder {
        NewOrder {
            customer_id: CustomerId(Uuid::from_u128(1)),
            reservation_id: ReservationId(Uuid::from_u128(2)),
            items,
        }
    }

    #[test]
    fn the_total_is_the_sum_of_all_lines() {
        let checked = check(request(vec![item(1, 2, 1999), item(2, 3, 5)])).unwrap();
        assert_eq!(checked.total, Money::usd(4013));
    }

    #[test]
    fn the_order_of_lines_does_not_change_the_hash() {
        let one = check(request(vec![item(1, 2, 1999), item(2, 3, 5)])).unwrap();
        let other = check(request(vec![item(2, 3, 5), item(1, 2, 1999)])).unwrap();
        assert_eq!(one.hash, other.hash);
    }

    #[rstest]
    #[case::quantity(request(vec![item(1, 3, 1999)]))]
    #[case::price(request(vec![item(1, 2, 1998)]))]
    #[case::product(request(vec![item(2, 2, 1999)]))]
    #[case::another_line(request(vec![item(1, 2, 1999), item(2, 1, 5)]))]
    #[case::customer(NewOrder { customer_id: CustomerId(Uuid::from_u128(9)), ..request(vec![item(1, 2, 1999)]) })]
    #[case::reservation(NewOrder { reservation_id: ReservationId(Uuid::from_u128(9)), ..request(vec![item(1, 2, 1999)]) })]
    fn another_meaning_changes_the_hash(#[case] other: NewOrder) {
        let one = check(request(vec![item(1, 2, 1999)])).unwrap();
        assert_ne!(one.hash, check(other).unwrap().hash);
    }

    #[rstest]
    #[case::no_lines(vec![], "items")]
    #[case::too_many_lines((0..=MAX_LINES as u128).map(|n| item(n, 1, 1)).collect(), "items")]
    #[case::no_pieces(vec![item(1, 0, 1)], "items[0].quantity")]
    #[case::too_many_pieces(vec![item(1, MAX_QUANTITY + 1, 1)], "items[0].quantity")]
    #[case::negative_price(vec![item(1, 1, -1)], "items[0].unitPrice.amount")]
    #[case::twice(vec![item(1, 1, 1), item(1, 1, 1)], "items[1].productId")]
    #[case::no_name(vec![OrderItem { name: " ".to_owned(), ..item(1, 1, 1) }], "items[0].name")]
    #[case::two_currencies(
        vec![item(1, 1, 1), OrderItem { unit_price: Money::new(1, "KRW".parse().unwrap()), ..item(2, 1, 1) }],
        "items[1].unitPrice.currency"
    )]
    #[case::too_much_money(vec![item(1, 2, i64::MAX)], "items")]
    fn a_faulty_request_is_refused_by_its_field(
        #[case] items: Vec<OrderItem>,
        #[case] field: &str,
    ) {
        let faults = check(request(items)).unwrap_err();
        assert_eq!(faults[0].field, field);
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let faults = check(request(vec![item(1, 0, -1), item(1, 1, 1)])).unwrap_err();
        assert_eq!(faults.len(), 3, "{faults:?}");
    }
}
