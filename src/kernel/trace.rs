//! One trace across HTTP, mailbox, event and job, by the W3C trace context.
//! It must not export anything: `adapters` installs the exporter, and without one a hop is free.

use crate::kernel::id::Ids;
use opentelemetry::trace::{
    SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState,
};
use std::fmt;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

/// Where in a trace a piece of work stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Trace {
    trace_id: u128,
    span_id: u64,
    sampled: bool,
}

impl Trace {
    /// No trace: for work that nobody follows.
    pub(crate) const fn none() -> Self {
        Self { trace_id: 0, span_id: 0, sampled: false }
    }

    /// The first hop of a new trace.
    pub(crate) fn start(ids: &Ids, sampled: bool) -> Self {
        let chance: [u64; 3] = ids
            .bytes::<24>()
            .as_chunks()
            .0
            .try_into()
            .map_or([0; 3], |parts: [[u8; 8]; 3]| parts.map(u64::from_be_bytes));
        let [high, low, span_id] = chance;
        let trace_id = (u128::from(high) << 64) | u128::from(low) | 1;
        Self { trace_id, span_id: span_id | 1, sampled }
    }

    /// Reads `00-<trace id>-<span id>-<flags>`; anything else is no trace.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('-');
        let (version, trace, span, flags) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let lengths = (version.len(), trace.len(), span.len(), flags.len());
        if lengths != (2, 32, 16, 2) || version == "ff" || parts.next().is_some() {
            return None;
        }
        let trace_id = u128::from_str_radix(trace, 16).ok().filter(|id| *id != 0)?;
        let span_id = u64::from_str_radix(span, 16).ok().filter(|id| *id != 0)?;
        let sampled = u8::from_str_radix(flags, 16).ok()? & 1 == 1;
        Some(Self { trace_id, span_id, sampled })
    }

    /// The trace id that a person may quote.
    pub(crate) fn id(&self) -> String {
        format!("{:032x}", self.trace_id)
    }

    /// Whether there is a trace at all.
    pub(crate) fn exists(&self) -> bool {
        self.trace_id != 0
    }

    /// Opens a span below this place. Without sampling it is free and the place stays.
    pub(crate) fn open(&self, domain: &'static str, name: &str) -> (Span, Self) {
        if !self.sampled {
            return (Span::none(), *self);
        }
        let span = tracing::info_span!("hop", otel.name = %name, domain);
        let parent = SpanContext::new(
            TraceId::from_bytes(self.trace_id.to_be_bytes()),
            SpanId::from_bytes(self.span_id.to_be_bytes()),
            TraceFlags::SAMPLED,
            true,
            TraceState::default(),
        );
        let parent = opentelemetry::Context::new().with_remote_span_context(parent);
        if span.set_parent(parent).is_err() {
            return (span, *self);
        }
        let opened = span.context().span().span_context().clone();
        if !opened.is_valid() {
            return (span, *self);
        }
        let span_id = u64::from_be_bytes(opened.span_id().to_bytes());
        (span, Self { span_id, ..*self })
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flags = u8::from(self.sampled);
        write!(out, "00-{:032x}-{:016x}-{flags:02x}", self.trace_id, self.span_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_traceparent_survives_the_round_trip() {
        let text = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let trace = Trace::parse(text).expect("the example of the specification");
        assert_eq!(trace.to_string(), text);
    }

    #[test]
    fn what_is_no_traceparent_is_no_trace() {
        for text in [
            "",
            "00-0-0-0",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
            "00-zzf7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        ] {
            assert_eq!(Trace::parse(text), None, "{text}");
        }
    }
}
