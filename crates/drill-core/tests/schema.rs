//! The published JSON Schema is the one of the types.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

#[test]
fn the_published_schema_is_the_one_of_the_types() {
    let path = Path::new("../../chaos-experiments/drill.schema.json");
    let wanted = serde_json::to_string_pretty(&drill_core::definition::schema()).unwrap() + "\n";
    if std::env::var_os("FIREDRILL_BLESS").is_some() {
        fs::write(path, &wanted).unwrap();
    }
    let found = fs::read_to_string(path).unwrap_or_default();
    assert!(
        found == wanted,
        "chaos-experiments/drill.schema.json is not the schema of the types; \
         run FIREDRILL_BLESS=1 cargo test -p drill-core --test schema"
    );
}
