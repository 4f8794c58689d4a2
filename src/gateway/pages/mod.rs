//! The HTML pages, one file for each domain: they ask, fill a view and print it. They must not
//! decide rights or hold sentences.

pub(in crate::gateway) mod admin;
pub(in crate::gateway) mod ingest;
pub(in crate::gateway) mod playback;
pub(in crate::gateway) mod transcode;
pub(in crate::gateway) mod user;
pub(in crate::gateway) mod video;

use super::form;
use super::front::Front;
use super::trouble::{Answer, Own, Trouble};
use super::views::{BusyPage, ErrorPage, NotFoundPage};
use super::visit::Visit;
use super::words::Language;
use crate::contract::video::VideoCard;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, LOCATION, RETRY_AFTER};
use askama::Template;
use bytes::Bytes;
use std::sync::LazyLock;

/// All tags in one line, with commas between them.
pub(super) const TAGS_CHARS_MAX: u32 = VideoCard::TAGS.max_items * (VideoCard::TAGS.max_chars + 2);

/// A page with a status. Pages carry tokens and names, so nobody may keep them.
pub(super) fn page(status: StatusCode, view: &impl Template) -> Answer {
    let html = view.render()?;
    Ok(HttpResponse::build(status)
        .insert_header((CACHE_CONTROL, "no-store"))
        .content_type("text/html; charset=utf-8")
        .body(html))
}

/// A page that was asked for and is there.
pub(super) fn shown(view: &impl Template) -> Answer {
    page(StatusCode::OK, view)
}

/// Sends the browser on after a form.
pub(super) fn see_other(path: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, form::in_ascii(path)))
        .insert_header((CACHE_CONTROL, "no-store"))
        .finish()
}

/// A trouble as a page.
pub(super) fn trouble(front: &Front, visit: &Visit, trouble: &Trouble) -> HttpResponse {
    let (frame, trace_id) = (visit.frame(front), visit.arrival.trace.id());
    let status = trouble.status;
    let answer = if status == StatusCode::NOT_FOUND {
        page(status, &NotFoundPage { frame, trace_id })
    } else {
        let what = trouble.told_in(visit.language);
        let advice = visit.language.fault(trouble.word()).advice.to_owned();
        let code = trouble.code.clone();
        page(status, &ErrorPage { frame, status: status.as_u16(), code, what, advice, trace_id })
    };
    let mut answer = answer.unwrap_or_else(|_| HttpResponse::new(status));
    if let Some(seconds) = trouble.retry_after_s {
        answer.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    answer
}

/// The page of whoever is turned away, made once for each language.
pub(super) fn busy(language: Language, trouble: &Trouble) -> HttpResponse {
    static MADE: LazyLock<Vec<(Language, u16, Bytes)>> = LazyLock::new(|| {
        let of = |language: Language, status| {
            let html = BusyPage::new(language, status).render().unwrap_or_default();
            (language, status, Bytes::from(html))
        };
        Language::ALL.into_iter().flat_map(|one| [429, 503].map(|status| of(one, status))).collect()
    });
    let status = trouble.status;
    let is_it = |one: &&(Language, u16, Bytes)| one.0 == language && one.1 == status.as_u16();
    let html = MADE.iter().find(is_it).map(|(_, _, html)| html.clone()).unwrap_or_default();
    let wait_s = trouble.retry_after_s.unwrap_or(1).to_string();
    HttpResponse::build(status)
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((RETRY_AFTER, wait_s))
        .content_type("text/html; charset=utf-8")
        .body(html)
}

/// What a form shows above its fields.
pub(super) fn refusal(visit: &Visit, trouble: &Trouble) -> Option<String> {
    Some(trouble.told_in(visit.language))
}

/// Whether a form comes back with the sentence of a trouble, instead of an error page.
pub(super) fn comes_back(trouble: &Trouble) -> bool {
    trouble.status.is_client_error() && trouble.status != StatusCode::NOT_FOUND
}

/// Every address that no route has.
pub(super) async fn nothing() -> Answer {
    Err(Trouble::not_found())
}

/// Every method that a route does not take.
pub(super) async fn no_method() -> Answer {
    Err(Trouble::own(Own::MethodNotAllowed, "This address does not take that method."))
}
