//! Settings from the environment: read once at start, typed, every fault named at once.

mod reader;
mod value;

use std::fmt;

pub use reader::Reader;
pub use value::{Secret, Setting};

/// One wrong setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The variable.
    pub key: String,
    /// What is wrong with it.
    pub message: String,
}

/// Every wrong setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsError {
    /// In the order in which they were read.
    pub faults: Vec<Fault>,
}

impl std::error::Error for SettingsError {}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            write!(f, "{} {}", fault.key, fault.message)?;
        }
        Ok(())
    }
}

/// Reads settings from variables. `read` reads everything it can before it uses `?` on what is required, so that
/// all faults are found together.
///
/// # Errors
/// Every variable that is missing, has a value that is not allowed, or has an owned prefix and no meaning.
pub fn load<T>(
    variables: impl IntoIterator<Item = (String, String)>,
    read: impl FnOnce(&mut Reader) -> Option<T>,
) -> Result<T, SettingsError> {
    let mut reader = Reader::new(variables);
    let value = read(&mut reader);
    let faults = reader.finish();
    match value {
        Some(value) if faults.is_empty() => Ok(value),
        _ => Err(SettingsError { faults }),
    }
}

/// The variables of this process. One that is not Unicode can't be a setting of ours and is left out.
pub fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)))
}

#[cfg(test)]
mod tests;
