//! W3C trace context: <https://www.w3.org/TR/trace-context/>.

use std::fmt;

/// Where a piece of work stands in a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceContext {
    trace_id: u128,
    span_id: u64,
    sampled: bool,
}

impl TraceContext {
    /// A new trace.
    #[must_use]
    pub fn root() -> Self {
        Self {
            trace_id: rand::random_range(1..=u128::MAX),
            span_id: new_span(),
            sampled: true,
        }
    }

    /// The next span of the same trace.
    #[must_use]
    pub fn child(&self) -> Self {
        Self {
            span_id: new_span(),
            ..*self
        }
    }

    /// Reads a `traceparent` header. Nothing when it is not one: the receiver then starts a new trace.
    #[must_use]
    pub fn parse(header: &str) -> Option<Self> {
        let mut parts = header.trim().split('-');
        let (version, trace, span, flags) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let version = hex::<2>(version)?;
        // Later versions may append parts; version 0 has exactly four, and ff is forbidden.
        if version == 0xff || (version == 0 && parts.next().is_some()) {
            return None;
        }
        let trace_id = hex::<32>(trace).filter(|id| *id != 0)?;
        let span_id = u64::try_from(hex::<16>(span)?).ok().filter(|id| *id != 0)?;
        Some(Self {
            trace_id,
            span_id,
            sampled: hex::<2>(flags)? & 1 == 1,
        })
    }

    /// Whether whoever began the trace wants it recorded.
    #[must_use]
    pub fn is_sampled(&self) -> bool {
        self.sampled
    }

    pub(crate) fn trace_id_bytes(&self) -> [u8; 16] {
        self.trace_id.to_be_bytes()
    }

    pub(crate) fn span_id_bytes(&self) -> [u8; 8] {
        self.span_id.to_be_bytes()
    }

    /// The trace's id, 32 hexadecimal digits.
    #[must_use]
    pub fn trace_id(&self) -> String {
        format!("{:032x}", self.trace_id)
    }
}

/// As in the header `traceparent`.
impl fmt::Display for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "00-{:032x}-{:016x}-{:02x}",
            self.trace_id,
            self.span_id,
            u8::from(self.sampled)
        )
    }
}

fn new_span() -> u64 {
    rand::random_range(1..=u64::MAX)
}

fn hex<const DIGITS: usize>(text: &str) -> Option<u128> {
    let lower = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    if text.len() == DIGITS && text.bytes().all(lower) {
        u128::from_str_radix(text, 16).ok()
    } else {
        None
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use rstest::rstest;

    use super::*;

    const HEADER: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn a_header_reads_back() {
        let context = TraceContext::parse(HEADER).unwrap();
        assert_eq!(context.to_string(), HEADER);
        assert_eq!(context.trace_id(), "4bf92f3577b34da6a3ce929d0e0e4736");
    }

    #[test]
    fn a_child_stays_in_the_trace() {
        let context = TraceContext::parse(HEADER).unwrap();
        let child = context.child();
        assert_eq!(child.trace_id(), context.trace_id());
        assert_ne!(child, context);
        assert_eq!(TraceContext::parse(&child.to_string()), Some(child));
    }

    #[test]
    fn a_later_version_may_say_more() {
        assert!(TraceContext::parse(&HEADER.replacen("00", "01", 1)).is_some());
        assert!(TraceContext::parse(&format!("{}-more", HEADER.replacen("00", "01", 1))).is_some());
    }

    #[rstest]
    #[case::empty("")]
    #[case::no_trace("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    #[case::no_span("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01")]
    #[case::capitals("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01")]
    #[case::short("00-4bf92f-00f067aa0ba902b7-01")]
    #[case::version_ff("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    #[case::too_much("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-00")]
    fn other_text_is_no_trace_context(#[case] header: &str) {
        assert_eq!(TraceContext::parse(header), None);
    }
}
