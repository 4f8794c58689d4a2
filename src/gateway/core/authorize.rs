//! Stands before every route: reads who asks, checks that a page of ours sent what changes
//! something, and that the route is open to them. It must not decide rights over things; the
//! domains do.

use super::body;
use super::csrf;
use super::error::{HttpError, Own};
use super::form::Form;
use super::front::FrontData;
use super::request::{self, Proof, RequestContext, RequestOrigin};
use super::routes::{Access, Kind, Row};
use super::session;
use crate::kernel::fault::Shared;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::cookie::Cookie;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpResponse};
use std::sync::Arc;

/// The header that scripts of ours send.
pub(in crate::gateway) const CSRF_HEADER: &str = "x-csrf-token";
/// The same from axios, as in DPlayer: it reads the cookie `XSRF-TOKEN` of its own page by itself.
const AXIOS_HEADER: &str = "x-xsrf-token";

/// Lets a request through to its route, or answers it here.
///
/// # Errors
/// None of its own: a trouble becomes an answer.
pub(in crate::gateway) async fn pass(
    row: &'static Row,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    request.extensions_mut().insert(row.kind);
    if matches!(row.kind, Kind::Media | Kind::Plain) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    if let Err(trouble) = enter(row, &mut request).await {
        return Ok(request.error_response(trouble));
    }
    let mut answer = next.call(request).await?.map_into_boxed_body();
    if row.kind == Kind::Page {
        let req = answer.request().extensions().get::<RequestContext>().cloned();
        if let Some(cookie) = req.and_then(|req| kept(&req, answer.response())) {
            answer.response_mut().add_cookie(&cookie)?;
        }
    }
    Ok(answer)
}

/// The cookie by which the browser will be known when it comes back.
fn kept(req: &RequestContext, answer: &HttpResponse<BoxBody>) -> Option<Cookie<'static>> {
    let is_secure = req.origin.is_secure;
    match (&req.session, &req.member) {
        // Unless it has just ended, or another has begun.
        (Some(token), Some(member)) => {
            let name = session::cookie_name(is_secure);
            let is_told = answer.cookies().any(|cookie| cookie.name() == name);
            (!is_told).then(|| session::renewed_cookie(token, is_secure, member.session_idle_ms))
        },
        _ if req.is_new_visitor => Some(session::visitor_cookie(&req.visitor, is_secure)),
        _ => None,
    }
}

async fn enter(row: &'static Row, request: &mut ServiceRequest) -> Result<(), HttpError> {
    let front = request.app_data::<FrontData>().cloned().ok_or_else(HttpError::not_found)?;
    let origin =
        request.extensions().get::<RequestOrigin>().cloned().ok_or_else(HttpError::not_found)?;
    let mut req = request::read(&front, origin, request.request()).await?;
    // Known already to whoever writes the error page.
    request.extensions_mut().insert(req.clone());
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if changes && row.kind == Kind::Page {
        let form = read_form(&front, request).await?;
        check_origin(&front, &req, request, form.text("csrf"), true)?;
        take_key(&mut req, &form)?;
        request.extensions_mut().insert(form);
        request.extensions_mut().insert(req.clone());
    } else if changes {
        let given = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
        let header = given(CSRF_HEADER).or_else(|| given(AXIOS_HEADER));
        check_origin(&front, &req, request, header.unwrap_or_default(), false)?;
    }
    check_access(row.access, &req)
}

async fn read_form(front: &FrontData, request: &mut ServiceRequest) -> Result<Form, HttpError> {
    if body::media_type(request.headers()) != "application/x-www-form-urlencoded" {
        let text = "Send the form as application/x-www-form-urlencoded.";
        return Err(HttpError::own(Own::MediaType, text));
    }
    let mut payload = request.take_payload();
    let body = body::collect(&mut payload, front.settings().form_bytes_max).await?;
    Form::parse(&body)
}

fn take_key(req: &mut RequestContext, form: &Form) -> Result<(), HttpError> {
    let key = form.text("key");
    if key.is_empty() {
        return Ok(());
    }
    if !request::is_word(key) {
        return Err(HttpError::own(Own::BodyInvalid, "The form is damaged. Load the page again."));
    }
    req.key = Some(Arc::from(key));
    Ok(())
}

/// Refuses what a strange page makes a browser send. Forms always need the token; scripts without
/// any cookie carry nothing that could be abused.
fn check_origin(
    front: &FrontData,
    req: &RequestContext,
    request: &ServiceRequest,
    given: &str,
    is_form: bool,
) -> Result<(), HttpError> {
    if req.proof == Proof::Strong {
        return Ok(());
    }
    let settings = front.settings();
    let is_ours = csrf::is_same_origin(request.headers(), settings.public_url.as_deref());
    let needs_token = is_form || req.proof == Proof::Cookie;
    let key = &front.gateway.csrf_key;
    if is_ours && (!needs_token || csrf::is_valid(key, req.subject(), given)) {
        return Ok(());
    }
    let text = "The page you came from is out of date, or another site sent this. \
                Load the page again and retry.";
    Err(HttpError::own(Own::Csrf, text))
}

fn check_access(access: Access, req: &RequestContext) -> Result<(), HttpError> {
    match access {
        Access::Anyone => Ok(()),
        Access::Member if req.member.is_some() || req.caller.is_admin() => Ok(()),
        Access::Operator if req.caller.is_admin() => Ok(()),
        Access::Operator if req.member.is_some() => {
            let text = "Only administrators may do this. Ask one of them for the role.";
            Err(HttpError::shared(Shared::NotAllowed, text))
        },
        Access::Member | Access::Operator => {
            Err(HttpError::shared(Shared::SignInFirst, "Sign in first, then try again."))
        },
    }
}
