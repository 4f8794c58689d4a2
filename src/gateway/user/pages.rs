//! The doors (sign-in, sign-up, set-up), preferences, and the account page.

use crate::contract::user::{
    ApiToken, ClaimSetupRequest, CreateApiTokenRequest, ListApiTokensRequest, Place,
    RevokeApiTokenRequest, SignInRequest, SignOutRequest, SignUpRequest, UserCard,
};
use crate::gateway::core::form::{self, Form};
use crate::gateway::core::front::{Desk, Front};
use crate::gateway::core::language::{LANGUAGE_COOKIE, THEME_COOKIE};
use crate::gateway::core::limits::customer;
use crate::gateway::core::pages::{comes_back, page, refusal, see_other, shown};
use crate::gateway::core::session;
use crate::gateway::core::trouble::{Answer, Trouble};
use crate::gateway::core::views::{Notice, Theme};
use crate::gateway::core::visit::Visit;
use crate::gateway::core::words::Language;
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
fn begin(visit: &Visit, token: &str, path: &str) -> HttpResponse {
    let mut answer = see_other(path);
    let cookie = session::session_cookie(token, visit.arrival.is_secure);
    // A token is letters and digits: it makes a cookie.
    drop(answer.add_cookie(&cookie));
    answer
}

/// Whoever signs in leaves the session they had.
fn sign_in_request(visit: &Visit, name: &str, password: &str) -> SignInRequest {
    SignInRequest {
        name: name.to_owned(),
        password: password.to_owned(),
        replaced_session_token: visit.session.as_deref().unwrap_or_default().to_owned(),
        place: Some(place(visit)),
    }
}

/// Where a visitor comes from, for whoever counts wrong passwords. The word of a browser is known
/// only to it, and is kept for as long as its cookies are.
fn place(visit: &Visit) -> Place {
    let device_token = match visit.is_new_visitor {
        true => String::new(),
        false => visit.visitor.to_string(),
    };
    Place { network: format!("{:x}", customer(visit.arrival.ip)), device_token }
}

/// The session of an account that was just made. A form sent twice gets none, since sessions are
/// never stored: name and password open one.
async fn opened(
    front: &Front,
    visit: &Visit,
    form: &Form,
    session_token: String,
) -> Result<String, Trouble> {
    if !session_token.is_empty() {
        return Ok(session_token);
    }
    let request = sign_in_request(visit, form.text("name"), form.text("password"));
    Ok(front.clients().user.sign_in(&visit.cx(), request).await?.session_token)
}

/// The status and the sentence with which a form comes back.
fn refused(visit: &Visit, error: Error) -> Result<(StatusCode, Option<String>), Trouble> {
    let trouble = Trouble::from(error);
    if !comes_back(&trouble) {
        return Err(trouble);
    }
    Ok((trouble.status, refusal(visit, &trouble)))
}

/// `GET /sign-in`
pub(in crate::gateway) async fn sign_in(desk: Desk, visit: Visit, request: HttpRequest) -> Answer {
    let asked = asked(&request, "next");
    let next = form::next_path(&asked);
    if visit.member.is_some() {
        return Ok(see_other(next));
    }
    shown(&SignInPage {
        frame: visit.frame(&desk),
        key: desk.key(),
        name: String::new(),
        next: next.to_owned(),
        refusal: None,
    })
}

/// `POST /sign-in`
pub(in crate::gateway) async fn enter(desk: Desk, visit: Visit, form: Form) -> Answer {
    let (name, password) = (form.text("name"), form.text("password"));
    let next = form::next_path(form.text("next"));
    let request = sign_in_request(&visit, name, password);
    match desk.clients().user.sign_in(&visit.cx(), request).await {
        Ok(answer) => {
            if let Some(ended) = &visit.session {
                desk.sessions.forget(ended);
            }
            Ok(begin(&visit, &answer.session_token, next))
        },
        Err(error) => {
            let (status, refusal) = refused(&visit, error)?;
            let (frame, key, name) = (visit.frame(&desk), desk.key(), name.to_owned());
            let next = next.to_owned();
            page(status, &SignInPage { frame, key, name, next, refusal })
        },
    }
}

fn sign_up_page(front: &Front, visit: &Visit, name: &str, refusal: Option<String>) -> SignUpPage {
    SignUpPage {
        frame: visit.frame(front),
        key: front.key(),
        name: name.to_owned(),
        name_chars_max: UserCard::NAME.max_chars,
        password_chars_min: SignUpRequest::PASSWORD.min_chars,
        refusal,
    }
}

/// `GET /sign-up`
pub(in crate::gateway) async fn sign_up(desk: Desk, visit: Visit) -> Answer {
    if visit.member.is_some() {
        return Ok(see_other("/"));
    }
    shown(&sign_up_page(&desk, &visit, "", None))
}

/// `POST /sign-up`
pub(in crate::gateway) async fn join(desk: Desk, visit: Visit, form: Form) -> Answer {
    let (name, password) = (form.text("name"), form.text("password"));
    let request = SignUpRequest {
        name: name.to_owned(),
        password: password.to_owned(),
        place: Some(place(&visit)),
    };
    match desk.clients().user.sign_up(&visit.keyed_cx(&desk), request).await {
        Ok(answer) => {
            let path = format!("/?notice={}", Notice::Welcome.code());
            let token = opened(&desk, &visit, &form, answer.session_token).await?;
            Ok(begin(&visit, &token, &path))
        },
        Err(error) => {
            let (status, refusal) = refused(&visit, error)?;
            page(status, &sign_up_page(&desk, &visit, name, refusal))
        },
    }
}

/// `POST /sign-out`
pub(in crate::gateway) async fn leave(desk: Desk, visit: Visit) -> Answer {
    if let Some(token) = &visit.session {
        let request = SignOutRequest { session_token: token.to_string() };
        desk.clients().user.sign_out(&visit.cx(), request).await?;
        desk.sessions.forget(token);
    }
    let mut answer = see_other(&format!("/?notice={}", Notice::SignedOut.code()));
    drop(answer.add_cookie(&session::ended_cookie(visit.arrival.is_secure)));
    Ok(answer)
}

fn setup_page(
    front: &Front,
    visit: &Visit,
    (token, name): (&str, &str),
    refusal: Option<String>,
) -> SetupPage {
    SetupPage {
        frame: visit.frame(front),
        key: front.key(),
        token: token.to_owned(),
        name: name.to_owned(),
        name_chars_max: UserCard::NAME.max_chars,
        password_chars_min: SignUpRequest::PASSWORD.min_chars,
        refusal,
    }
}

/// `GET /setup`
pub(in crate::gateway) async fn setup(desk: Desk, visit: Visit, request: HttpRequest) -> Answer {
    let token = asked(&request, "token");
    shown(&setup_page(&desk, &visit, (&token, ""), None))
}

/// `POST /setup`
pub(in crate::gateway) async fn claim(desk: Desk, visit: Visit, form: Form) -> Answer {
    let (token, name) = (form.text("token"), form.text("name"));
    let request = ClaimSetupRequest {
        token: token.to_owned(),
        name: name.to_owned(),
        password: form.text("password").to_owned(),
        place: Some(place(&visit)),
    };
    match desk.clients().user.claim_setup(&visit.keyed_cx(&desk), request).await {
        Ok(answer) => {
            let path = format!("/?notice={}", Notice::Welcome.code());
            let token = opened(&desk, &visit, &form, answer.session_token).await?;
            Ok(begin(&visit, &token, &path))
        },
        Err(error) => {
            let (status, refusal) = refused(&visit, error)?;
            page(status, &setup_page(&desk, &visit, (token, name), refusal))
        },
    }
}

/// `POST /preferences`
pub(in crate::gateway) async fn preferences(visit: Visit, form: Form) -> Answer {
    let language = Language::from_code(form.text("language")).unwrap_or(visit.language);
    let theme = Theme::from_code(form.text("theme"));
    let mut answer = see_other(form::next_path(form.text("next")));
    for (name, code) in [(LANGUAGE_COOKIE, language.code()), (THEME_COOKIE, theme.code())] {
        let cookie = session::cookie(name, code, visit.arrival.is_secure, Some(PREFERENCE_AGE));
        drop(answer.add_cookie(&cookie));
    }
    Ok(answer)
}

async fn account_page(
    front: &Front,
    visit: &Visit,
    new_token: Option<NewToken>,
    refusal: Option<String>,
) -> Result<AccountPage, Trouble> {
    let member = visit.member.as_ref().ok_or_else(Trouble::not_found)?;
    let listed = front.clients().user.list_api_tokens(&visit.cx(), ListApiTokensRequest {}).await?;
    let row = |token: ApiToken| TokenRow {
        id: token.token_id,
        key: front.key(),
        label: token.label,
        created_ms: token.created_at_ms,
        last_used_ms: (token.used_at_ms > 0).then_some(token.used_at_ms),
    };
    Ok(AccountPage {
        frame: visit.frame(front),
        key: front.key(),
        name: member.name.clone(),
        is_admin: member.caller().is_admin(),
        created_ms: member.created_at_ms,
        tokens: listed.tokens.into_iter().map(row).collect(),
        new_token,
        refusal,
    })
}

/// `GET /account`
pub(in crate::gateway) async fn account(desk: Desk, visit: Visit) -> Answer {
    shown(&account_page(&desk, &visit, None, None).await?)
}

/// `POST /account/tokens`
pub(in crate::gateway) async fn create_token(desk: Desk, visit: Visit, form: Form) -> Answer {
    let label = form.text("label").trim().to_owned();
    let request = CreateApiTokenRequest { label: label.clone() };
    let created = desk.clients().user.create_api_token(&visit.keyed_cx(&desk), request).await;
    match created {
        // Sent twice: the first answer showed it.
        Ok(created) if created.api_token.is_empty() => Ok(see_other("/account")),
        Ok(created) => {
            let new = NewToken { label, secret: created.api_token };
            shown(&account_page(&desk, &visit, Some(new), None).await?)
        },
        Err(error) => {
            let (status, refusal) = refused(&visit, error)?;
            page(status, &account_page(&desk, &visit, None, refusal).await?)
        },
    }
}

/// `POST /account/tokens/{id}/revoke`
pub(in crate::gateway) async fn revoke_token(
    desk: Desk,
    visit: Visit,
    id: web::Path<String>,
) -> Answer {
    let request = RevokeApiTokenRequest { token_id: id.into_inner() };
    desk.clients().user.revoke_api_token(&visit.cx(), request).await?;
    Ok(see_other(&format!("/account?notice={}", Notice::TokenRevoked.code())))
}
