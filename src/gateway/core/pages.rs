//! What all pages share: how a view is printed, how a form comes back, what a trouble looks like.
//! It must not hold a page of its own but those of troubles.

use super::error::{Answer, HttpError, Own};
use super::form;
use super::front::Front;
use super::request::RequestContext;
use super::routes::Kind;
use super::views::{BusyPage, ErrorPage, NotFoundPage};
use super::words::Language;
use crate::gateway::routes;
use crate::gateway::user::views::ForbiddenPage;
use actix_web::http::header::{CACHE_CONTROL, LOCATION, RETRY_AFTER};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use bytes::Bytes;
use std::sync::LazyLock;

/// Videos on one page of a list.
pub(in crate::gateway) const PAGE_MAX: u32 = 24;

/// A page with a status. Pages carry tokens and names, so nobody may keep them.
pub(in crate::gateway) fn page(status: StatusCode, view: &impl Template) -> Answer {
    let html = view.render()?;
    Ok(HttpResponse::build(status)
        .insert_header((CACHE_CONTROL, "no-store"))
        .content_type("text/html; charset=utf-8")
        .body(html))
}

/// A page that was asked for and is there.
pub(in crate::gateway) fn shown(view: &impl Template) -> Answer {
    page(StatusCode::OK, view)
}

/// Sends the browser on after a form.
pub(in crate::gateway) fn see_other(path: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, form::in_ascii(path)))
        .insert_header((CACHE_CONTROL, "no-store"))
        .finish()
}

/// The same, where the page says once what was done: a code of `notices`.
pub(in crate::gateway) fn see_other_telling(path: &str, notice: &str) -> HttpResponse {
    see_other(&format!("{path}?notice={notice}"))
}

/// A trouble as a page.
pub(in crate::gateway) fn trouble(
    front: &Front,
    req: &RequestContext,
    trouble: &HttpError,
) -> HttpResponse {
    let (frame, trace_id) = (req.frame(front), req.origin.trace.id());
    let status = trouble.status;
    let answer = if status == StatusCode::NOT_FOUND {
        page(status, &NotFoundPage { frame, trace_id })
    } else if let Some(advice) = way_in(req.language, trouble) {
        let (what, code) = (trouble.told_in(req.language), trouble.code.clone());
        page(status, &ForbiddenPage { frame, what, advice, code, trace_id })
    } else {
        let what = trouble.told_in(req.language);
        let advice = req.language.fault(trouble.word()).advice;
        let code = trouble.code.clone();
        page(status, &ErrorPage { frame, status: status.as_u16(), code, what, advice, trace_id })
    };
    let mut answer = answer.unwrap_or_else(|_| HttpResponse::new(status));
    if let Some(seconds) = trouble.retry_after_s {
        answer.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    answer
}

/// How somebody gets to where only others may go; `None` where it is no matter of rights.
fn way_in(language: Language, trouble: &HttpError) -> Option<String> {
    let words = language.words().user;
    let advice = match trouble.code.as_str() {
        "kernel.NOT_ALLOWED" => words.forbidden_administrators(),
        "kernel.CREATORS_ONLY" => words.forbidden_creators(),
        "kernel.NOT_OWNER" => words.forbidden_owner(),
        _ => return None,
    };
    Some(advice.to_owned())
}

/// The page of whoever is turned away, made once for each language.
pub(in crate::gateway) fn busy(language: Language, trouble: &HttpError) -> HttpResponse {
    static MADE: LazyLock<Vec<(Language, u16, Bytes)>> = LazyLock::new(|| {
        let of = |language: Language, status| {
            let html = BusyPage::new(language, status).render().unwrap_or_default();
            (language, status, Bytes::from(html))
        };
        Language::all().flat_map(|one| [429, 503].map(|status| of(one, status))).collect()
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
pub(in crate::gateway) fn refusal(req: &RequestContext, trouble: &HttpError) -> Option<String> {
    Some(trouble.told_in(req.language))
}

/// Whether a form comes back with the sentence of a trouble, instead of another page.
pub(in crate::gateway) fn comes_back(trouble: &HttpError) -> bool {
    let is_elsewhere = trouble.status == StatusCode::NOT_FOUND || trouble.is(PROOF_NEEDED);
    trouble.status.is_client_error() && !is_elsewhere
}

/// The password is asked once more.
pub(in crate::gateway) const PROOF_NEEDED: &str = "user.PROOF_NEEDED";

/// Where the password is asked once more; from there it goes on with the page that was open.
pub(in crate::gateway) fn to_prove(req: &RequestContext) -> HttpResponse {
    let path = req.path.split('?').next().unwrap_or_default();
    let above = page_above(path);
    let next = if routes::is_page(path) { &*req.path } else { above.as_str() };
    see_other(&format!("/account/prove?next={}", form::encoded(next)))
}

/// Every address that no route has.
pub(in crate::gateway) async fn nothing() -> Answer {
    Err(HttpError::not_found())
}

/// Every method that a route does not take. Whoever opens the address of a form, as a browser does
/// that comes back to one, is led to the page above it.
pub(in crate::gateway) async fn no_method(request: HttpRequest) -> Answer {
    let pattern = request.match_pattern().unwrap_or_default();
    let is_opened = matches!(*request.method(), Method::GET | Method::HEAD);
    if is_opened && routes::kind(&pattern) == Some(Kind::Page) {
        return Ok(see_other(&page_above(request.path())));
    }
    Err(HttpError::own(Own::MethodNotAllowed, "This address does not take that method."))
}

/// The nearest page above an address, by the table of routes.
fn page_above(path: &str) -> String {
    let mut above = path.trim_end_matches('/');
    while let Some((shorter, _)) = above.rsplit_once('/').filter(|(shorter, _)| !shorter.is_empty())
    {
        above = shorter;
        if routes::is_page(above) {
            return above.to_owned();
        }
    }
    "/".to_owned()
}

/// The cursor of a list, from its address.
pub(in crate::gateway) fn cursor(request: &HttpRequest) -> String {
    let fields = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
    let fields = fields.map(web::Query::into_inner).unwrap_or_default();
    fields.into_iter().find(|(name, _)| name == "cursor").map_or_else(String::new, |(_, at)| at)
}
