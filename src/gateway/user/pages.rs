//! Sign-in, sign-up, set-up, preferences, and the account page.

use crate::contract::user::{
    ApiToken, ClaimSetupRequest, CreateApiTokenRequest, ListApiTokensRequest, Place,
    RevokeApiTokenRequest, SignInRequest, SignOutRequest, SignUpRequest, UserCard,
};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::{self, Form};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::language::{LANGUAGE_COOKIE, THEME_COOKIE};
use crate::gateway::core::limits::customer;
use crate::gateway::core::pages::{comes_back, page, refusal, see_other, see_other_telling, shown};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::session;
use crate::gateway::core::views::Theme;
use crate::gateway::core::words::Language;
use crate::gateway::core::words::notices;
use crate::gateway::user::views::{
    AccountPage, NewToken, SetupPage, SignInPage, SignUpPage, TokenRow,
};
use crate::kernel::fault::Error;
use actix_web::cookie::time::Duration as Age;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

/// How long language and theme are remembered.
const PREFERENCE_AGE: Age = Age::days(365);

/// A field of the address.
fn asked(request: &HttpRequest, name: &str) -> String {
    let fields = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
    let fields = fields.map(web::Query::into_inner).unwrap_or_default();
    fields.into_iter().find(|(field, _)| field == name).map_or_else(String::new, |(_, at)| at)
}

/// Sends a browser on with the session that has begun.
fn begin(req: &RequestContext, token: &str, path: &str) -> HttpResponse {
    let mut answer = see_other(path);
    let cookie = session::session_cookie(token, req.origin.is_secure);
    // A token is letters and digits: it makes a cookie.
    drop(answer.add_cookie(&cookie));
    answer
}

/// Whoever signs in leaves the session they had.
fn sign_in_request(req: &RequestContext, name: &str, password: &str) -> SignInRequest {
    SignInRequest {
        name: name.to_owned(),
        password: password.to_owned(),
        replaced_session_token: req.session.as_deref().unwrap_or_default().to_owned(),
        place: Some(place(req)),
    }
}

/// Where a visitor comes from, for whoever counts wrong passwords. The word of a browser is known
/// only to it, and is kept for as long as its cookies are.
fn place(req: &RequestContext) -> Place {
    let device_token = match req.is_new_visitor {
        true => String::new(),
        false => req.visitor.to_string(),
    };
    Place { network: format!("{:x}", customer(req.origin.ip)), device_token }
}

/// The session of an account that was just made. A form sent twice gets none, since sessions are
/// never stored: name and password open one.
async fn opened(
    front: &Front,
    req: &RequestContext,
    form: &Form,
    session_token: String,
) -> Result<String, HttpError> {
    if !session_token.is_empty() {
        return Ok(session_token);
    }
    let request = sign_in_request(req, form.text("name"), form.text("password"));
    Ok(front.clients().user.sign_in(&req.cx(), request).await?.session_token)
}

/// The status and the sentence with which a form comes back.
fn refused(req: &RequestContext, error: Error) -> Result<(StatusCode, Option<String>), HttpError> {
    let trouble = HttpError::from(error);
    if !comes_back(&trouble) {
        return Err(trouble);
    }
    Ok((trouble.status, refusal(req, &trouble)))
}

/// `GET /sign-in`
pub(in crate::gateway) async fn sign_in(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let asked = asked(&request, "next");
    let next = form::next_path(&asked);
    if req.member.is_some() {
        return Ok(see_other(next));
    }
    shown(&SignInPage {
        frame: req.frame(&front),
        key: front.key(),
        name: String::new(),
        next: next.to_owned(),
        refusal: None,
    })
}

/// `POST /sign-in`
pub(in crate::gateway) async fn enter(front: FrontData, req: RequestContext, form: Form) -> Answer {
    let (name, password) = (form.text("name"), form.text("password"));
    let next = form::next_path(form.text("next"));
    let request = sign_in_request(&req, name, password);
    match front.clients().user.sign_in(&req.cx(), request).await {
        Ok(answer) => {
            if let Some(ended) = &req.session {
                front.sessions.forget(ended);
            }
            Ok(begin(&req, &answer.session_token, next))
        },
        Err(error) => {
            let (status, refusal) = refused(&req, error)?;
            let (frame, key, name) = (req.frame(&front), front.key(), name.to_owned());
            let next = next.to_owned();
            page(status, &SignInPage { frame, key, name, next, refusal })
        },
    }
}

fn sign_up_page(
    front: &Front,
    req: &RequestContext,
    name: &str,
    refusal: Option<String>,
) -> SignUpPage {
    SignUpPage {
        frame: req.frame(front),
        key: front.key(),
        name: name.to_owned(),
        name_chars_max: UserCard::NAME.max_chars,
        password_chars_min: SignUpRequest::PASSWORD.min_chars,
        refusal,
    }
}

/// `GET /sign-up`
pub(in crate::gateway) async fn sign_up(front: FrontData, req: RequestContext) -> Answer {
    if req.member.is_some() {
        return Ok(see_other("/"));
    }
    shown(&sign_up_page(&front, &req, "", None))
}

/// `POST /sign-up`
pub(in crate::gateway) async fn join(front: FrontData, req: RequestContext, form: Form) -> Answer {
    let (name, password) = (form.text("name"), form.text("password"));
    let request = SignUpRequest {
        name: name.to_owned(),
        password: password.to_owned(),
        place: Some(place(&req)),
    };
    match front.clients().user.sign_up(&req.keyed_cx(&front), request).await {
        Ok(answer) => {
            let path = format!("/?notice={}", notices::user::WELCOME);
            let token = opened(&front, &req, &form, answer.session_token).await?;
            Ok(begin(&req, &token, &path))
        },
        Err(error) => {
            let (status, refusal) = refused(&req, error)?;
            page(status, &sign_up_page(&front, &req, name, refusal))
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
    SetupPage {
        frame: req.frame(front),
        key: front.key(),
        token: token.to_owned(),
        name: name.to_owned(),
        name_chars_max: UserCard::NAME.max_chars,
        password_chars_min: SignUpRequest::PASSWORD.min_chars,
        refusal,
    }
}

/// `GET /setup`
pub(in crate::gateway) async fn setup(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let token = asked(&request, "token");
    shown(&setup_page(&front, &req, (&token, ""), None))
}

/// `POST /setup`
pub(in crate::gateway) async fn claim(front: FrontData, req: RequestContext, form: Form) -> Answer {
    let (token, name) = (form.text("token"), form.text("name"));
    let request = ClaimSetupRequest {
        token: token.to_owned(),
        name: name.to_owned(),
        password: form.text("password").to_owned(),
        place: Some(place(&req)),
    };
    match front.clients().user.claim_setup(&req.keyed_cx(&front), request).await {
        Ok(answer) => {
            let path = format!("/?notice={}", notices::user::WELCOME);
            let token = opened(&front, &req, &form, answer.session_token).await?;
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

async fn account_page(
    front: &Front,
    req: &RequestContext,
    new_token: Option<NewToken>,
    refusal: Option<String>,
) -> Result<AccountPage, HttpError> {
    let member = req.member.as_ref().ok_or_else(HttpError::not_found)?;
    let listed = front.clients().user.list_api_tokens(&req.cx(), ListApiTokensRequest {}).await?;
    let row = |token: ApiToken| TokenRow {
        id: token.token_id,
        key: front.key(),
        label: token.label,
        created_ms: token.created_at_ms,
        last_used_ms: (token.used_at_ms > 0).then_some(token.used_at_ms),
    };
    Ok(AccountPage {
        frame: req.frame(front),
        key: front.key(),
        name: member.name.clone(),
        is_admin: member.caller().is_admin(),
        created_ms: member.created_at_ms,
        tokens: listed.tokens.into_iter().map(row).collect(),
        new_token,
        refusal,
        label_chars_max: CreateApiTokenRequest::LABEL.max_chars,
    })
}

/// `GET /account`
pub(in crate::gateway) async fn account(front: FrontData, req: RequestContext) -> Answer {
    shown(&account_page(&front, &req, None, None).await?)
}

/// `POST /account/tokens`
pub(in crate::gateway) async fn create_token(
    front: FrontData,
    req: RequestContext,
    form: Form,
) -> Answer {
    let label = form.text("label").trim().to_owned();
    let request = CreateApiTokenRequest { label: label.clone() };
    let created = front.clients().user.create_api_token(&req.keyed_cx(&front), request).await;
    match created {
        // Sent twice: the first answer showed it.
        Ok(created) if created.api_token.is_empty() => Ok(see_other("/account")),
        Ok(created) => {
            let new = NewToken { label, secret: created.api_token };
            shown(&account_page(&front, &req, Some(new), None).await?)
        },
        Err(error) => {
            let (status, refusal) = refused(&req, error)?;
            page(status, &account_page(&front, &req, None, refusal).await?)
        },
    }
}

/// `POST /account/tokens/{id}/revoke`
pub(in crate::gateway) async fn revoke_token(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let request = RevokeApiTokenRequest { token_id: id.into_inner() };
    front.clients().user.revoke_api_token(&req.cx(), request).await?;
    Ok(see_other_telling("/account", notices::user::TOKEN_REVOKED))
}
