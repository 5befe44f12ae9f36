//! A reply as it is cached: ready to be sent.

use actix_web::HttpResponse;
use actix_web::http::header::{ContentType, ETAG};
use actix_web::web::Bytes;
use serde::Serialize;

use crate::error::CatalogError;

/// The body of a reply, and its `ETag` if it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    tag: String,
    body: Bytes,
}

impl Entry {
    /// `value` as JSON. An empty `tag` is none.
    pub(crate) fn new(tag: String, value: &impl Serialize) -> Result<Self, CatalogError> {
        let body = serde_json::to_vec(value)
            .map_err(|error| CatalogError::Corrupt(error.to_string()))?
            .into();
        Ok(Self { tag, body })
    }

    pub(crate) fn reply(self) -> HttpResponse {
        let mut reply = HttpResponse::Ok();
        reply.insert_header(ContentType::json());
        if !self.tag.is_empty() {
            reply.insert_header((ETAG, self.tag));
        }
        reply.body(self.body)
    }

    /// Generation and tag, each with a line of its own, and the body.
    pub(super) fn encode(&self, generation: &str) -> Vec<u8> {
        let head = format!("{generation}\n{}\n", self.tag);
        [head.as_bytes(), &self.body].concat()
    }

    /// The entry, if it belongs to the generation.
    pub(super) fn decode(generation: &str, value: Vec<u8>) -> Option<Self> {
        let rest = value
            .strip_prefix(generation.as_bytes())?
            .strip_prefix(b"\n")?;
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let tag = std::str::from_utf8(rest.get(..end)?).ok()?.to_owned();
        let body = value.len() - rest.len() + end + 1;
        Some(Self {
            tag,
            body: Bytes::from(value).slice(body..),
        })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_read_back_under_its_own_generation_only() {
        let entry = Entry::new("\"3\"".to_owned(), &"line\nbreak").unwrap();
        let value = entry.encode("a1");
        assert_eq!(Entry::decode("a1", value.clone()), Some(entry));
        for other in ["a2", "a", "a11", ""] {
            assert_eq!(Entry::decode(other, value.clone()), None, "{other}");
        }
    }
}
