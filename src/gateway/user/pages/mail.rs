//! The address of an account, the links in messages, and the message with a link for a new
//! password. A link does nothing before its page was answered: mail programs open links by
//! themselves.

use super::account::{HERE, account_page, member};
use super::{asked, back_telling, place, refused, sign_up_status};
use crate::contract::user::{
    ConfirmMailAddressRequest, GetMailLinkRequest, RequestPasswordResetRequest,
    SetMailAddressRequest,
};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::Form;
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{page, shown};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::notices;
use crate::gateway::user::views::{ConfirmAddressPage, ForgotPage, LinkState, Refusals};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};

/// `POST /account/address`
pub(in crate::gateway) async fn set_address(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    form: Form,
) -> Answer {
    member(&req)?;
    let address = form.text("address").trim().to_owned();
    let set = SetMailAddressRequest {
        address: address.clone(),
        current_password: form.text("password").to_owned(),
        language: req.language.code().to_owned(),
        place: Some(place(&req, &request)),
        session_token: req.session_token(),
    };
    match front.clients().user.set_mail_address(&req.keyed_cx(&front), set).await {
        Ok(_) if address.is_empty() => Ok(back_telling(HERE, notices::user::ADDRESS_CANCELLED)),
        Ok(_) => Ok(back_telling(HERE, notices::user::ADDRESS_ASKED)),
        Err(error) => {
            let (status, refusal) = refused(&req, error)?;
            let refusals = Refusals { address: refusal, ..Refusals::default() };
            let mut view = account_page(&front, &req, None, refusals).await?;
            view.mail.typed = address;
            page(status, &view)
        },
    }
}

async fn confirm_page(
    front: &Front,
    req: &RequestContext,
    token: &str,
) -> Result<ConfirmAddressPage, HttpError> {
    let request = GetMailLinkRequest { token: token.to_owned() };
    let told = front.clients().user.get_mail_link(&req.cx(), request).await?;
    let address = told.address;
    let link = match told.user {
        Some(user) => LinkState::Holds { name: user.name, address },
        None => LinkState::Gone,
    };
    let (frame, key, token) = (req.frame(front), front.key(), token.to_owned());
    Ok(ConfirmAddressPage { frame, key, token, link, refusal: None })
}

/// `GET /confirm/{token}`
pub(in crate::gateway) async fn ask_confirm(
    front: FrontData,
    req: RequestContext,
    token: web::Path<String>,
) -> Answer {
    let view = confirm_page(&front, &req, &token).await?;
    match view.link {
        LinkState::Gone => page(StatusCode::FORBIDDEN, &view),
        _ => shown(&view),
    }
}

/// `POST /confirm/{token}`
pub(in crate::gateway) async fn confirm(
    front: FrontData,
    req: RequestContext,
    token: web::Path<String>,
) -> Answer {
    let request = ConfirmMailAddressRequest { token: token.clone() };
    match front.clients().user.confirm_mail_address(&req.keyed_cx(&front), request).await {
        Ok(confirmed) => {
            let link = if confirmed.is_complete { LinkState::Done } else { LinkState::Half };
            let (frame, key) = (req.frame(&front), front.key());
            let token = token.into_inner();
            shown(&ConfirmAddressPage { frame, key, token, link, refusal: None })
        },
        Err(error) => {
            let (status, refusal) = refused(&req, error)?;
            let view = confirm_page(&front, &req, &token).await?;
            page(status, &ConfirmAddressPage { refusal, ..view })
        },
    }
}

async fn forgot_page(
    front: &Front,
    req: &RequestContext,
    (typed, is_asked): (&str, bool),
    refusal: Option<String>,
) -> ForgotPage {
    let told = sign_up_status(front, req).await;
    ForgotPage {
        frame: req.frame(front),
        key: front.key(),
        typed: typed.to_owned(),
        is_asked,
        is_sent: told.is_ok_and(|told| told.is_mail_sent),
        refusal,
    }
}

/// `GET /forgot`
pub(in crate::gateway) async fn forgot(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let typed = asked(&request, "name");
    shown(&forgot_page(&front, &req, (&typed, false), None).await)
}

/// `POST /forgot`
pub(in crate::gateway) async fn ask_reset(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    form: Form,
) -> Answer {
    let typed = form.text("name_or_address").trim();
    let reset = RequestPasswordResetRequest {
        name_or_address: typed.to_owned(),
        place: Some(place(&req, &request)),
    };
    match front.clients().user.request_password_reset(&req.cx(), reset).await {
        Ok(_) => shown(&forgot_page(&front, &req, (typed, true), None).await),
        Err(error) => {
            let (status, refusal) = refused(&req, error)?;
            page(status, &forgot_page(&front, &req, (typed, false), refusal).await)
        },
    }
}
