//! What travels beside a request between processes: the context as a message, and back.
//! Every field of the context that callers set is here; a wire that loses one changes behaviour.

use crate::kernel::assertion::Peer;
use crate::kernel::assertion::{CallDigest, CallerAssertions, Checked};
use crate::kernel::clock;
use crate::kernel::context::Context;
use crate::kernel::fault::{Error, Fault, Refused, Reply};
use crate::kernel::rpc::{Class, TopologyRow};
use crate::kernel::trace::Trace;
use crate::kernel::wire::failure::{FaultCode, FaultNote, Kind, Refusal};
use crate::kernel::wire::{CallHead, Class as WireClass, Failure};
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

/// The context as it is sent.
///
/// # Errors
/// As `CallerAssertions::show`.
pub(super) fn pack(
    cx: &Context,
    assertions: &CallerAssertions,
    (audience, call): (&str, Option<CallDigest>),
) -> Reply<CallHead> {
    let remaining_ms = match cx.deadline {
        // At least one, for none stands for no deadline at all.
        Some(deadline) => {
            u32::try_from(clock::remaining(deadline).as_millis()).unwrap_or(u32::MAX).max(1)
        },
        None => 0,
    };
    let class = match cx.class {
        None => WireClass::Unspecified,
        Some(Class::Play) => WireClass::Play,
        Some(Class::Browse) => WireClass::Browse,
        Some(Class::Stats) => WireClass::Stats,
        Some(Class::Prefetch) => WireClass::Prefetch,
    };
    let traceparent = if cx.trace.exists() { cx.trace.to_string() } else { String::new() };
    Ok(CallHead {
        remaining_ms,
        traceparent,
        caller: Some(assertions.show(cx, audience, call)?),
        key: cx.key.as_deref().unwrap_or_default().to_owned(),
        class: class.into(),
        gray: cx.gray.as_deref().unwrap_or_default().to_owned(),
        epoch: cx.epoch,
    })
}

/// The context that was sent.
///
/// # Errors
/// As `CallerAssertions::check`.
pub(in crate::kernel) fn unpack(
    head: CallHead,
    peer: &Peer,
    (assertions, hosted, topology): (&CallerAssertions, &[&'static str], &[TopologyRow]),
) -> Reply<(Context, Option<Bound>)> {
    let Checked { caller, proof, call, is_certified } =
        assertions.check(peer, head.caller, (hosted, topology))?;
    let trace = Trace::parse(&head.traceparent).unwrap_or(Trace::none());
    let mut cx = Context::new(caller, trace);
    cx.proof = proof;
    if head.remaining_ms > 0 {
        cx = cx.within(Duration::from_millis(head.remaining_ms.into()));
    }
    cx.key = some(head.key);
    cx.gray = some(head.gray);
    cx.class = match WireClass::try_from(head.class) {
        Ok(WireClass::Play) => Some(Class::Play),
        Ok(WireClass::Browse) => Some(Class::Browse),
        Ok(WireClass::Stats) => Some(Class::Stats),
        Ok(WireClass::Prefetch) => Some(Class::Prefetch),
        _ => None,
    };
    cx.epoch = head.epoch;
    Ok((cx, (!is_certified).then_some(Bound(call))))
}

/// For which call the proof of a caller holds; empty for any.
pub(in crate::kernel) struct Bound(pub(in crate::kernel) Vec<u8>);

fn some(text: String) -> Option<Arc<str>> {
    Some(text).filter(|text| !text.is_empty()).map(Arc::from)
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        let kind = match error {
            Error::Refused(refused) => Kind::Refusal(Refusal {
                domain: refused.domain.to_string(),
                code: refused.code,
                name: refused.name.to_string(),
                reason: refused.reason.clone(),
                http: refused.http.into(),
                details: refused.details.clone(),
            }),
            Error::Fault(fault) => Kind::Fault(note(fault)),
        };
        Self { kind: Some(kind) }
    }
}

fn note(fault: &Fault) -> FaultNote {
    let (code, text, epoch) = match fault {
        Fault::Unavailable(text) => (FaultCode::Unavailable, text.clone(), 0),
        Fault::Timeout => (FaultCode::Timeout, String::new(), 0),
        Fault::Overloaded => (FaultCode::Overloaded, String::new(), 0),
        Fault::NoSpace(text) => (FaultCode::NoSpace, text.clone(), 0),
        Fault::Moved(epoch) => (FaultCode::Moved, String::new(), *epoch),
        Fault::Internal(text) => (FaultCode::Internal, text.clone(), 0),
    };
    FaultNote { code: code.into(), text, epoch }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure.kind {
            Some(Kind::Refusal(refusal)) => Refused {
                domain: Cow::Owned(refusal.domain),
                code: refusal.code,
                name: Cow::Owned(refusal.name),
                // A release before this field said nothing; it is still the caller's fault.
                http: u16::try_from(refusal.http)
                    .ok()
                    .filter(|http| (400..600).contains(http))
                    .unwrap_or(400),
                reason: refusal.reason,
                details: refusal.details,
            }
            .into(),
            Some(Kind::Fault(note)) => match FaultCode::try_from(note.code) {
                Ok(FaultCode::Unavailable) => Fault::Unavailable(note.text),
                Ok(FaultCode::Timeout) => Fault::Timeout,
                Ok(FaultCode::Overloaded) => Fault::Overloaded,
                Ok(FaultCode::Moved) => Fault::Moved(note.epoch),
                Ok(FaultCode::NoSpace) => Fault::NoSpace(note.text),
                Ok(FaultCode::Internal) => Fault::Internal(note.text),
                // A newer release has faults of its own; all we know is that it failed.
                _ => Fault::Internal(format!("fault {}: {}", note.code, note.text)),
            }
            .into(),
            None => Fault::Internal("the other side failed and did not say why".to_owned()).into(),
        }
    }
}
