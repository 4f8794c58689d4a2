//! The page on which somebody erases their own account. It must not do anything when it is opened,
//! and whoever has done it is signed out with the answer.

use super::account::member;
use super::{place, refused};
use crate::contract::user::EraseAccountRequest;
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::Form;
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{page, see_other, shown};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::session;
use crate::gateway::user::views::{ErasePage, ErasedPage};
use actix_web::HttpRequest;

fn erase_page(
    front: &Front,
    req: &RequestContext,
    typed: &str,
    refusal: Option<String>,
) -> Result<ErasePage, HttpError> {
    let name = member(req)?.name.clone();
    let typed = typed.to_owned();
    Ok(ErasePage { frame: req.frame(front), key: front.key(), name, typed, refusal })
}

/// `GET /account/erase`
pub(in crate::gateway) async fn form(front: FrontData, req: RequestContext) -> Answer {
    shown(&erase_page(&front, &req, "", None)?)
}

/// `POST /account/erase`
pub(in crate::gateway) async fn erase(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    form: Form,
) -> Answer {
    member(&req)?;
    let typed_name = form.text("name").trim().to_owned();
    let erase = EraseAccountRequest {
        typed_name: typed_name.clone(),
        current_password: form.text("password").to_owned(),
        place: Some(place(&req, &request)),
        session_token: req.session_token(),
        ..EraseAccountRequest::default()
    };
    match front.clients().user.erase_account(&req.keyed_cx(&front), erase).await {
        Ok(_) => {
            front.sessions.forget_all();
            let mut answer = see_other("/account/erased");
            drop(answer.add_cookie(&session::ended_cookie(req.origin.is_secure)));
            Ok(answer)
        },
        Err(error) => {
            let (status, refusal) = refused(&req, error)?;
            page(status, &erase_page(&front, &req, &typed_name, refusal)?)
        },
    }
}

/// `GET /account/erased`
pub(in crate::gateway) async fn erased(front: FrontData, req: RequestContext) -> Answer {
    shown(&ErasedPage { frame: req.frame(&front) })
}
