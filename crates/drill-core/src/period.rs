//! A length of time as a person writes it: `250ms`, `15s`, `5m`, `1h`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use chrono::TimeDelta;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A length of time, to the millisecond. In files it is a number with a unit: `250ms`, `15s`, `5m`, `1h`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period(u64);

impl Period {
    /// So many milliseconds.
    #[must_use]
    pub const fn millis(milliseconds: u64) -> Self {
        Self(milliseconds)
    }

    /// So many seconds.
    #[must_use]
    pub const fn seconds(seconds: u64) -> Self {
        Self(seconds * 1000)
    }

    /// So many minutes.
    #[must_use]
    pub const fn minutes(minutes: u64) -> Self {
        Self(minutes * 60_000)
    }

    /// In whole milliseconds.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// In whole seconds, rounded down.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0 / 1000
    }

    /// For waiting.
    #[must_use]
    pub const fn as_duration(self) -> Duration {
        Duration::from_millis(self.0)
    }

    /// For differences of moments, and for people by [`crate::format::duration`].
    #[must_use]
    pub fn as_delta(self) -> TimeDelta {
        TimeDelta::milliseconds(i64::try_from(self.0).unwrap_or(i64::MAX))
    }
}

impl From<Period> for Duration {
    fn from(period: Period) -> Self {
        period.as_duration()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [(u64, &str); 3] = [(3_600_000, "h"), (60_000, "m"), (1000, "s")];
        for (size, unit) in UNITS {
            if self.0 >= size && self.0.is_multiple_of(size) {
                return write!(f, "{}{unit}", self.0 / size);
            }
        }
        write!(f, "{}ms", self.0)
    }
}

impl NotAPeriod {
    /// What was written instead, out of the error's own sentence: a reader of files keeps only that.
    pub(crate) fn value_in(sentence: &str) -> Option<&str> {
        let (value, _) = sentence.split_once("` is not a length of time")?;
        value.strip_prefix('`')
    }
}

/// Something that is not a length of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a length of time: write a whole number with a unit, as in 250ms, 15s, 5m or 1h"
)]
pub struct NotAPeriod(pub String);

impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = || NotAPeriod(text.to_owned());
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, unit) = text.split_at(digits);
        let number: u64 = number.parse().map_err(|_| bad())?;
        let size = match unit {
            "ms" => 1,
            "s" => 1000,
            "m" => 60_000,
            "h" => 3_600_000,
            _ => return Err(bad()),
        };
        number.checked_mul(size).map(Self).ok_or_else(bad)
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for Period {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Period".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^[0-9]+(ms|s|m|h)$",
            "description": "A length of time: a whole number with a unit, as in 250ms, 15s, 5m or 1h."
        })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::milliseconds("250ms", 250)]
    #[case::seconds("15s", 15_000)]
    #[case::minutes("5m", 300_000)]
    #[case::hours("1h", 3_600_000)]
    #[case::nothing("0s", 0)]
    fn a_number_with_a_unit_is_a_period(#[case] text: &str, #[case] ms: u64) {
        assert_eq!(text.parse::<Period>().unwrap(), Period::millis(ms));
    }

    #[rstest]
    #[case::no_unit("15")]
    #[case::no_number("s")]
    #[case::a_fraction("1.5s")]
    #[case::a_space("15 s")]
    #[case::negative("-1s")]
    #[case::another_unit("2d")]
    #[case::far_too_long("99999999999999999h")]
    fn anything_else_is_not(#[case] text: &str) {
        let error = text.parse::<Period>().unwrap_err();
        assert_eq!(error, NotAPeriod(text.to_owned()));
        assert_eq!(NotAPeriod::value_in(&error.to_string()), Some(text));
    }

    #[rstest]
    #[case("90s", "90s")]
    #[case("60s", "1m")]
    #[case("1500ms", "1500ms")]
    #[case("120m", "2h")]
    #[case("0s", "0ms")]
    fn a_period_is_written_in_its_largest_whole_unit(#[case] text: &str, #[case] written: &str) {
        assert_eq!(text.parse::<Period>().unwrap().to_string(), written);
    }
}
