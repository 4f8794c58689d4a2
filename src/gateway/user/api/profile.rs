//! What the caller says about themselves as JSON. It must not change another account.

use crate::contract::user::UpdateProfileRequest;
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::request::RequestContext;
use crate::gateway::user::calls;
use actix_web::web;
use utoipa::ToSchema;

use super::accounts::UserJson;

/// An account as everybody sees it.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct PublicUserJson {
    #[serde(flatten)]
    user: UserJson,
    /// Plain text; empty when they say nothing.
    bio: String,
}

/// What is said from now on.
#[derive(serde::Serialize, serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct ProfileJson {
    /// Plain text of up to 500 characters; empty takes it away.
    bio: String,
}

/// `GET /api/v1/users/{name}`
#[utoipa::path(
    get, path = "/api/v1/users/{name}", tag = "users",
    operation_id = "getUser",
    params(("name" = String, Path, description = "The name, in whatever case")),
    responses(
        (status = 200, description = "The account", body = PublicUserJson),
        (status = 404, description = "No such account", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn get(
    front: FrontData,
    req: RequestContext,
    name: web::Path<String>,
) -> Answer {
    let (member, bio) = calls::profile(&front, &req, &name).await?;
    Ok(fresh(&PublicUserJson { user: UserJson::of(&member), bio }))
}

/// `PATCH /api/v1/account/profile`
#[utoipa::path(
    patch, path = "/api/v1/account/profile", tag = "users",
    operation_id = "updateProfile", request_body = ProfileJson,
    responses(
        (status = 200, description = "What is said from now on", body = ProfileJson),
        (status = 404, description = "The account is gone", body = ErrorJson),
        (status = 422, description = "The text is too long", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn update(
    front: FrontData,
    req: RequestContext,
    change: Json<ProfileJson>,
) -> Answer {
    let request = UpdateProfileRequest { bio: change.0.bio };
    let updated = front.clients().user.update_profile(&req.cx(), request).await?;
    Ok(fresh(&ProfileJson { bio: updated.bio }))
}
