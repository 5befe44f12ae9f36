//! Pages of orders.

use shop_api::ProblemType;
use shop_kit::ApiError;

/// Most entries of a page.
const MAX_LIMIT: u16 = 100;

/// Refuses a page that there can't be. Cursors are the order service's, which calls them wrong in words of its own.
pub(crate) fn check_page(after: Option<&str>, limit: Option<u16>) -> Result<(), ApiError> {
    if limit.is_some_and(|limit| !(1..=MAX_LIMIT).contains(&limit)) {
        return Err(ApiError::new(ProblemType::Validation)
            .field("limit", format!("must be 1 to {MAX_LIMIT}")));
    }
    if after.is_some_and(|after| after.parse::<i64>().is_err()) {
        return Err(
            ApiError::new(ProblemType::Validation).field("after", "is not the end of a page")
        );
    }
    Ok(())
}
