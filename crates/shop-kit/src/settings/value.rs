//! Types that a setting can have.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use reqwest::Url;
use tracing::level_filters::LevelFilter;

/// A type that a setting can have.
pub trait Setting: Sized {
    /// What a value looks like, to follow "must be".
    const EXPECTED: &'static str;
    /// Whether a value may never be shown.
    const SECRET: bool = false;

    /// Reads a value.
    ///
    /// # Errors
    /// It is not one; with the reason, where there is more to say than [`Setting::EXPECTED`].
    fn parse(text: &str) -> Result<Self, Option<String>>;
}

macro_rules! by_from_str {
    ($type:ty, $expected:literal) => {
        impl Setting for $type {
            const EXPECTED: &'static str = $expected;

            fn parse(text: &str) -> Result<Self, Option<String>> {
                text.parse().map_err(|_| None)
            }
        }
    };
}

by_from_str!(bool, "true or false");
by_from_str!(u16, "a whole number");
by_from_str!(u32, "a whole number");
by_from_str!(u64, "a whole number");
by_from_str!(usize, "a whole number");
by_from_str!(SocketAddr, "an address with a port such as 127.0.0.1:8080");

impl Setting for f64 {
    const EXPECTED: &'static str = "a number";

    fn parse(text: &str) -> Result<Self, Option<String>> {
        text.parse()
            .ok()
            .filter(|number: &Self| number.is_finite())
            .ok_or(None)
    }
}

impl Setting for String {
    const EXPECTED: &'static str = "a text that is not empty";

    fn parse(text: &str) -> Result<Self, Option<String>> {
        if text.trim().is_empty() {
            Err(None)
        } else {
            Ok(text.to_owned())
        }
    }
}

impl Setting for PathBuf {
    const EXPECTED: &'static str = "a path";

    fn parse(text: &str) -> Result<Self, Option<String>> {
        if text.is_empty() {
            Err(None)
        } else {
            Ok(Self::from(text))
        }
    }
}

impl Setting for LevelFilter {
    const EXPECTED: &'static str = "one of error, warn, info, debug, trace";

    fn parse(text: &str) -> Result<Self, Option<String>> {
        match text {
            "error" => Ok(Self::ERROR),
            "warn" => Ok(Self::WARN),
            "info" => Ok(Self::INFO),
            "debug" => Ok(Self::DEBUG),
            "trace" => Ok(Self::TRACE),
            _ => Err(None),
        }
    }
}

impl Setting for Url {
    const EXPECTED: &'static str = "an address such as http://127.0.0.1:8080";

    fn parse(text: &str) -> Result<Self, Option<String>> {
        let url: Self = text.parse().map_err(|_| None)?;
        if matches!(url.scheme(), "http" | "https") && url.has_host() {
            Ok(url)
        } else {
            Err(None)
        }
    }
}

/// A value that never shows itself: tokens, keys, addresses with a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps `value` from being shown.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether `other` is the same, in a time that does not tell where the first difference is.
    #[must_use]
    pub fn matches(&self, other: &[u8]) -> bool {
        let own = self.0.as_bytes();
        let differences = own
            .iter()
            .zip(other)
            .fold(0_u8, |sum, (a, b)| sum | (a ^ b));
        own.len() == other.len() && differences == 0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Setting for Secret {
    const EXPECTED: &'static str = "a secret that is not empty";
    const SECRET: bool = true;

    fn parse(text: &str) -> Result<Self, Option<String>> {
        if text.trim().is_empty() {
            Err(None)
        } else {
            Ok(Self::new(text))
        }
    }
}
