//! Lists that come in pieces.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One piece of a longer list, and where the next one starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// The entries, in the list's order.
    pub items: Vec<T>,
    /// Sent back as `after` to get what follows; none at the end. Its content means nothing to a caller.
    #[schema(required)]
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// Cuts a page out of rows that were read with one more than `limit`: the extra row tells that
    /// there is more. `cursor` names the last entry of the page.
    #[must_use]
    pub fn cut(mut rows: Vec<T>, limit: usize, cursor: impl FnOnce(&T) -> String) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(cursor) } else { None };
        Self { items: rows, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_its_last_entry_only_when_more_follow() {
        assert_eq!(
            Page::cut(vec![1, 2, 3], 2, ToString::to_string),
            Page {
                items: vec![1, 2],
                next: Some("2".to_owned())
            }
        );
        assert_eq!(
            Page::cut(vec![1, 2], 2, ToString::to_string),
            Page {
                items: vec![1, 2],
                next: None
            }
        );
        assert_eq!(
            Page::<i32>::cut(vec![], 2, ToString::to_string),
            Page {
                items: vec![],
                next: None
            }
        );
    }
}
