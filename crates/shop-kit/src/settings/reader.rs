//! Reads variables and collects what is wrong with them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::time::Duration;

use super::{Fault, Setting};

/// Belongs to proxies of other programs; a shell often has it.
const FOREIGN: &[&str] = &["HTTP_PROXY"];

/// The variables, what was asked for, and the faults so far.
#[derive(Debug)]
pub struct Reader {
    variables: BTreeMap<String, String>,
    known: BTreeSet<&'static str>,
    prefixes: BTreeSet<&'static str>,
    faults: Vec<Fault>,
}

impl Reader {
    pub(super) fn new(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        Self {
            variables: variables.into_iter().collect(),
            known: BTreeSet::new(),
            prefixes: BTreeSet::new(),
            faults: Vec::new(),
        }
    }

    /// Declares that every variable with this prefix is a setting of the service, so that an unknown one is a fault.
    pub fn owns(&mut self, prefix: &'static str) {
        self.prefixes.insert(prefix);
    }

    /// A setting without a default. Nothing when it is missing or wrong, which is then noted as a fault.
    pub fn required<T: Setting>(&mut self, key: &'static str) -> Option<T> {
        if self.raw(key).is_none() {
            self.fault(key, format!("is required: {}", T::EXPECTED));
            return None;
        }
        self.optional(key)
    }

    /// A setting that may be missing.
    pub fn optional<T: Setting>(&mut self, key: &'static str) -> Option<T> {
        let text = self.raw(key)?;
        match T::parse(&text) {
            Ok(value) => Some(value),
            Err(reason) => {
                let mut message = format!("must be {}", T::EXPECTED);
                if !T::SECRET {
                    message.push_str(&format!(", not {text:?}"));
                }
                if let Some(reason) = reason {
                    message.push_str(&format!(": {reason}"));
                }
                self.fault(key, message);
                None
            }
        }
    }

    /// A setting with a default.
    pub fn or<T: Setting>(&mut self, key: &'static str, default: T) -> T {
        self.optional(key).unwrap_or(default)
    }

    /// A setting with a default that must lie in a range.
    pub fn within<T>(&mut self, key: &'static str, default: T, range: RangeInclusive<T>) -> T
    where
        T: Setting + PartialOrd + Display,
    {
        match self.optional::<T>(key) {
            Some(value) if range.contains(&value) => value,
            Some(value) => {
                self.fault(
                    key,
                    format!(
                        "must be from {} to {}, not {value}",
                        range.start(),
                        range.end()
                    ),
                );
                default
            }
            None => default,
        }
    }

    /// A time in milliseconds with a default, from 1 ms to 1 hour.
    pub fn millis(&mut self, key: &'static str, default: u64) -> Duration {
        Duration::from_millis(self.within(key, default, 1..=3_600_000))
    }

    /// Notes a fault that only the caller can see.
    pub fn fault(&mut self, key: impl Into<String>, message: impl Into<String>) {
        self.faults.push(Fault {
            key: key.into(),
            message: message.into(),
        });
    }

    fn raw(&mut self, key: &'static str) -> Option<String> {
        self.known.insert(key);
        self.variables.get(key).cloned()
    }

    pub(super) fn finish(mut self) -> Vec<Fault> {
        let unknown: Vec<String> = self
            .variables
            .keys()
            .filter(|key| self.prefixes.iter().any(|prefix| key.starts_with(prefix)))
            .filter(|key| !self.known.contains(key.as_str()) && !FOREIGN.contains(&key.as_str()))
            .cloned()
            .collect();
        for key in unknown {
            let message = match self.nearest(&key) {
                Some(near) => format!("is not a setting of this service; did you mean {near}?"),
                None => "is not a setting of this service".to_owned(),
            };
            self.fault(key, message);
        }
        self.faults
    }

    fn nearest(&self, key: &str) -> Option<&'static str> {
        self.known
            .iter()
            .map(|known| (strsim::damerau_levenshtein(known, key), *known))
            .filter(|(distance, _)| *distance <= 4)
            .min()
            .map(|(_, known)| known)
    }
}
