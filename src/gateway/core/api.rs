//! What all parts of the JSON API answer with: errors, causes, and answers that nobody keeps. Its
//! types are its own, so that contracts may move while it stays.

use crate::kernel::wire::Detail;
use crate::kernel::wire::detail::Value;
use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Why something was not done.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ErrorJson {
    pub(in crate::gateway) error: ErrorBody,
}

/// The parts of an error.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ErrorBody {
    /// `video.VIDEO_UNKNOWN`, `kernel.SIGN_IN_FIRST`, `overloaded`.
    pub(in crate::gateway) code: String,
    /// A sentence for the person who asked.
    pub(in crate::gateway) message: String,
    /// Finds the request in the log.
    pub(in crate::gateway) trace_id: String,
    /// What the sentence says and a client needs, such as `retry_after_ms`.
    pub(in crate::gateway) details: BTreeMap<String, DetailJson>,
}

/// A number or a name that belongs to an error.
#[derive(serde::Serialize, ToSchema)]
#[serde(untagged)]
pub(in crate::gateway) enum DetailJson {
    Number(u64),
    Text(String),
}

impl DetailJson {
    /// A detail with its name, as an entry of `details`.
    pub(in crate::gateway) fn named(detail: &Detail) -> Option<(String, Self)> {
        let value = match detail.value.as_ref()? {
            Value::Number(number) => Self::Number(*number),
            Value::Text(text) => Self::Text(text.clone()),
        };
        Some((detail.name.clone(), value))
    }
}

/// A stable code and a sentence for the creator.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct CauseJson {
    pub(in crate::gateway) code: String,
    pub(in crate::gateway) text: String,
}

/// An answer that nobody keeps: it is of this moment, and often of this caller.
pub(in crate::gateway) fn fresh(body: &impl serde::Serialize) -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(body)
}
