#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::net::SocketAddr;
use std::time::Duration;

use rstest::rstest;

use super::*;
use crate::client::ClientSettings;
use crate::db::DatabaseSettings;

fn variables(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

fn database(pairs: &[(&str, &str)]) -> Result<DatabaseSettings, SettingsError> {
    load(variables(pairs), DatabaseSettings::read)
}

const URL: (&str, &str) = (
    "DATABASE_URL",
    "postgres://catalog:pass@127.0.0.1:5432/catalog",
);

#[test]
fn what_is_not_set_has_its_default() {
    let settings = database(&[URL]).unwrap();
    assert_eq!(settings.pool_max, 8);
    assert_eq!(settings.pool_timeout, Duration::from_secs(1));
}

#[test]
fn every_fault_is_named_at_once() {
    let error = load(
        variables(&[
            ("DB_POOL_MAX", "many"),
            ("DB_POOL_TIMEOUT_MS", "0"),
            ("DB_POOL_SIZE", "8"),
        ]),
        |reader| {
            let address: Option<SocketAddr> = reader.required("LISTEN_ADDR");
            let database = DatabaseSettings::read(reader);
            Some((address?, database?))
        },
    )
    .unwrap_err();
    let keys: Vec<&str> = error
        .faults
        .iter()
        .map(|fault| fault.key.as_str())
        .collect();
    assert_eq!(
        keys,
        [
            "LISTEN_ADDR",
            "DATABASE_URL",
            "DB_POOL_MAX",
            "DB_POOL_TIMEOUT_MS",
            "DB_POOL_SIZE"
        ]
    );
    assert!(
        error
            .to_string()
            .contains("DB_POOL_MAX must be a whole number, not \"many\""),
        "{error}"
    );
    assert!(
        error
            .to_string()
            .contains("DB_POOL_TIMEOUT_MS must be from 1 to 3600000, not 0"),
        "{error}"
    );
}

#[test]
fn a_misspelt_setting_is_refused_with_the_one_that_was_meant() {
    let error = database(&[URL, ("DB_POOL_MX", "8")]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "DB_POOL_MX is not a setting of this service; did you mean DB_POOL_MAX?"
    );
}

#[test]
fn variables_of_others_are_left_alone() {
    assert!(
        database(&[URL, ("HTTP_FOO", "1"), ("PATH", "/bin")]).is_ok(),
        "this service makes no HTTP calls"
    );
    assert!(
        load(variables(&[("HTTP_PROXY", "http://proxy")]), |reader| Some(
            ClientSettings::read(reader)
        ))
        .is_ok()
    );
    assert!(
        load(variables(&[("HTTP_FOO", "1")]), |reader| Some(
            ClientSettings::read(reader)
        ))
        .is_err()
    );
}

#[test]
fn a_secret_is_never_shown() {
    let error = database(&[("DATABASE_URL", "mysql://root:hunter2@db/x")]).unwrap_err();
    assert!(!error.to_string().contains("hunter2"), "{error}");
    let settings = database(&[URL]).unwrap();
    assert!(!format!("{settings:?}").contains("pass"), "{settings:?}");
}

#[rstest]
#[case::same(b"token", true)]
#[case::other(b"tokem", false)]
#[case::shorter(b"toke", false)]
#[case::longer(b"token1", false)]
#[case::empty(b"", false)]
fn a_secret_matches_only_itself(#[case] given: &[u8], #[case] expected: bool) {
    assert_eq!(Secret::new("token").matches(given), expected);
}

#[rstest]
#[case::more_idle_than_connections(&[("DB_POOL_MAX", "2"), ("DB_POOL_MIN_IDLE", "3")], "DB_POOL_MIN_IDLE")]
#[case::empty(&[("DB_POOL_MAX", "")], "DB_POOL_MAX")]
#[case::negative(&[("DB_STATEMENT_TIMEOUT_MS", "-1")], "DB_STATEMENT_TIMEOUT_MS")]
fn a_value_that_is_not_allowed_names_its_key(#[case] pairs: &[(&str, &str)], #[case] key: &str) {
    let error = database(&[&[URL], pairs].concat()).unwrap_err();
    assert_eq!(error.faults.len(), 1, "{error}");
    assert_eq!(error.faults[0].key, key);
}
