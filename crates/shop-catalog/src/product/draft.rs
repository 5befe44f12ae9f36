//! What staff may write into a product.

use actix_web::HttpRequest;
use actix_web::http::header::IF_MATCH;
use shop_api::{FieldError, Money, ProblemType, ProductDraft};
use shop_kit::ApiError;

use crate::category;
use crate::error::CatalogError;

/// Pieces of one product, at most: far below what the database can add up.
const MOST_STOCK: u32 = 1_000_000;

/// Names every wrong field at once.
pub(super) fn check(draft: &ProductDraft) -> Result<(), CatalogError> {
    let mut errors = Vec::new();
    let mut require = |right: bool, field: &str, message: &str| {
        if !right {
            errors.push(FieldError::new(field, message));
        }
    };
    let sku = draft.sku.as_bytes();
    let plain = sku
        .iter()
        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'-');
    require(
        plain && (3..=32).contains(&sku.len()),
        "sku",
        "must be 3 to 32 capital letters, digits and dashes",
    );
    for (field, text) in [("name", &draft.name), ("nameKo", &draft.name_ko)] {
        let fits = !text.trim().is_empty() && text.chars().count() <= 120;
        require(
            fits && !text.contains('\0'),
            field,
            "must have 1 to 120 characters",
        );
    }
    for (field, text) in [
        ("description", &draft.description),
        ("descriptionKo", &draft.description_ko),
    ] {
        require(
            text.chars().count() <= 2000 && !text.contains('\0'),
            field,
            "must have at most 2000 characters",
        );
    }
    require(
        category::exists(&draft.category),
        "category",
        "must be the slug of a category",
    );
    let price = (1..=100_000_000).contains(&draft.price.amount);
    require(
        price,
        "price.amount",
        "must be from 1 to 100000000 minor units",
    );
    // The sum of a cart has one currency.
    require(
        draft.price.currency == Money::usd(0).currency,
        "price.currency",
        "must be USD",
    );
    require(
        draft.stock.unwrap_or(0) <= MOST_STOCK,
        "stock",
        "must be at most 1000000",
    );
    if errors.is_empty() {
        Ok(())
    } else {
        Err(CatalogError::Invalid(errors))
    }
}

/// A checked stock as the database has it.
pub(super) fn pieces(stock: u32) -> i32 {
    i32::try_from(stock).unwrap_or(i32::MAX)
}

/// The version that the header `If-Match` names.
pub(super) fn expected_version(request: &HttpRequest) -> Result<u32, ApiError> {
    let header = request.headers().get(IF_MATCH).ok_or_else(|| {
        ApiError::new(ProblemType::PreconditionRequired)
            .detail("Send the product's version as If-Match: \"3\".")
    })?;
    let text = header.to_str().unwrap_or_default().trim();
    text.trim_matches('"').parse().map_err(|_| {
        ApiError::validation(vec![FieldError::new(
            "If-Match",
            "must be the product's version, such as \"3\"",
        )])
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn draft() -> ProductDraft {
        ProductDraft {
            sku: "KIT-001".to_owned(),
            name: "Mug".to_owned(),
            name_ko: "머그".to_owned(),
            description: String::new(),
            description_ko: String::new(),
            category: "kitchen".to_owned(),
            price: Money::usd(100),
            stock: Some(1),
        }
    }

    #[test]
    fn a_good_draft_passes() {
        assert!(check(&draft()).is_ok());
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let wrong = ProductDraft {
            sku: "kit 1".to_owned(),
            name: " ".to_owned(),
            name_ko: "머".repeat(121),
            description: "x".repeat(2001),
            category: "cars".to_owned(),
            price: Money::new(0, "KRW".parse().unwrap()),
            stock: Some(1_000_001),
            ..draft()
        };
        let errors = match check(&wrong) {
            Err(CatalogError::Invalid(errors)) => errors,
            other => vec![FieldError::new("", format!("{other:?}"))],
        };
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "sku",
                "name",
                "nameKo",
                "description",
                "category",
                "price.amount",
                "price.currency",
                "stock"
            ]
        );
    }

    #[test]
    fn a_name_counts_letters_and_not_bytes() {
        assert!(
            check(&ProductDraft {
                name_ko: "머".repeat(120),
                ..draft()
            })
            .is_ok()
        );
    }
}
