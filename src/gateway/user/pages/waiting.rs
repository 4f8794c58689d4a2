//! Sign-ups that wait for an administrator: they stand above the list of accounts, and are approved
//! or refused there. It must not show one that was decided.

use super::users::HERE;
use super::{back_telling, refused};
use crate::contract::user::{
    ApproveSignUpRequest, ListSignUpsRequest, RefuseSignUpRequest, SignUpEntry,
};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::Form;
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{page, shown};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::notices;
use crate::gateway::user::views::{Asked, ConfirmPage, WaitingList, WaitingRow};
use crate::kernel::wire::Page;
use actix_web::web;

/// Rows that stand there at once.
const ROWS_MAX: u32 = 50;

/// Those that wait.
pub(super) async fn waiting(front: &Front, req: &RequestContext) -> Result<WaitingList, HttpError> {
    let page = Some(Page { cursor: String::new(), limit: ROWS_MAX });
    let asked = ListSignUpsRequest { page };
    let told = front.clients().user.list_sign_ups(&req.cx(), asked).await?;
    let row = |one: SignUpEntry| WaitingRow {
        id: one.user_id,
        name: one.name,
        answer: one.answer,
        asked_ms: one.asked_at_ms,
        ends_ms: one.ends_at_ms,
    };
    let is_cut = !told.next_cursor.is_empty();
    Ok(WaitingList { rows: told.sign_ups.into_iter().map(row).collect(), is_cut })
}

/// `POST /admin/users/{id}/approve`
pub(in crate::gateway) async fn approve(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let request = ApproveSignUpRequest { user_id: id.into_inner() };
    front.clients().user.approve_sign_up(&req.cx(), request).await?;
    Ok(back_telling(HERE, notices::user::SIGN_UP_APPROVED))
}

async fn confirm(
    front: &Front,
    req: &RequestContext,
    (id, typed): (&str, &str),
    refusal: Option<String>,
) -> Result<ConfirmPage, HttpError> {
    let found = waiting(front, req).await?.rows.into_iter().find(|one| one.id == id);
    let name = found.ok_or_else(HttpError::not_found)?.name;
    let words = req.language.words().user;
    Ok(ConfirmPage {
        frame: req.frame(front),
        key: front.key(),
        title: words.confirm_refuse_title(name),
        lead: words.confirm_refuse_lead().to_owned(),
        action: format!("{HERE}/{id}/refuse"),
        button: words.confirm_refuse(),
        next: HERE.to_owned(),
        asked: Asked::Reason(typed.to_owned()),
        refusal,
    })
}

/// `GET /admin/users/{id}/refuse`
pub(in crate::gateway) async fn ask_refuse(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    shown(&confirm(&front, &req, (&id, ""), None).await?)
}

/// `POST /admin/users/{id}/refuse`
pub(in crate::gateway) async fn refuse(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    form: Form,
) -> Answer {
    let reason = form.text("reason").replace("\r\n", "\n");
    let request = RefuseSignUpRequest { user_id: id.to_string(), reason: reason.clone() };
    match front.clients().user.refuse_sign_up(&req.cx(), request).await {
        Ok(_) => Ok(back_telling(HERE, notices::user::SIGN_UP_REFUSED)),
        Err(error) => {
            let (status, refusal) = refused(&req, error)?;
            page(status, &confirm(&front, &req, (&id, &reason), refusal).await?)
        },
    }
}
