//! The caller's password and sessions as JSON. It must not show a session's token: nobody has it.

use crate::contract::user::{
    ChangePasswordRequest, EndAllSessionsRequest, EndSessionRequest, ListSessionsRequest,
    SessionEntry,
};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::request::RequestContext;
use crate::gateway::user::pages::place;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::ToSchema;

/// A password to be changed.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct ChangePasswordJson {
    current_password: String,
    new_password: String,
}

/// What has ended.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct EndedJson {
    sessions_ended: u32,
    tokens_revoked: u32,
}

/// A session of the caller.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct AccountSessionJson {
    session_id: String,
    /// Such as `Firefox`; empty where the browser did not say.
    browser: String,
    /// Such as `Linux`; empty where the browser did not say.
    system: String,
    /// The network without its last part.
    network: String,
    created_at_ms: i64,
    /// Some minutes stale.
    used_at_ms: i64,
    /// It is the one that asks.
    is_current: bool,
}

impl AccountSessionJson {
    fn of(one: SessionEntry) -> Self {
        Self {
            session_id: one.session_id,
            browser: one.browser,
            system: one.system,
            network: one.short_network,
            created_at_ms: one.created_at_ms,
            used_at_ms: one.used_at_ms,
            is_current: one.is_current,
        }
    }
}

/// The caller's sessions, the last used one first.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct AccountSessionsJson {
    sessions: Vec<AccountSessionJson>,
}

/// What is to end besides sessions.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct EndAllJson {
    /// API tokens as well.
    #[serde(default)]
    with_api_tokens: bool,
}

fn text(token: Option<&str>) -> String {
    token.unwrap_or_default().to_owned()
}

/// `POST /api/v1/account/password`
#[utoipa::path(
    post, path = "/api/v1/account/password", tag = "users",
    operation_id = "changePassword", request_body = ChangePasswordJson,
    responses(
        (status = 200, description = "The new one holds; all other sessions have ended",
            body = EndedJson),
        (status = 403, description = "The current password is another one", body = ErrorJson),
        (status = 404, description = "The account is gone", body = ErrorJson),
        (status = 422, description = "The new password is too weak", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn change_password(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    change: Json<ChangePasswordJson>,
) -> Answer {
    let ChangePasswordJson { current_password, new_password } = change.0;
    let change = ChangePasswordRequest {
        current_password,
        new_password,
        kept_session_token: text(req.session.as_deref()),
        place: Some(place(&req, &request)),
    };
    let changed = front.clients().user.change_password(&req.keyed_cx(&front), change).await?;
    front.sessions.forget_all();
    Ok(fresh(&EndedJson { sessions_ended: changed.sessions_ended, tokens_revoked: 0 }))
}

/// `GET /api/v1/account/sessions`
#[utoipa::path(
    get, path = "/api/v1/account/sessions", tag = "users",
    operation_id = "listSessions",
    responses((status = 200, description = "The caller's sessions", body = AccountSessionsJson))
)]
pub(in crate::gateway) async fn list(front: FrontData, req: RequestContext) -> Answer {
    let request = ListSessionsRequest { session_token: req.session_token() };
    let listed = front.clients().user.list_sessions(&req.cx(), request).await?;
    let sessions = listed.sessions.into_iter().map(AccountSessionJson::of).collect();
    Ok(fresh(&AccountSessionsJson { sessions }))
}

/// `DELETE /api/v1/account/sessions/{id}`
#[utoipa::path(
    delete, path = "/api/v1/account/sessions/{id}", tag = "users",
    operation_id = "endSession",
    params(("id" = String, Path, description = "The session")),
    responses((status = 204, description = "No such session of yours goes on"))
)]
pub(in crate::gateway) async fn end(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let request = EndSessionRequest { session_id: id.into_inner() };
    front.clients().user.end_session(&req.cx(), request).await?;
    front.sessions.forget_all();
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /api/v1/account/sign-out-everywhere`
#[utoipa::path(
    post, path = "/api/v1/account/sign-out-everywhere", tag = "users",
    operation_id = "endAllSessions", request_body = EndAllJson,
    responses(
        (status = 200, description = "All have ended but what asks", body = EndedJson),
    )
)]
pub(in crate::gateway) async fn end_all(
    front: FrontData,
    req: RequestContext,
    what: Json<EndAllJson>,
) -> Answer {
    let request = EndAllSessionsRequest {
        kept_session_token: text(req.session.as_deref()),
        with_api_tokens: what.0.with_api_tokens,
        kept_api_token: text(req.api_token.as_deref()),
    };
    let ended = front.clients().user.end_all_sessions(&req.keyed_cx(&front), request).await?;
    front.sessions.forget_all();
    let (sessions_ended, tokens_revoked) = (ended.sessions_ended, ended.tokens_revoked);
    Ok(fresh(&EndedJson { sessions_ended, tokens_revoked }))
}
