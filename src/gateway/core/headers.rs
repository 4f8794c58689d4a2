//! The headers that every answer carries, and those that keep pages safe. It must not depend on
//! what the answer is about.

use super::routes::{Embedding, Kind};
use crate::kernel::trace::Trace;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

/// No script or style from elsewhere, none inline but style attributes that players set; in frames
/// of whom it is given.
macro_rules! policy {
    ($ancestors:literal) => {
        concat!(
            "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; ",
            "img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self' blob:; ",
            "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; ",
            "frame-ancestors ",
            $ancestors
        )
    };
}
const PERMISSIONS: &str = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

/// Puts the headers on an answer.
pub(in crate::gateway) fn dress(
    headers: &mut HeaderMap,
    kind: Kind,
    trace: &Trace,
    is_secure: bool,
) {
    let mut set = |name: &'static str, value: &'static str| {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    };
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "same-origin");
    set("content-security-policy", policy!("'none'"));
    match kind {
        Kind::Media => {
            set("access-control-allow-origin", "*");
            set("access-control-expose-headers", "content-length, content-range, etag");
            set("cross-origin-resource-policy", "cross-origin");
        },
        Kind::Tus => {
            set("tus-resumable", "1.0.0");
            // A client that is refused for its version learns here which one is spoken.
            set("tus-version", "1.0.0");
        },
        _ => {
            set("cross-origin-opener-policy", "same-origin");
            set("cross-origin-resource-policy", "same-origin");
            set("permissions-policy", PERMISSIONS);
            set("x-frame-options", "DENY");
        },
    }
    if is_secure {
        set("strict-transport-security", "max-age=31536000");
    }
    for (name, text) in [("x-trace-id", trace.id()), ("traceresponse", trace.to_string())] {
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}

/// Lets pages of other sites show an answer, as its route says.
pub(in crate::gateway) fn open(headers: &mut HeaderMap, embedding: Embedding) {
    let (name, value) = match embedding {
        Embedding::Forbidden => return,
        Embedding::Frame => {
            headers.remove("x-frame-options");
            ("content-security-policy", policy!("*"))
        },
        Embedding::Picture => ("cross-origin-resource-policy", "cross-origin"),
    };
    headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
}
