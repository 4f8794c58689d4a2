//! Two-step sign-in: its second step, how it is set up and turned off, and the password asked once
//! more. A ticket waits in a cookie that no script reads, so that no address holds one.

use super::account::{HERE, member};
use super::passkeys::rows;
use super::sign_in::begin;
use super::{asked, back_telling, place, refused};
use crate::contract::user::{
    BeginTotpRequest, ConfirmTotpRequest, FinishSignInRequest, GetSecondFactorRequest,
    ProvePasswordRequest, RemoveTotpRequest, RenewRecoveryCodesRequest, SignInResponse,
};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::{self, Form, encoded};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{page, see_other, shown};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::session;
use crate::gateway::core::words::notices;
use crate::gateway::user::views::{
    Asked, ConfirmPage, ProvePage, QrPicture, RecoveryCodesPage, SecondFactorPage, SecondStepPage,
    TotpSetupPage, TotpView,
};
use actix_web::cookie::time::Duration as Age;
use actix_web::{HttpRequest, HttpResponse};

/// Where it is set up.
const SETTINGS: &str = "/account/second-factor";
/// What holds the ticket of a sign-in that waits.
const TICKET_COOKIE: &str = "shoal_ticket";
/// Letters of a group in which a secret is shown.
const GROUP_LETTERS: usize = 4;

/// Sends a browser on to the second step of a sign-in.
pub(super) fn wait(
    front: &Front,
    req: &RequestContext,
    answer: &SignInResponse,
    next: &str,
) -> HttpResponse {
    let mut sent = see_other(&format!("/sign-in/second?next={}", encoded(next)));
    let age = Age::milliseconds(answer.ticket_expires_at_ms - front.now_ms());
    let cookie = session::cookie(TICKET_COOKIE, &answer.ticket, req.origin.is_secure, Some(age));
    // A ticket is letters and digits: it makes a cookie.
    drop(sent.add_cookie(&cookie));
    sent
}

fn without_ticket(req: &RequestContext, mut answer: HttpResponse) -> HttpResponse {
    let cookie = session::cookie(TICKET_COOKIE, "", req.origin.is_secure, Some(Age::ZERO));
    drop(answer.add_cookie(&cookie));
    answer
}

fn ticket(request: &HttpRequest) -> Option<String> {
    let cookie = request.cookie(TICKET_COOKIE)?;
    let ticket = cookie.value().to_owned();
    (!ticket.is_empty() && ticket.len() <= 256).then_some(ticket)
}

/// The sign-in has to begin again.
fn again(req: &RequestContext, next: &str) -> HttpResponse {
    let door = format!("/sign-in?next={}", encoded(next));
    without_ticket(req, back_telling(&door, notices::user::SIGN_IN_AGAIN))
}

/// `GET /sign-in/second`
pub(in crate::gateway) async fn second_step(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let next = asked(&request, "next");
    let next = form::next_path(&next);
    if ticket(&request).is_none() {
        return Ok(again(&req, next));
    }
    let is_recovery = asked(&request, "with") == "recovery";
    shown(&second_step_page(&front, &req, (next, is_recovery), None))
}

fn second_step_page(
    front: &Front,
    req: &RequestContext,
    (next, is_recovery): (&str, bool),
    refusal: Option<String>,
) -> SecondStepPage {
    let (frame, key, next) = (req.frame(front), front.key(), next.to_owned());
    SecondStepPage { frame, key, next, is_recovery, refusal }
}

/// `POST /sign-in/second`
pub(in crate::gateway) async fn finish(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    form: Form,
) -> Answer {
    let next = form::next_path(form.text("next"));
    let Some(ticket) = ticket(&request) else { return Ok(again(&req, next)) };
    let asking = FinishSignInRequest {
        ticket,
        code: form.text("code").to_owned(),
        recovery_code: form.text("recovery_code").to_owned(),
        replaced_session_token: req.session_token(),
        place: Some(place(&req, &request)),
    };
    match front.clients().user.finish_sign_in(&req.cx(), asking).await {
        Ok(answer) => {
            if let Some(ended) = &req.session {
                front.sessions.forget(ended);
            }
            Ok(without_ticket(&req, begin(&req, &answer.session_token, next)))
        },
        Err(error) => {
            let trouble = HttpError::from(error);
            if trouble.is("user.TICKET_INVALID") {
                return Ok(again(&req, next));
            }
            let (status, refusal) = refused(&req, trouble)?;
            let is_recovery = form.find("recovery_code").is_some();
            page(status, &second_step_page(&front, &req, (next, is_recovery), refusal))
        },
    }
}

fn prove_page(
    front: &Front,
    req: &RequestContext,
    next: &str,
    refusal: Option<String>,
) -> Result<ProvePage, HttpError> {
    let (frame, key, name) = (req.frame(front), front.key(), member(req)?.name.clone());
    Ok(ProvePage { frame, key, name, next: next.to_owned(), refusal })
}

/// `GET /account/prove`
pub(in crate::gateway) async fn ask_prove(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let next = asked(&request, "next");
    shown(&prove_page(&front, &req, form::next_path(&next), None)?)
}

/// `POST /account/prove`
pub(in crate::gateway) async fn prove(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    form: Form,
) -> Answer {
    let next = form::next_path(form.text("next"));
    let asking = ProvePasswordRequest {
        current_password: form.text("password").to_owned(),
        session_token: req.session_token(),
        place: Some(place(&req, &request)),
    };
    match front.clients().user.prove_password(&req.cx(), asking).await {
        Ok(_) => Ok(see_other(next)),
        Err(error) => {
            let (status, refusal) = refused(&req, error)?;
            page(status, &prove_page(&front, &req, next, refusal)?)
        },
    }
}

/// `GET /account/second-factor`
pub(in crate::gateway) async fn settings(front: FrontData, req: RequestContext) -> Answer {
    let request = GetSecondFactorRequest { session_token: req.session_token() };
    let told = front.clients().user.get_second_factor(&req.cx(), request).await?;
    let (since_ms, codes_left) = (told.totp_since_ms, told.recovery_codes_left);
    shown(&SecondFactorPage {
        frame: req.frame(&front),
        key: front.key(),
        totp: told.has_totp.then_some(TotpView { since_ms, codes_left }),
        passkeys: rows(&front, &req).await?,
    })
}

async fn setup_page(
    front: &Front,
    req: &RequestContext,
    refusal: Option<String>,
) -> Result<TotpSetupPage, HttpError> {
    let request = BeginTotpRequest { session_token: req.session_token() };
    let begun = front.clients().user.begin_totp(&req.cx(), request).await?;
    let mut secret = String::new();
    for (at, letter) in begun.secret.chars().enumerate() {
        if at > 0 && at % GROUP_LETTERS == 0 {
            secret.push(' ');
        }
        secret.push(letter);
    }
    Ok(TotpSetupPage {
        frame: req.frame(front),
        key: front.key(),
        secret,
        picture: QrPicture::of(&begun.uri),
        uri: begun.uri,
        refusal,
    })
}

/// `POST /account/second-factor/begin`
pub(in crate::gateway) async fn begin_totp(front: FrontData, req: RequestContext) -> Answer {
    shown(&setup_page(&front, &req, None).await?)
}

/// The codes, shown this once; a form sent twice has none to show.
fn codes_page(front: &Front, req: &RequestContext, codes: Vec<String>) -> Answer {
    if codes.is_empty() {
        return Ok(see_other(SETTINGS));
    }
    shown(&RecoveryCodesPage { frame: req.frame(front), codes })
}

/// `POST /account/second-factor/confirm`
pub(in crate::gateway) async fn confirm_totp(
    front: FrontData,
    req: RequestContext,
    form: Form,
) -> Answer {
    let (code, session_token) = (form.text("code").to_owned(), req.session_token());
    let request = ConfirmTotpRequest { code, session_token };
    match front.clients().user.confirm_totp(&req.keyed_cx(&front), request).await {
        Ok(confirmed) => codes_page(&front, &req, confirmed.recovery_codes),
        Err(error) => {
            let (status, refusal) = refused(&req, error)?;
            page(status, &setup_page(&front, &req, refusal).await?)
        },
    }
}

/// `GET /account/second-factor/remove`
pub(in crate::gateway) async fn ask_remove(front: FrontData, req: RequestContext) -> Answer {
    let words = req.language.words().user;
    shown(&ConfirmPage {
        frame: req.frame(&front),
        key: front.key(),
        title: words.confirm_two_step_title().to_owned(),
        lead: words.confirm_two_step_lead().to_owned(),
        action: format!("{SETTINGS}/remove"),
        button: words.confirm_two_step(),
        next: SETTINGS.to_owned(),
        asked: Asked::Nothing,
        refusal: None,
    })
}

/// `POST /account/second-factor/remove`
pub(in crate::gateway) async fn remove_totp(front: FrontData, req: RequestContext) -> Answer {
    let request = RemoveTotpRequest { session_token: req.session_token() };
    front.clients().user.remove_totp(&req.cx(), request).await?;
    Ok(back_telling(HERE, notices::user::TWO_STEP_OFF))
}

/// `GET /account/second-factor/renew`
pub(in crate::gateway) async fn ask_renew(front: FrontData, req: RequestContext) -> Answer {
    let words = req.language.words().user;
    shown(&ConfirmPage {
        frame: req.frame(&front),
        key: front.key(),
        title: words.confirm_codes_title().to_owned(),
        lead: words.confirm_codes_lead().to_owned(),
        action: format!("{SETTINGS}/renew"),
        button: words.confirm_codes(),
        next: SETTINGS.to_owned(),
        asked: Asked::Nothing,
        refusal: None,
    })
}

/// `POST /account/second-factor/renew`
pub(in crate::gateway) async fn renew(front: FrontData, req: RequestContext) -> Answer {
    let request = RenewRecoveryCodesRequest { session_token: req.session_token() };
    let user = &front.clients().user;
    let renewed = user.renew_recovery_codes(&req.keyed_cx(&front), request).await?;
    codes_page(&front, &req, renewed.recovery_codes)
}
