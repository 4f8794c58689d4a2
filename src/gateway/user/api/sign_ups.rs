//! Sign-ups that wait for approval as JSON, for administrators and the operator. It must not decide
//! one by itself.

use super::accounts::UserJson;
use super::users::{SuspendJson, user_json};
use crate::contract::user::{
    ApproveSignUpRequest, ListSignUpsRequest, RefuseSignUpRequest, SignUpEntry, SignUpRequest,
};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::query::page_of;
use crate::gateway::core::request::RequestContext;
use crate::gateway::user::pages::place;
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

/// Who wants an account.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct NewSignUpJson {
    name: String,
    /// 10 to 256 characters.
    password: String,
    /// The token of an invitation, where one is needed.
    #[serde(default)]
    invitation: String,
    /// To the question of the site, where sign-ups wait for approval.
    #[serde(default)]
    answer: String,
    /// A message with a link goes there; the address is used once that was followed.
    #[serde(default)]
    address: String,
}

/// An account that was made.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct SignedUpJson {
    #[serde(flatten)]
    user: UserJson,
    /// It is used once an administrator has approved it.
    is_waiting: bool,
}

/// `POST /api/v1/sign-ups`. It opens no session: a program comes by an API token.
#[utoipa::path(
    post, path = "/api/v1/sign-ups", tag = "users",
    operation_id = "signUp", request_body = NewSignUpJson,
    responses(
        (status = 201, description = "The account was made", body = SignedUpJson),
        (status = 403, description = "No sign-ups, or no such invitation", body = ErrorJson),
        (status = 409, description = "The name is taken", body = ErrorJson),
        (status = 422, description = "Something is not as it must be", body = ErrorJson),
        (status = 429, description = "Too many tries", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn create(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    new: Json<NewSignUpJson>,
) -> Answer {
    let NewSignUpJson { name, password, invitation, answer, address } = new.0;
    let wanted = SignUpRequest {
        name,
        password,
        place: Some(place(&req, &request)),
        invitation_token: invitation,
        answer,
        address,
        language: req.language.code().to_owned(),
    };
    let told = front.clients().user.sign_up(&req.keyed_cx(&front), wanted).await?;
    let user = user_json(told.user)?;
    Ok(HttpResponse::Created().json(SignedUpJson { user, is_waiting: told.is_waiting }))
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
