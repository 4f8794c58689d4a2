//! The accounts of the site as JSON, for administrators and the operator. It must not decide who is
//! one; the routes and the domain do.

use super::accounts::{UserJson, role_named};
use crate::contract::user::{
    ListUsersRequest, MintResetLinkRequest, RestoreUserRequest, Role, SetRoleRequest,
    SuspendUserRequest, UserCard, UserEntry,
};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::front::FrontData;
use crate::gateway::core::query::asked;
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::views::moment_iso;
use crate::gateway::user::calls::member;
use crate::kernel::wire::Page;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::ToSchema;

/// An account as administrators see it.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct UserEntryJson {
    #[serde(flatten)]
    user: UserJson,
    /// False when it can only be used by its API tokens.
    has_password: bool,
    suspended_at_ms: Option<i64>,
    /// What its person reads at sign-in.
    suspension_reason: Option<String>,
}

/// Accounts, newest first.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct UsersJson {
    users: Vec<UserEntryJson>,
    /// Where the next page begins; absent on the last one.
    next_cursor: Option<String>,
}

/// Which part of the list.
#[derive(serde::Deserialize)]
struct UsersQuery {
    #[serde(default)]
    cursor: String,
    #[serde(default)]
    limit: u32,
    #[serde(default)]
    name: String,
    role: Option<String>,
    #[serde(default)]
    suspended: bool,
}

/// What is to change.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct ChangeUserJson {
    /// `viewer`, `creator`, `moderator` or `admin`.
    role: String,
}

/// Why an account is suspended, or a sign-up refused.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct SuspendJson {
    /// Its person reads it at sign-in.
    pub(super) reason: String,
}

/// For whom a link is made.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct NewResetLinkJson {
    name: String,
}

/// A link by which somebody chooses a new password, once.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ResetLinkJson {
    name: String,
    /// Below the address of the site; shown this once.
    path: String,
    expires_at_ms: i64,
    /// The same moment for people, in UTC.
    expires_at: String,
}

pub(super) fn user_json(card: Option<UserCard>) -> Result<UserJson, HttpError> {
    let member = card.map(member).transpose()?.ok_or_else(HttpError::not_found)?;
    Ok(UserJson::of(&member))
}

fn entry(one: UserEntry) -> Result<UserEntryJson, HttpError> {
    let is_suspended = one.suspended_at_ms > 0;
    Ok(UserEntryJson {
        user: user_json(one.user)?,
        has_password: one.has_password,
        suspended_at_ms: is_suspended.then_some(one.suspended_at_ms),
        suspension_reason: is_suspended.then_some(one.suspension_reason),
    })
}

/// `GET /api/v1/admin/users`
#[utoipa::path(
    get, path = "/api/v1/admin/users", tag = "users",
    operation_id = "listUsers",
    params(
        ("cursor" = Option<String>, Query, description = "Where the previous page ended"),
        ("limit" = Option<u32>, Query, description = "1 to 100"),
        ("name" = Option<String>, Query, description = "What the name begins with"),
        ("role" = Option<String>, Query, description =
            "`viewer`, `creator`, `moderator` or `admin`"),
        ("suspended" = Option<bool>, Query, description = "Only those that are suspended"),
    ),
    responses(
        (status = 200, description = "Accounts, newest first", body = UsersJson),
        (status = 422, description = "No name has such a letter", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn list(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let query: UsersQuery = asked(&request)?;
    let UsersQuery { cursor, limit, name, role, suspended } = query;
    let role = role.as_deref().map_or(Ok(Role::Unspecified), role_named)?;
    let request = ListUsersRequest {
        page: Some(Page { cursor, limit }),
        name_prefix: name,
        role: role.into(),
        only_suspended: suspended,
    };
    let told = front.clients().user.list_users(&req.cx(), request).await?;
    let users = told.users.into_iter().map(entry).collect::<Result<_, _>>()?;
    let next_cursor = Some(told.next_cursor).filter(|cursor| !cursor.is_empty());
    Ok(fresh(&UsersJson { users, next_cursor }))
}

/// `PATCH /api/v1/admin/users/{id}`
#[utoipa::path(
    patch, path = "/api/v1/admin/users/{id}", tag = "users",
    operation_id = "changeUser", request_body = ChangeUserJson,
    params(("id" = String, Path, description = "The account")),
    responses(
        (status = 200, description = "The account with its new role", body = UserJson),
        (status = 404, description = "No such account", body = ErrorJson),
        (status = 409, description = "It is the last administrator", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn set_role(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    change: Json<ChangeUserJson>,
) -> Answer {
    let role = role_named(&change.0.role)?.into();
    let session_token = req.session_token();
    let request = SetRoleRequest { user_id: id.into_inner(), role, session_token };
    let set = front.clients().user.set_role(&req.cx(), request).await?;
    front.sessions.forget_all();
    Ok(fresh(&user_json(set.user)?))
}

/// `POST /api/v1/admin/users/{id}/suspend`
#[utoipa::path(
    post, path = "/api/v1/admin/users/{id}/suspend", tag = "users",
    operation_id = "suspendUser", request_body = SuspendJson,
    params(("id" = String, Path, description = "The account")),
    responses(
        (status = 204, description = "Its sessions and API tokens have ended"),
        (status = 404, description = "No such account", body = ErrorJson),
        (status = 409, description = "It is your own, or the last administrator",
            body = ErrorJson),
        (status = 422, description = "The reason is missing or too long", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn suspend(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    why: Json<SuspendJson>,
) -> Answer {
    let request = SuspendUserRequest { user_id: id.into_inner(), reason: why.0.reason };
    front.clients().user.suspend_user(&req.cx(), request).await?;
    front.sessions.forget_all();
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /api/v1/admin/users/{id}/restore`
#[utoipa::path(
    post, path = "/api/v1/admin/users/{id}/restore", tag = "users",
    operation_id = "restoreUser",
    params(("id" = String, Path, description = "The account")),
    responses(
        (status = 204, description = "It is let in again, by its password"),
        (status = 404, description = "No such account", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn restore(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let request = RestoreUserRequest { user_id: id.into_inner() };
    front.clients().user.restore_user(&req.cx(), request).await?;
    front.sessions.forget_all();
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /api/v1/admin/reset-links`
#[utoipa::path(
    post, path = "/api/v1/admin/reset-links", tag = "users",
    operation_id = "createResetLink", request_body = NewResetLinkJson,
    responses(
        (status = 201, description = "The link; an earlier one no longer holds",
            body = ResetLinkJson),
        (status = 404, description = "No such account", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn mint_reset_link(
    front: FrontData,
    req: RequestContext,
    new: Json<NewResetLinkJson>,
) -> Answer {
    let request = MintResetLinkRequest {
        user_id: String::new(),
        name: new.0.name,
        session_token: req.session_token(),
    };
    let minted = front.clients().user.mint_reset_link(&req.cx(), request).await?;
    let name = minted.user.unwrap_or_default().name;
    let path = format!("/reset/{}", minted.token);
    let (expires_at_ms, expires_at) = (minted.expires_at_ms, moment_iso(minted.expires_at_ms));
    let json = ResetLinkJson { name, path, expires_at_ms, expires_at };
    Ok(HttpResponse::Created().insert_header((CACHE_CONTROL, "no-store")).json(json))
}
