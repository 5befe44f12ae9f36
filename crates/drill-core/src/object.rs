//! Objects of a Kubernetes cluster, as drills name them.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An object by kind and name, as `kubectl` takes it: `service/order`, `horizontalpodautoscaler/main`. It is in the lab's
/// namespace, unless its kind has none.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct ObjectName {
    /// The kind, in small letters and not shortened.
    pub kind: String,
    /// The name.
    pub name: String,
}

/// A text that names no object.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names no object; write kind/name, as in service/order")]
pub struct NoObject(String);

impl NoObject {
    /// What was written instead, out of the error's own sentence: a reader of files keeps only that.
    pub(crate) fn value_in(sentence: &str) -> Option<&str> {
        let (value, _) = sentence.split_once("` names no object")?;
        value.strip_prefix('`')
    }
}

impl ObjectName {
    /// An object.
    #[must_use]
    pub fn new(kind: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            name: name.into(),
        }
    }

    /// The object that a manifest describes; none when that has no kind or no name.
    #[must_use]
    pub fn of_manifest(manifest: &serde_json::Value) -> Option<Self> {
        let kind = manifest["kind"].as_str()?.to_lowercase();
        Some(Self::new(kind, manifest["metadata"]["name"].as_str()?))
    }
}

impl TryFrom<String> for ObjectName {
    type Error = NoObject;

    fn try_from(text: String) -> Result<Self, NoObject> {
        let plain = |part: &str| {
            let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
            !part.is_empty() && part.chars().all(known)
        };
        match text.split_once('/') {
            Some((kind, name)) if plain(kind) && plain(name) => Ok(Self::new(kind, name)),
            _ => Err(NoObject(text)),
        }
    }
}

impl From<ObjectName> for String {
    fn from(object: ObjectName) -> Self {
        object.to_string()
    }
}

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::as_kubectl_takes_it("service/order", Some(ObjectName::new("service", "order")))]
    #[case::no_kind("order", None)]
    #[case::no_name("service/", None)]
    #[case::two_names("service/order/main", None)]
    #[case::a_kind_in_capitals("Service/order", None)]
    fn an_object_is_a_kind_and_a_name(#[case] text: &str, #[case] object: Option<ObjectName>) {
        assert_eq!(ObjectName::try_from(text.to_owned()).ok(), object);
    }

    #[test]
    fn a_manifest_names_its_object() {
        let manifest =
            serde_json::json!({ "kind": "ResourceQuota", "metadata": { "name": "cap" } });
        let name = ObjectName::of_manifest(&manifest);
        assert_eq!(name, Some(ObjectName::new("resourcequota", "cap")));
        assert_eq!(ObjectName::of_manifest(&serde_json::json!({})), None);
    }
}
