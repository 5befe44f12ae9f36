//! What of a request is too much, or of no use to anybody, as its head tells. Actix refuses the extremes itself, without a
//! problem as the body: more than 96 headers or 128 KiB of head with 431, and an address of more than 64 KiB with 400.

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap};
use shop_api::ProblemType;

use crate::ApiError;

/// Bytes of a body, at most: the largest that anybody sends is a picture.
pub const BODY_BYTES: u64 = 5 * 1024 * 1024;

/// Bytes of an address with its query.
const ADDRESS_BYTES: usize = 8 * 1024;

/// Bytes of all headers, names and values. Room for a full jar of cookies.
const HEADER_BYTES: usize = 16 * 1024;

/// Headers, at most.
const HEADERS: usize = 64;

/// What is wrong with the head of a request.
pub(super) fn exceeded(request: &ServiceRequest) -> Option<ApiError> {
    let address = request.uri().path_and_query();
    let address = address.map_or("", |address| address.as_str());
    address_fault(address, request.uri().path())
        .or_else(|| headers_fault(request.headers()))
        .or_else(|| body_fault(request.headers()))
}

fn address_fault(address: &str, path: &str) -> Option<ApiError> {
    if address.len() > ADDRESS_BYTES {
        return Some(
            ApiError::new(ProblemType::UriTooLong)
                .detail(format!("An address has at most {ADDRESS_BYTES} bytes.")),
        );
    }
    let detail = if !is_text(address) {
        "An address is UTF-8 without NUL characters, with two hexadecimal digits after each %."
    } else if leads_elsewhere(path) {
        "An address has no parts \".\" and \"..\", and no backslashes."
    } else {
        return None;
    };
    Some(ApiError::new(ProblemType::MalformedRequest).detail(detail))
}

/// Whether what is encoded in an address is text. Others would read what is not each in their own way, and PostgreSQL's texts
/// can't hold a NUL, so that it would look like a failure of the database.
fn is_text(address: &str) -> bool {
    if !address.contains('%') {
        return true;
    }
    let mut text = Vec::with_capacity(address.len());
    let mut rest = address.bytes();
    while let Some(byte) = rest.next() {
        let byte = if byte == b'%' {
            match (rest.next().and_then(hex), rest.next().and_then(hex)) {
                (Some(high), Some(low)) => high << 4 | low,
                _ => return false,
            }
        } else {
            byte
        };
        text.push(byte);
    }
    !text.contains(&0) && std::str::from_utf8(&text).is_ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

/// Whether a client that tidies addresses up, as the one that passes requests on does, would ask for another one than was
/// judged here.
fn leads_elsewhere(path: &str) -> bool {
    path.contains('\\') || path.split('/').any(is_dots)
}

fn is_dots(part: &str) -> bool {
    let mut rest = part;
    let mut dots = 0;
    while let Some(after) = [".", "%2e", "%2E"]
        .iter()
        .find_map(|dot| rest.strip_prefix(dot))
    {
        rest = after;
        dots += 1;
    }
    rest.is_empty() && (1..=2).contains(&dots)
}

fn headers_fault(headers: &HeaderMap) -> Option<ApiError> {
    let bytes: usize = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    (headers.len() > HEADERS || bytes > HEADER_BYTES).then(|| {
        ApiError::new(ProblemType::HeadersTooLarge).detail(format!(
            "A request has at most {HEADERS} headers and {HEADER_BYTES} bytes in them."
        ))
    })
}

fn body_fault(headers: &HeaderMap) -> Option<ApiError> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if text(CONTENT_LENGTH)
        .and_then(|length| length.parse::<u64>().ok())
        .is_some_and(|length| length > BODY_BYTES)
    {
        return Some(
            ApiError::new(ProblemType::PayloadTooLarge)
                .detail(format!("A body has at most {BODY_BYTES} bytes.")),
        );
    }
    // A kilobyte can unpack to a gigabyte, which would be in memory before anybody could count it.
    let packed = headers
        .get(CONTENT_ENCODING)
        .is_some_and(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"));
    packed.then(|| {
        ApiError::new(ProblemType::UnsupportedMedia).detail("A body must not be compressed.")
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::plain("/products?q=desk lamp", true)]
    #[case::encoded("/products?q=%ED%95%9C%20%25", true)]
    #[case::nul("/products?q=a%00b", false)]
    #[case::not_unicode("/products?q=%FF", false)]
    #[case::surrogate("/products?q=%ED%A0%80", false)]
    #[case::no_digits("/products?q=%zz", false)]
    #[case::signed("/products?q=%+1", false)]
    #[case::one_digit("/products?q=%a", false)]
    #[case::nothing_after("/products?q=%", false)]
    fn an_address_is_text(#[case] address: &str, #[case] is: bool) {
        assert_eq!(is_text(address), is);
    }

    #[rstest]
    #[case::plain("/api/products/1", false)]
    #[case::dots_in_a_name("/assets/a..b.js", false)]
    #[case::three_dots("/.../", false)]
    #[case::encoded_slash("/..%2f..%2fetc", false)]
    #[case::up("/api/../metrics", true)]
    #[case::up_at_the_end("/api/..", true)]
    #[case::here("/api/./metrics", true)]
    #[case::encoded("/api/%2e%2E/metrics", true)]
    #[case::half_encoded("/api/.%2e/metrics", true)]
    #[case::backslash(r"/api/..\metrics", true)]
    fn parts_that_lead_elsewhere_are_found(#[case] path: &str, #[case] leads: bool) {
        assert_eq!(leads_elsewhere(path), leads);
    }
}
