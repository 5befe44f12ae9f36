//! Whether a definition makes sense.

use super::Drill;
use crate::i18n::Text;

/// Something in a definition that makes no sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where: a path such as `checks[0].probe`.
    pub path: String,
    /// What is wrong.
    pub message: Text,
    /// What to do about it.
    pub hint: Text,
}

impl Drill {
    /// Everything that makes no sense, in the order of the file.
    #[must_use]
    pub fn validate(&self) -> Vec<Finding> {
        Vec::new()
    }
}
