//! The page behind the one-time link by which somebody chooses a new password. It must not sign
//! anybody in: whoever has the link may not be whoever the account belongs to.

use super::refused;
use crate::contract::user::{GetResetLinkRequest, RedeemResetLinkRequest};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::Form;
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{page, see_other_telling, shown};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::session;
use crate::gateway::core::words::notices;
use crate::gateway::user::views::ResetPage;
use actix_web::http::StatusCode;
use actix_web::web;

async fn reset_page(
    front: &Front,
    req: &RequestContext,
    token: &str,
    refusal: Option<String>,
) -> Result<ResetPage, HttpError> {
    let request = GetResetLinkRequest { token: token.to_owned() };
    let told = front.clients().user.get_reset_link(&req.cx(), request).await?;
    Ok(ResetPage {
        frame: req.frame(front),
        key: front.key(),
        token: token.to_owned(),
        name: told.user.map(|user| user.name),
        refusal,
    })
}

/// `GET /reset/{token}`
pub(in crate::gateway) async fn form(
    front: FrontData,
    req: RequestContext,
    token: web::Path<String>,
) -> Answer {
    let view = reset_page(&front, &req, &token, None).await?;
    if view.name.is_none() {
        return page(StatusCode::FORBIDDEN, &view);
    }
    shown(&view)
}

/// `POST /reset/{token}`
pub(in crate::gateway) async fn redeem(
    front: FrontData,
    req: RequestContext,
    token: web::Path<String>,
    form: Form,
) -> Answer {
    let new_password = form.text("password").to_owned();
    let request = RedeemResetLinkRequest { token: token.clone(), new_password };
    match front.clients().user.redeem_reset_link(&req.keyed_cx(&front), request).await {
        Ok(_) => {
            front.sessions.forget_all();
            let mut answer = see_other_telling("/sign-in", notices::user::PASSWORD_SET);
            // If it was of this account it has ended; else whoever chose the password wants it.
            drop(answer.add_cookie(&session::ended_cookie(req.origin.is_secure)));
            Ok(answer)
        },
        Err(error) => {
            let (status, refusal) = refused(&req, error)?;
            page(status, &reset_page(&front, &req, &token, refusal).await?)
        },
    }
}
