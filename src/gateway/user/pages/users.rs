//! The accounts of the site, for administrators: the list, and what is done with one of them. Each
//! act is asked once more, on a page that scripts show as a dialog.

use super::waiting::waiting;
use super::{asked, back_telling, refused};
use crate::contract::user::{
    EraseAccountRequest, GetUserRequest, ListUsersRequest, MintResetLinkRequest,
    ResetSecondFactorRequest, RestoreUserRequest, Role as Told, SetRoleRequest, SuspendUserRequest,
    UserCard, UserEntry,
};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::{self, Form, encoded};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{PAGE_MAX, cursor, page, shown};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::{Language, notices};
use crate::gateway::user::calls::role_code;
use crate::gateway::user::views::{
    Asked, Choice, ConfirmPage, Filter, ResetLinkPage, UserRow, UsersPage, WaitingList,
};
use crate::kernel::fault::Reply;
use crate::kernel::wire::Page;
use actix_web::{HttpRequest, web};

/// Where the list stands.
pub(super) const HERE: &str = "/admin/users";

/// The roles, in rising order.
pub(super) const ROLES: [Told; 4] = [Told::Viewer, Told::Creator, Told::Moderator, Told::Admin];

/// What a role is called.
pub(super) fn role_name(language: Language, role: Told) -> &'static str {
    let words = language.words().user;
    match role {
        Told::Admin => words.role_admin(),
        Told::Moderator => words.role_moderator(),
        Told::Creator => words.role_creator(),
        Told::Viewer | Told::Unspecified => words.role_viewer(),
    }
}

pub(super) fn role_of_code(code: &str) -> Option<Told> {
    ROLES.into_iter().find(|role| role_code(*role) == code)
}

/// What the list is narrowed by, as the address says it.
fn filter(request: &HttpRequest, language: Language) -> Filter {
    let (name, code) = (asked(request, "name"), asked(request, "role"));
    let is_suspended = code == "suspended";
    let role = role_of_code(&code);
    let words = language.words().user;
    let choice = |code: &'static str, text| Choice { code, text, is_chosen: false };
    let mut choices = vec![choice("", words.users_all())];
    choices.extend(ROLES.map(|role| choice(role_code(role), role_name(language, role))));
    choices.push(choice("suspended", words.users_suspended()));
    let chosen = if is_suspended { "suspended" } else { role.map_or("", role_code) };
    for one in &mut choices {
        one.is_chosen = one.code == chosen;
    }
    Filter { name, choices }
}

fn row(req: &RequestContext, one: UserEntry) -> UserRow {
    let card = one.user.unwrap_or_default();
    let own = req.member.as_ref().map(|member| member.user_id.to_string());
    UserRow {
        is_self: own.as_deref() == Some(&card.user_id),
        role: role_name(req.language, card.role()),
        is_admin: card.role() == Told::Admin,
        id: card.user_id,
        name: card.name,
        avatar: card.avatar,
        created_ms: card.created_at_ms,
        has_password: one.has_password,
        suspended_ms: (one.suspended_at_ms > 0).then_some(one.suspended_at_ms),
        reason: one.suspension_reason,
    }
}

/// `GET /admin/users`
pub(in crate::gateway) async fn list(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let filter = filter(&request, req.language);
    let chosen = filter.chosen();
    let wanted = ListUsersRequest {
        page: Some(Page { cursor: cursor(&request), limit: PAGE_MAX }),
        name_prefix: filter.name.trim().to_owned(),
        role: role_of_code(chosen).unwrap_or(Told::Unspecified).into(),
        only_suspended: chosen == "suspended",
    };
    let is_narrowed = !chosen.is_empty() || !filter.name.trim().is_empty();
    let is_top = !is_narrowed && cursor(&request).is_empty();
    let waiting = if is_top { waiting(&front, &req).await? } else { WaitingList::default() };
    let told = front.clients().user.list_users(&req.cx(), wanted).await?;
    let narrowed = format!("name={}&role={chosen}", encoded(filter.name.trim()));
    let more = (!told.next_cursor.is_empty())
        .then(|| format!("{HERE}?{narrowed}&cursor={}", encoded(&told.next_cursor)));
    shown(&UsersPage {
        frame: req.frame(&front),
        is_narrowed,
        waiting,
        next: encoded(&format!("{HERE}?{narrowed}")),
        filter,
        rows: told.users.into_iter().map(|one| row(&req, one)).collect(),
        more,
    })
}

pub(super) async fn card(
    front: &Front,
    req: &RequestContext,
    id: &str,
) -> Result<UserCard, HttpError> {
    let wanted = GetUserRequest { user_id: id.to_owned(), name: String::new() };
    let found = match id {
        "" => None,
        _ => front.clients().user.get_user(&req.cx(), wanted).await?.user,
    };
    found.ok_or_else(HttpError::not_found)
}

/// What is done with an account.
#[derive(Debug, Clone, Copy)]
enum Act {
    Role,
    Suspend,
    Restore,
    Reset,
    SecondFactor,
    Erase,
}

/// The page that asks once more.
async fn confirm(
    front: &Front,
    req: &RequestContext,
    (act, id): (Act, &str),
    (next, typed): (&str, &str),
    refusal: Option<String>,
) -> Result<ConfirmPage, HttpError> {
    let card = card(front, req, id).await?;
    let words = req.language.words().user;
    let (role, name) = (card.role(), card.name);
    let choice = |one: Told| Choice {
        code: role_code(one),
        text: role_name(req.language, one),
        is_chosen: one == role,
    };
    let (word, title, lead, button, asked) = match act {
        Act::Role => {
            let asked = Asked::Role(ROLES.map(choice).into());
            let lead = words.confirm_role_lead();
            ("role", words.confirm_role_title(name), lead, words.confirm_role(), asked)
        },
        Act::Suspend => {
            let asked = Asked::Reason(typed.to_owned());
            let lead = words.confirm_suspend_lead();
            ("suspend", words.confirm_suspend_title(name), lead, words.confirm_suspend(), asked)
        },
        Act::Restore => {
            let (title, lead) = (words.confirm_restore_title(name), words.confirm_restore_lead());
            ("restore", title, lead, words.confirm_restore(), Asked::Nothing)
        },
        Act::Reset => {
            let (title, lead) = (words.confirm_reset_title(name), words.confirm_reset_lead());
            ("reset", title, lead, words.confirm_reset(), Asked::Nothing)
        },
        Act::SecondFactor => {
            let (title, lead) = (words.confirm_factor_title(name), words.confirm_factor_lead());
            ("second-factor", title, lead, words.confirm_factor(), Asked::Nothing)
        },
        Act::Erase => {
            let asked = Asked::ErasureReason(typed.to_owned());
            let lead = words.confirm_erase_lead();
            ("erase", words.confirm_erase_title(name), lead, words.confirm_erase(), asked)
        },
    };
    Ok(ConfirmPage {
        frame: req.frame(front),
        key: front.key(),
        title,
        lead: lead.to_owned(),
        action: format!("{HERE}/{id}/{word}"),
        button,
        next: back(next).to_owned(),
        asked,
        refusal,
    })
}

/// The list as it was narrowed, and no other page.
fn back(next: &str) -> &str {
    let is_list = next == HERE || next.starts_with("/admin/users?");
    if is_list { form::next_path(next) } else { HERE }
}

async fn ask(
    front: &Front,
    req: &RequestContext,
    request: &HttpRequest,
    (act, id): (Act, &str),
) -> Answer {
    let next = asked(request, "next");
    shown(&confirm(front, req, (act, id), (&next, ""), None).await?)
}

/// What follows an act: the list, or the question again with what is wrong.
async fn settle<T>(
    front: &Front,
    req: &RequestContext,
    (act, id): (Act, &str),
    form: &Form,
    (done, notice): (Reply<T>, &str),
) -> Answer {
    match done {
        Ok(_) => {
            front.sessions.forget_all();
            Ok(back_telling(back(form.text("next")), notice))
        },
        Err(error) => {
            let (status, refusal) = refused(req, error)?;
            let typed = (form.text("next"), form.text("reason"));
            page(status, &confirm(front, req, (act, id), typed, refusal).await?)
        },
    }
}

/// `GET /admin/users/{id}/role`
pub(in crate::gateway) async fn ask_role(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer {
    ask(&front, &req, &request, (Act::Role, &id)).await
}

/// `POST /admin/users/{id}/role`
pub(in crate::gateway) async fn set_role(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    form: Form,
) -> Answer {
    let role = role_of_code(form.text("role")).unwrap_or(Told::Unspecified).into();
    let session_token = req.session_token();
    let request = SetRoleRequest { user_id: id.to_string(), role, session_token };
    let done = front.clients().user.set_role(&req.cx(), request).await;
    settle(&front, &req, (Act::Role, &id), &form, (done, notices::user::ROLE_SET)).await
}

/// `GET /admin/users/{id}/suspend`
pub(in crate::gateway) async fn ask_suspend(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer {
    ask(&front, &req, &request, (Act::Suspend, &id)).await
}

/// `POST /admin/users/{id}/suspend`
pub(in crate::gateway) async fn suspend(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    form: Form,
) -> Answer {
    let reason = form.text("reason").replace("\r\n", "\n");
    let request = SuspendUserRequest { user_id: id.to_string(), reason };
    let done = front.clients().user.suspend_user(&req.cx(), request).await;
    settle(&front, &req, (Act::Suspend, &id), &form, (done, notices::user::SUSPENDED)).await
}

/// `GET /admin/users/{id}/restore`
pub(in crate::gateway) async fn ask_restore(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer {
    ask(&front, &req, &request, (Act::Restore, &id)).await
}

/// `POST /admin/users/{id}/restore`
pub(in crate::gateway) async fn restore(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    form: Form,
) -> Answer {
    let request = RestoreUserRequest { user_id: id.to_string() };
    let done = front.clients().user.restore_user(&req.cx(), request).await;
    settle(&front, &req, (Act::Restore, &id), &form, (done, notices::user::RESTORED)).await
}

/// `GET /admin/users/{id}/reset`
pub(in crate::gateway) async fn ask_reset(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer {
    ask(&front, &req, &request, (Act::Reset, &id)).await
}

/// `POST /admin/users/{id}/reset`
pub(in crate::gateway) async fn mint_reset_link(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    form: Form,
) -> Answer {
    let site = req.site_url(&front);
    let request = MintResetLinkRequest {
        user_id: id.to_string(),
        name: String::new(),
        session_token: req.session_token(),
    };
    let minted = front.clients().user.mint_reset_link(&req.cx(), request).await?;
    shown(&ResetLinkPage {
        frame: req.frame(&front),
        name: minted.user.unwrap_or_default().name,
        link: format!("{site}/reset/{}", minted.token),
        expires_ms: minted.expires_at_ms,
        next: back(form.text("next")).to_owned(),
    })
}

/// `GET /admin/users/{id}/second-factor`
pub(in crate::gateway) async fn ask_factor(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer {
    ask(&front, &req, &request, (Act::SecondFactor, &id)).await
}

/// `POST /admin/users/{id}/second-factor`
pub(in crate::gateway) async fn reset_factor(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    form: Form,
) -> Answer {
    let session_token = req.session_token();
    let request = ResetSecondFactorRequest { user_id: id.to_string(), session_token };
    let done = front.clients().user.reset_second_factor(&req.cx(), request).await;
    let told = (done, notices::user::SECOND_FACTOR_RESET);
    settle(&front, &req, (Act::SecondFactor, &id), &form, told).await
}

/// `GET /admin/users/{id}/erase`
pub(in crate::gateway) async fn ask_erase(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer {
    ask(&front, &req, &request, (Act::Erase, &id)).await
}

/// `POST /admin/users/{id}/erase`
pub(in crate::gateway) async fn erase(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    form: Form,
) -> Answer {
    let reason = form.text("reason").replace("\r\n", "\n");
    let user_id = id.to_string();
    let session_token = req.session_token();
    let request =
        EraseAccountRequest { user_id, reason, session_token, ..EraseAccountRequest::default() };
    let done = front.clients().user.erase_account(&req.keyed_cx(&front), request).await;
    settle(&front, &req, (Act::Erase, &id), &form, (done, notices::user::ERASED)).await
}
