//! Sign-in, set-up and preferences. A form is shown only to whom it may serve.

use super::second_factor::wait;
use super::{asked, place, refused, sign_up_status};
use crate::contract::user::{ClaimSetupRequest, Place, SignInRequest, SignOutRequest};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::{self, Form};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::language::{LANGUAGE_COOKIE, THEME_COOKIE};
use crate::gateway::core::pages::{page, see_other, see_other_telling, shown};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::session;
use crate::gateway::core::views::Theme;
use crate::gateway::core::words::Language;
use crate::gateway::core::words::notices;
use crate::gateway::user::views::{SetupPage, SignInPage};
use actix_web::cookie::time::Duration as Age;
use actix_web::{HttpRequest, HttpResponse};

/// How long language and theme are remembered.
const PREFERENCE_AGE: Age = Age::days(365);

/// Sends a browser on with the session that has begun.
pub(super) fn begin(req: &RequestContext, token: &str, path: &str) -> HttpResponse {
    let mut answer = see_other(path);
    let cookie = session::session_cookie(token, req.origin.is_secure);
    // A token is letters and digits: it makes a cookie.
    drop(answer.add_cookie(&cookie));
    answer
}

/// Whoever signs in leaves the session they had.
fn sign_in_request(
    req: &RequestContext,
    place: Place,
    (name, password): (&str, &str),
) -> SignInRequest {
    SignInRequest {
        name: name.to_owned(),
        password: password.to_owned(),
        replaced_session_token: req.session.as_deref().unwrap_or_default().to_owned(),
        place: Some(place),
    }
}

/// The session of an account that was just made. A form sent twice gets none, since sessions are
/// never stored: name and password open one.
pub(super) async fn opened(
    front: &Front,
    req: &RequestContext,
    (form, place): (&Form, Place),
    session_token: String,
) -> Result<String, HttpError> {
    if !session_token.is_empty() {
        return Ok(session_token);
    }
    let request = sign_in_request(req, place, (form.text("name"), form.text("password")));
    Ok(front.clients().user.sign_in(&req.cx(), request).await?.session_token)
}

/// `GET /sign-in`
pub(in crate::gateway) async fn sign_in(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let next = asked(&request, "next");
    let next = form::next_path(&next);
    // Whoever wants to come as somebody else says so.
    if req.member.is_some() && asked(&request, "switch").is_empty() {
        return Ok(see_other(next));
    }
    shown(&sign_in_page(&front, &req, ("", next), None).await)
}

/// The form, with what was typed. Whether sign-up is open is not worth a failure here.
pub(super) async fn sign_in_page(
    front: &Front,
    req: &RequestContext,
    (name, next): (&str, &str),
    refusal: Option<String>,
) -> SignInPage {
    let sign_up_status = sign_up_status(front, req).await;
    SignInPage {
        frame: req.frame(front),
        key: front.key(),
        name: name.to_owned(),
        next: next.to_owned(),
        is_sign_up_open: sign_up_status.is_ok_and(|told| told.is_sign_up_open),
        refusal,
    }
}

/// `POST /sign-in`
pub(in crate::gateway) async fn enter(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    form: Form,
) -> Answer {
    let (name, password) = (form.text("name"), form.text("password"));
    let next = form::next_path(form.text("next"));
    let asking = sign_in_request(&req, place(&req, &request), (name, password));
    match front.clients().user.sign_in(&req.cx(), asking).await {
        Ok(answer) if !answer.ticket.is_empty() => Ok(wait(&front, &req, &answer, next)),
        Ok(answer) => {
            if let Some(ended) = &req.session {
                front.sessions.forget(ended);
            }
            Ok(begin(&req, &answer.session_token, next))
        },
        Err(error) => {
            let (status, refusal) = refused(&req, error)?;
            page(status, &sign_in_page(&front, &req, (name, next), refusal).await)
        },
    }
}

/// `POST /sign-out`
pub(in crate::gateway) async fn leave(front: FrontData, req: RequestContext) -> Answer {
    if let Some(token) = &req.session {
        let request = SignOutRequest { session_token: token.to_string() };
        front.clients().user.sign_out(&req.cx(), request).await?;
        front.sessions.forget(token);
    }
    let mut answer = see_other_telling("/", notices::user::SIGNED_OUT);
    drop(answer.add_cookie(&session::ended_cookie(req.origin.is_secure)));
    Ok(answer)
}

fn setup_page(
    front: &Front,
    req: &RequestContext,
    (token, name): (&str, &str),
    refusal: Option<String>,
) -> SetupPage {
    let (frame, key) = (req.frame(front), front.key());
    SetupPage { frame, key, token: token.to_owned(), name: name.to_owned(), refusal }
}

/// `GET /setup`
pub(in crate::gateway) async fn setup(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    if sign_up_status(&front, &req).await?.has_administrator {
        return Ok(see_other_telling("/sign-in", notices::user::SETUP_DONE));
    }
    let token = asked(&request, "token");
    shown(&setup_page(&front, &req, (&token, ""), None))
}

/// `POST /setup`
pub(in crate::gateway) async fn claim(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    form: Form,
) -> Answer {
    let (token, name) = (form.text("token"), form.text("name"));
    let place = place(&req, &request);
    let asking = ClaimSetupRequest {
        token: token.to_owned(),
        name: name.to_owned(),
        password: form.text("password").to_owned(),
        place: Some(place.clone()),
    };
    match front.clients().user.claim_setup(&req.keyed_cx(&front), asking).await {
        Ok(answer) => {
            let path = format!("/?notice={}", notices::user::WELCOME);
            let token = opened(&front, &req, (&form, place), answer.session_token).await?;
            Ok(begin(&req, &token, &path))
        },
        Err(error) => {
            let (status, refusal) = refused(&req, error)?;
            page(status, &setup_page(&front, &req, (token, name), refusal))
        },
    }
}

/// `POST /preferences`
pub(in crate::gateway) async fn preferences(req: RequestContext, form: Form) -> Answer {
    let language = Language::from_code(form.text("language")).unwrap_or(req.language);
    let theme = Theme::from_code(form.text("theme"));
    let mut answer = see_other(form::next_path(form.text("next")));
    for (name, code) in [(LANGUAGE_COOKIE, language.code()), (THEME_COOKIE, theme.code())] {
        let cookie = session::cookie(name, code, req.origin.is_secure, Some(PREFERENCE_AGE));
        drop(answer.add_cookie(&cookie));
    }
    Ok(answer)
}
