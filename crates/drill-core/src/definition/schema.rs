//! The JSON Schema of a definition, for editors.

use super::Drill;

/// The JSON Schema of `drill.yaml`.
#[must_use]
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(Drill)
}
