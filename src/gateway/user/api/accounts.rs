//! Accounts and API tokens as JSON.

use crate::contract::user::{
    self, AddUserRequest, CreateApiTokenRequest, ListApiTokensRequest, RevokeApiTokenRequest,
};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::{Answer, HttpError, Own};
use crate::gateway::core::front::FrontData;
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::session::{Member, role_word};
use crate::gateway::user::calls::{avatar_url, member, role_code};
use crate::kernel::context::Caller;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, web};
use utoipa::ToSchema;

/// An account.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct UserJson {
    user_id: String,
    name: String,
    /// `viewer`, `creator`, `moderator` or `admin`.
    role: &'static str,
    created_at_ms: i64,
    /// The picture that others see, 256 × 256 pixels; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar_url: Option<String>,
}

impl UserJson {
    pub(super) fn of(member: &Member) -> Self {
        Self {
            user_id: member.user_id.to_string(),
            name: member.name.clone(),
            role: role_word(member.role),
            created_at_ms: member.created_at_ms,
            avatar_url: avatar_url(&member.avatar),
        }
    }
}

/// Who the caller is.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct MeJson {
    /// Whether the caller came by the control socket and named no account.
    is_operator: bool,
    user: Option<UserJson>,
}

/// An account to be added.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct NewUserJson {
    name: String,
    /// `viewer`, `creator`, `moderator` or `admin`; `creator` when it is left out.
    role: Option<String>,
    /// Without one the account can only be used by its API token.
    #[serde(default)]
    password: String,
}

/// An account that was added.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct AddedUserJson {
    #[serde(flatten)]
    user: UserJson,
    /// Shown this once; empty when the request was repeated.
    api_token: String,
}

/// An API token, without its secret.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct TokenJson {
    token_id: String,
    label: String,
    created_at_ms: i64,
    used_at_ms: Option<i64>,
}

impl TokenJson {
    fn of(token: user::ApiToken) -> Self {
        Self {
            token_id: token.token_id,
            label: token.label,
            created_at_ms: token.created_at_ms,
            used_at_ms: (token.used_at_ms > 0).then_some(token.used_at_ms),
        }
    }
}

/// The caller's API tokens, newest first.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct TokensJson {
    tokens: Vec<TokenJson>,
}

/// An API token to be created.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct NewTokenJson {
    /// What it is for.
    label: String,
}

/// An API token that was created.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct CreatedTokenJson {
    #[serde(flatten)]
    token: TokenJson,
    /// Shown this once; empty when the request was repeated.
    api_token: String,
}

/// `GET /api/v1/me`
#[utoipa::path(
    get, path = "/api/v1/me", tag = "users",
    operation_id = "getMe",
    responses(
        (status = 200, description = "Who the caller is", body = MeJson),
        (status = 401, description = "Not signed in", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn me(req: RequestContext) -> HttpResponse {
    let user = req.member.as_deref().map(UserJson::of);
    let is_operator = req.caller == Caller::Operator;
    let json = MeJson { is_operator, user };
    fresh(&json)
}

/// `POST /api/v1/users`
#[utoipa::path(
    post, path = "/api/v1/users", tag = "users",
    operation_id = "addUser", request_body = NewUserJson,
    responses(
        (status = 201, description = "The account and its API token", body = AddedUserJson),
        (status = 403, description = "Only administrators may", body = ErrorJson),
        (status = 409, description = "The name is taken", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn add(
    front: FrontData,
    req: RequestContext,
    new: Json<NewUserJson>,
) -> Answer {
    let NewUserJson { name, role, password } = new.0;
    let role = role_named(role.as_deref().unwrap_or("creator"))?;
    let session_token = req.session_token();
    let request = AddUserRequest { name, role: role.into(), password, session_token };
    let added = front.clients().user.add_user(&req.keyed_cx(&front), request).await?;
    let member = added.user.map(member).transpose()?.ok_or_else(HttpError::not_found)?;
    let json = AddedUserJson { user: UserJson::of(&member), api_token: added.api_token };
    Ok(HttpResponse::Created().insert_header((CACHE_CONTROL, "no-store")).json(json))
}

/// A role by its word.
///
/// # Errors
/// `BODY_INVALID` for a word that is none.
pub(super) fn role_named(word: &str) -> Result<user::Role, HttpError> {
    let all = [user::Role::Viewer, user::Role::Creator, user::Role::Moderator, user::Role::Admin];
    all.into_iter().find(|role| role_code(*role) == word).ok_or_else(|| {
        let text = format!("The role {word:?} is unknown: viewer, creator, moderator or admin.");
        HttpError::own(Own::BodyInvalid, text)
    })
}

/// `GET /api/v1/tokens`
#[utoipa::path(
    get, path = "/api/v1/tokens", tag = "users",
    operation_id = "listTokens",
    responses((status = 200, description = "The caller's API tokens", body = TokensJson))
)]
pub(in crate::gateway) async fn tokens(front: FrontData, req: RequestContext) -> Answer {
    let listed = front.clients().user.list_api_tokens(&req.cx(), ListApiTokensRequest {}).await?;
    let tokens = listed.tokens.into_iter().map(TokenJson::of).collect();
    Ok(HttpResponse::Ok().json(TokensJson { tokens }))
}

/// `POST /api/v1/tokens`
#[utoipa::path(
    post, path = "/api/v1/tokens", tag = "users",
    operation_id = "createToken", request_body = NewTokenJson,
    responses(
        (status = 201, description = "The token, shown this once", body = CreatedTokenJson),
        (status = 403, description = "The session is not proven", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn create_token(
    front: FrontData,
    req: RequestContext,
    new: Json<NewTokenJson>,
) -> Answer {
    let session_token = req.session_token();
    let request = CreateApiTokenRequest { label: new.0.label, session_token };
    let created = front.clients().user.create_api_token(&req.keyed_cx(&front), request).await?;
    let token = created.token.map(TokenJson::of).ok_or_else(HttpError::not_found)?;
    let json = CreatedTokenJson { token, api_token: created.api_token };
    Ok(HttpResponse::Created().insert_header((CACHE_CONTROL, "no-store")).json(json))
}

/// `DELETE /api/v1/tokens/{id}`
#[utoipa::path(
    delete, path = "/api/v1/tokens/{id}", tag = "users",
    operation_id = "revokeToken",
    params(("id" = String, Path, description = "The token")),
    responses(
        (status = 204, description = "It no longer works"),
        (status = 404, description = "No such token of yours", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn revoke_token(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let request = RevokeApiTokenRequest { token_id: id.into_inner() };
    front.clients().user.revoke_api_token(&req.cx(), request).await?;
    front.sessions.forget_all();
    Ok(HttpResponse::NoContent().finish())
}
