//! Sign-up: the form, by an invitation or without one, and what is shown where there is none. It
//! must not say why an invitation does not hold.

use super::sign_in::{begin, opened};
use super::{asked, place, refused, sign_up_status};
use crate::contract::user::{
    GetInvitationRequest, GetSignUpStatusResponse, SignUpMode, SignUpRequest,
};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::Form;
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{page, see_other, shown};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::notices;
use crate::gateway::user::views::{ClosedPage, NoForm, SignUpPage};
use actix_web::HttpRequest;
use actix_web::http::StatusCode;

/// What was typed into the form.
#[derive(Default)]
struct Typed<'a> {
    name: &'a str,
    answer: &'a str,
    address: &'a str,
    invitation: &'a str,
}

fn form_page(
    front: &Front,
    req: &RequestContext,
    (status, typed): (&GetSignUpStatusResponse, &Typed<'_>),
    refusal: Option<String>,
) -> SignUpPage {
    // Who was invited waits for nobody.
    let is_asked = status.mode() == SignUpMode::Approval && typed.invitation.is_empty();
    let question = match status.question.as_str() {
        "" => req.language.words().user.sign_up_question().to_owned(),
        stated => stated.to_owned(),
    };
    SignUpPage {
        frame: req.frame(front),
        key: front.key(),
        name: typed.name.to_owned(),
        invitation: typed.invitation.to_owned(),
        question: is_asked.then_some(question),
        answer: typed.answer.to_owned(),
        address: typed.address.to_owned(),
        refusal,
    }
}

/// Why somebody finds no form.
async fn no_form(
    front: &Front,
    req: &RequestContext,
    status: &GetSignUpStatusResponse,
    invitation: &str,
) -> Result<Option<NoForm>, HttpError> {
    if status.mode() == SignUpMode::Closed {
        return Ok(Some(NoForm::Closed));
    }
    if invitation.is_empty() {
        return Ok((!status.is_sign_up_open).then_some(NoForm::InvitedOnly));
    }
    let request = GetInvitationRequest { token: invitation.to_owned() };
    let told = front.clients().user.get_invitation(&req.cx(), request).await?;
    Ok((!told.is_valid).then_some(NoForm::Gone))
}

/// `GET /sign-up`
pub(in crate::gateway) async fn form(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    if req.member.is_some() {
        return Ok(see_other("/"));
    }
    let status = sign_up_status(&front, &req).await?;
    let invitation = asked(&request, "invitation");
    if let Some(why) = no_form(&front, &req, &status, &invitation).await? {
        let view = ClosedPage { frame: req.frame(&front), why };
        let is_gone = why == NoForm::Gone;
        return page(if is_gone { StatusCode::FORBIDDEN } else { StatusCode::OK }, &view);
    }
    let typed = Typed { invitation: &invitation, ..Typed::default() };
    shown(&form_page(&front, &req, (&status, &typed), None))
}

/// `POST /sign-up`
pub(in crate::gateway) async fn join(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    form: Form,
) -> Answer {
    let answer = form.text("answer").replace("\r\n", "\n");
    let typed = Typed {
        name: form.text("name"),
        answer: &answer,
        address: form.text("address"),
        invitation: form.text("invitation"),
    };
    let place = place(&req, &request);
    let asking = SignUpRequest {
        name: typed.name.to_owned(),
        password: form.text("password").to_owned(),
        place: Some(place.clone()),
        invitation_token: typed.invitation.to_owned(),
        answer: typed.answer.to_owned(),
        address: typed.address.to_owned(),
        language: req.language.code().to_owned(),
    };
    match front.clients().user.sign_up(&req.keyed_cx(&front), asking).await {
        Ok(answer) if answer.is_waiting => {
            shown(&ClosedPage { frame: req.frame(&front), why: NoForm::Waiting })
        },
        Ok(answer) => {
            let path = format!("/?notice={}", notices::user::WELCOME);
            let token = opened(&front, &req, (&form, place), answer.session_token).await?;
            Ok(begin(&req, &token, &path))
        },
        Err(error) => {
            let (code, refusal) = refused(&req, error)?;
            let status = sign_up_status(&front, &req).await?;
            page(code, &form_page(&front, &req, (&status, &typed), refusal))
        },
    }
}
