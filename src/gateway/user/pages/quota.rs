//! How much an account may upload, for administrators. It must not show how much it has.

use super::users::{HERE, card};
use super::{back_telling, refused};
use crate::contract::user::{GetQuotaRequest, SetQuotaRequest};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::Form;
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{page, shown};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::notices;
use crate::gateway::user::views::QuotaPage;
use actix_web::web;

const GIB: u64 = 1 << 30;

/// The page with what was typed, or what holds.
async fn quota_page(
    front: &Front,
    req: &RequestContext,
    (id, form): (&str, Option<&Form>),
    refusal: Option<String>,
) -> Result<QuotaPage, HttpError> {
    let name = card(front, req, id).await?.name;
    let asked = GetQuotaRequest { user_id: id.to_owned() };
    let quota = front.clients().user.get_quota(&req.cx(), asked).await?;
    let text = |field: &str, kept: Option<u64>| match form {
        Some(form) => form.text(field).to_owned(),
        None => kept.map_or_else(String::new, |bytes| (bytes / GIB).to_string()),
    };
    Ok(QuotaPage {
        frame: req.frame(front),
        key: front.key(),
        action: format!("{HERE}/{id}/quota"),
        name,
        total_gib: text("total", quota.own_total_bytes_max),
        day_gib: text("day", quota.own_day_bytes_max),
        next: HERE.to_owned(),
        refusal,
    })
}

/// `GET /admin/users/{id}/quota`
pub(in crate::gateway) async fn ask(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    shown(&quota_page(&front, &req, (&id, None), None).await?)
}

/// Gigabytes as they were typed; nothing for an empty field, and more than there is for nonsense,
/// which is refused.
fn typed(text: &str) -> Option<u64> {
    match text.trim() {
        "" => None,
        text => Some(text.parse::<u64>().map_or(u64::MAX, |gib| gib.saturating_mul(GIB))),
    }
}

/// `POST /admin/users/{id}/quota`
pub(in crate::gateway) async fn set(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    form: Form,
) -> Answer {
    let request = SetQuotaRequest {
        user_id: id.to_string(),
        total_bytes_max: typed(form.text("total")),
        day_bytes_max: typed(form.text("day")),
    };
    match front.clients().user.set_quota(&req.cx(), request).await {
        Ok(_) => Ok(back_telling(HERE, notices::user::QUOTA_SET)),
        Err(error) => {
            let (status, refusal) = refused(&req, error)?;
            page(status, &quota_page(&front, &req, (&id, Some(&form)), refusal).await?)
        },
    }
}
