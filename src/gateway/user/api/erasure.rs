//! The end of an account as JSON. It must not decide whose; the domain does.

use crate::contract::user::EraseAccountRequest;
use crate::gateway::core::api::ErrorJson;
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::request::RequestContext;
use crate::gateway::user::pages::place;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::ToSchema;

/// What is asked of whoever erases their own account.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct EraseAccountJson {
    /// The name of the account, typed once more.
    name: String,
    current_password: String,
}

/// Why an account is erased.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct EraseUserJson {
    /// Sent to its person by mail, and kept nowhere.
    reason: String,
}

/// `POST /api/v1/account/erase`
#[utoipa::path(
    post, path = "/api/v1/account/erase", tag = "users",
    operation_id = "eraseAccount", request_body = EraseAccountJson,
    responses(
        (status = 204, description = "The account is erased, and everything that opened it"),
        (status = 403, description = "The password is another one, or no session asks",
            body = ErrorJson),
        (status = 409, description = "It is the last administrator", body = ErrorJson),
        (status = 422, description = "The name is another one", body = ErrorJson),
        (status = 429, description = "Too many wrong passwords", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn erase_own(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    asked: Json<EraseAccountJson>,
) -> Answer {
    let EraseAccountJson { name, current_password } = asked.0;
    let erase = EraseAccountRequest {
        typed_name: name,
        current_password,
        place: Some(place(&req, &request)),
        session_token: req.session_token(),
        ..EraseAccountRequest::default()
    };
    front.clients().user.erase_account(&req.keyed_cx(&front), erase).await?;
    front.sessions.forget_all();
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /api/v1/admin/users/{id}/erase`
#[utoipa::path(
    post, path = "/api/v1/admin/users/{id}/erase", tag = "users",
    operation_id = "eraseUser", request_body = EraseUserJson,
    params(("id" = String, Path, description = "The account")),
    responses(
        (status = 204, description = "The account is erased, and all that it brought"),
        (status = 403, description = "The session has no fresh proof", body = ErrorJson),
        (status = 404, description = "No such account", body = ErrorJson),
        (status = 409, description = "It is your own, or the last administrator",
            body = ErrorJson),
        (status = 422, description = "The reason is missing or too long", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn erase_user(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    why: Json<EraseUserJson>,
) -> Answer {
    let erase = EraseAccountRequest {
        user_id: id.into_inner(),
        reason: why.0.reason,
        session_token: req.session_token(),
        ..EraseAccountRequest::default()
    };
    front.clients().user.erase_account(&req.keyed_cx(&front), erase).await?;
    front.sessions.forget_all();
    Ok(HttpResponse::NoContent().finish())
}
