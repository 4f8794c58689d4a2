//! Sign-ups that wait for approval as JSON, for administrators and the operator. It must not decide
//! one by itself.

use super::accounts::UserJson;
use super::users::{SuspendJson, user_json};
use crate::contract::user::{
    ApproveSignUpRequest, ListSignUpsRequest, RefuseSignUpRequest, SignUpEntry,
};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::query::page_of;
use crate::gateway::core::request::RequestContext;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::ToSchema;

/// A sign-up that waits.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct SignUpJson {
    user_id: String,
    name: String,
    /// To the question of the site.
    answer: String,
    asked_at_ms: i64,
    /// When it is deleted if nobody decides.
    ends_at_ms: i64,
}

impl SignUpJson {
    fn of(one: SignUpEntry) -> Self {
        let SignUpEntry { user_id, name, answer, asked_at_ms, ends_at_ms } = one;
        Self { user_id, name, answer, asked_at_ms, ends_at_ms }
    }
}

/// Sign-ups that wait, newest first.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct SignUpsJson {
    sign_ups: Vec<SignUpJson>,
    /// Where the next page begins; absent on the last one.
    next_cursor: Option<String>,
}

/// `GET /api/v1/admin/sign-ups`
#[utoipa::path(
    get, path = "/api/v1/admin/sign-ups", tag = "users",
    operation_id = "listSignUps",
    params(
        ("cursor" = Option<String>, Query, description = "Where the previous page ended"),
        ("limit" = Option<u32>, Query, description = "1 to 100"),
    ),
    responses(
        (status = 200, description = "Sign-ups that wait, newest first", body = SignUpsJson),
        (status = 400, description = "No page begins there", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn list(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let asked = ListSignUpsRequest { page: Some(page_of(&request)?) };
    let told = front.clients().user.list_sign_ups(&req.cx(), asked).await?;
    let sign_ups = told.sign_ups.into_iter().map(SignUpJson::of).collect();
    let next_cursor = Some(told.next_cursor).filter(|cursor| !cursor.is_empty());
    Ok(fresh(&SignUpsJson { sign_ups, next_cursor }))
}

/// `POST /api/v1/admin/sign-ups/{id}/approve`
#[utoipa::path(
    post, path = "/api/v1/admin/sign-ups/{id}/approve", tag = "users",
    operation_id = "approveSignUp",
    params(("id" = String, Path, description = "The account")),
    responses(
        (status = 200, description = "The account, which may sign in now", body = UserJson),
        (status = 404, description = "No such sign-up waits", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn approve(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let request = ApproveSignUpRequest { user_id: id.into_inner() };
    let approved = front.clients().user.approve_sign_up(&req.cx(), request).await?;
    Ok(fresh(&user_json(approved.user)?))
}

/// `POST /api/v1/admin/sign-ups/{id}/refuse`
#[utoipa::path(
    post, path = "/api/v1/admin/sign-ups/{id}/refuse", tag = "users",
    operation_id = "refuseSignUp", request_body = SuspendJson,
    params(("id" = String, Path, description = "The account")),
    responses(
        (status = 204, description = "Its person reads the reason at sign-in"),
        (status = 404, description = "No such sign-up waits", body = ErrorJson),
        (status = 422, description = "The reason is missing or too long", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn refuse(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    why: Json<SuspendJson>,
) -> Answer {
    let request = RefuseSignUpRequest { user_id: id.into_inner(), reason: why.0.reason };
    front.clients().user.refuse_sign_up(&req.cx(), request).await?;
    Ok(HttpResponse::NoContent().finish())
}
