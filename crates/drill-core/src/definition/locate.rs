//! Where in the text a value stands.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};

/// A YAML text as a tree of places.
pub(super) struct Places(Option<Node>);

struct Node {
    at: Location,
    children: Children,
}

enum Children {
    None,
    Map(Vec<(String, Node)>),
    Seq(Vec<Node>),
}

impl Places {
    /// The places of a text; none when it cannot be read.
    pub(super) fn of(yaml: &str) -> Self {
        Self(serde_saphyr::from_str(yaml).ok())
    }

    /// Line and column of the value at a path such as `checks[0].probe`. A path that leads further than
    /// the text gives the last value on the way, so that a missing field is reported at its block.
    pub(super) fn find(&self, path: &str) -> (u64, u64) {
        let Some(root) = &self.0 else {
            return (0, 0);
        };
        let mut node = root;
        for step in path.split(['.', '[']).filter(|step| !step.is_empty()) {
            let step = step.trim_end_matches(']');
            let child = match &node.children {
                Children::None => None,
                Children::Map(fields) => fields
                    .iter()
                    .find(|(name, _)| name == step)
                    .map(|(_, child)| child),
                Children::Seq(items) => step.parse().ok().and_then(|index: usize| items.get(index)),
            };
            let Some(child) = child else { break };
            node = child;
        }
        (node.at.line(), node.at.column())
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned: Spanned<Children> = Spanned::deserialize(deserializer)?;
        Ok(Self {
            at: spanned.referenced,
            children: spanned.value,
        })
    }
}

impl<'de> Deserialize<'de> for Children {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ChildrenVisitor)
    }
}

struct ChildrenVisitor;

impl<'de> Visitor<'de> for ChildrenVisitor {
    type Value = Children;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Children, A::Error> {
        let mut fields = Vec::new();
        while let Some(name) = map.next_key()? {
            fields.push((name, map.next_value()?));
        }
        Ok(Children::Map(fields))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Children, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Children::Seq(items))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Children, E> {
        Ok(Children::None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Children, E> {
        Ok(Children::None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Children, E> {
        Ok(Children::None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Children, E> {
        Ok(Children::None)
    }

    fn visit_str<E>(self, _: &str) -> Result<Children, E> {
        Ok(Children::None)
    }

    fn visit_unit<E>(self) -> Result<Children, E> {
        Ok(Children::None)
    }

    fn visit_none<E>(self) -> Result<Children, E> {
        Ok(Children::None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Children, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Children::None)
    }
}
