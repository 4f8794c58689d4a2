//! Invitations, for administrators: the list, a new one, and the end of one. It must not show a
//! link but in the one answer that makes it.

use super::users::{ROLES, role_name, role_of_code};
use super::{back_telling, refused};
use crate::contract::user::{
    CreateInvitationRequest, Invitation, ListInvitationsRequest, RevokeInvitationRequest, Role,
};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::{Form, encoded};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{PAGE_MAX, cursor, page, see_other, shown};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::{Language, notices};
use crate::gateway::user::calls::role_code;
use crate::gateway::user::views::{
    Asked, Choice, ConfirmPage, InvitationForm, InvitationRow, InvitationState, InvitationsPage,
    NewToken,
};
use crate::kernel::wire::Page;
use actix_web::{HttpRequest, web};

const HERE: &str = "/admin/invitations";
const DAY_MS: u64 = 86_400_000;

fn state(one: &Invitation, now_ms: i64) -> InvitationState {
    if one.is_valid {
        InvitationState::Valid
    } else if one.revoked_at_ms > 0 {
        InvitationState::Revoked
    } else if one.expires_at_ms <= now_ms {
        InvitationState::Expired
    } else {
        InvitationState::UsedUp
    }
}

fn row(language: Language, one: Invitation, now_ms: i64) -> InvitationRow {
    InvitationRow {
        state: state(&one, now_ms),
        used: language.words().user.invitations_used(one.uses, one.uses_max),
        role: role_name(language, one.role()),
        id: one.invitation_id,
        label: one.label,
        expires_ms: one.expires_at_ms,
    }
}

/// The form with what was typed; else with what most people want.
fn typed(language: Language, form: Option<&Form>) -> InvitationForm {
    let text = |name: &str| form.map(|form| form.text(name));
    let chosen = text("role").and_then(role_of_code).unwrap_or(Role::Creator);
    let offered = ROLES.into_iter().filter(|role| *role != Role::Admin);
    let choice = |role: Role| Choice {
        code: role_code(role),
        text: role_name(language, role),
        is_chosen: role == chosen,
    };
    InvitationForm {
        label: text("label").unwrap_or_default().to_owned(),
        uses: text("uses").unwrap_or("1").to_owned(),
        days: text("days").and_then(|days| days.parse().ok()).unwrap_or(7),
        roles: offered.map(choice).collect(),
    }
}

async fn list_page(
    front: &Front,
    req: &RequestContext,
    (cursor, form): (String, Option<&Form>),
    (new_link, refusal): (Option<NewToken>, Option<String>),
) -> Result<InvitationsPage, HttpError> {
    let page = Some(Page { cursor, limit: PAGE_MAX });
    let asked = ListInvitationsRequest { page };
    let told = front.clients().user.list_invitations(&req.cx(), asked).await?;
    let now_ms = front.now_ms();
    let rows = told.invitations.into_iter().map(|one| row(req.language, one, now_ms)).collect();
    let more = (!told.next_cursor.is_empty())
        .then(|| format!("{HERE}?cursor={}", encoded(&told.next_cursor)));
    Ok(InvitationsPage {
        frame: req.frame(front),
        key: front.key(),
        rows,
        form: typed(req.language, form),
        new_link,
        more,
        refusal,
    })
}

/// `GET /admin/invitations`
pub(in crate::gateway) async fn list(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    shown(&list_page(&front, &req, (cursor(&request), None), (None, None)).await?)
}

/// `POST /admin/invitations`
pub(in crate::gateway) async fn create(
    front: FrontData,
    req: RequestContext,
    form: Form,
) -> Answer {
    let days: u64 = form.text("days").parse().unwrap_or_default();
    let request = CreateInvitationRequest {
        label: form.text("label").to_owned(),
        uses_max: form.text("uses").trim().parse().unwrap_or_default(),
        lifetime_ms: days.saturating_mul(DAY_MS),
        role: role_of_code(form.text("role")).unwrap_or(Role::Unspecified).into(),
    };
    match front.clients().user.create_invitation(&req.keyed_cx(&front), request).await {
        // Sent twice: the first answer showed it.
        Ok(made) if made.token.is_empty() => Ok(see_other(HERE)),
        Ok(made) => {
            let label = made.invitation.unwrap_or_default().label;
            let site = req.site_url(&front);
            let secret = format!("{site}/sign-up?invitation={}", made.token);
            let new = Some(NewToken { label, secret });
            shown(&list_page(&front, &req, (String::new(), None), (new, None)).await?)
        },
        Err(error) => {
            let (status, refusal) = refused(&req, error)?;
            let typed = (String::new(), Some(&form));
            page(status, &list_page(&front, &req, typed, (None, refusal)).await?)
        },
    }
}

/// `GET /admin/invitations/{id}/revoke`
pub(in crate::gateway) async fn ask_revoke(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let words = req.language.words().user;
    shown(&ConfirmPage {
        frame: req.frame(&front),
        key: front.key(),
        title: words.confirm_invitation_title().to_owned(),
        lead: words.confirm_invitation_lead().to_owned(),
        action: format!("{HERE}/{}/revoke", encoded(&id)),
        button: words.confirm_invitation(),
        next: HERE.to_owned(),
        asked: Asked::Nothing,
        refusal: None,
    })
}

/// `POST /admin/invitations/{id}/revoke`
pub(in crate::gateway) async fn revoke(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let request = RevokeInvitationRequest { invitation_id: id.into_inner() };
    front.clients().user.revoke_invitation(&req.cx(), request).await?;
    Ok(back_telling(HERE, notices::user::INVITATION_REVOKED))
}
