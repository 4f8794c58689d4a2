//! What the caller says about themselves and shows of themselves, as JSON. It must not change
//! another account.

use crate::contract::user::{
    GetProfileRequest, ProfilePart, RemoveAvatarRequest, SetAvatarRequest, UpdateProfileRequest,
};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::{Json, take_along};
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::request::RequestContext;
use crate::gateway::user::calls;
use crate::gateway::user::views::PartView;
use actix_web::{HttpResponse, web};
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

/// How others see a part of the profile.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ProfilePartJson {
    /// `waiting`, `shown` or `refused`.
    state: &'static str,
    /// `moderation.TEXT_NOT_ALLOWED`; absent where nothing is wrong, or nobody knows yet.
    cause: Option<String>,
    text: String,
    /// What a moderator wrote.
    note: Option<String>,
}

/// What the caller has set last, and how it stands.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct OwnProfileJson {
    bio: String,
    /// Absent without a text.
    bio_standing: Option<ProfilePartJson>,
    /// Absent without a picture. While it waits, only you and moderators get it.
    avatar_url: Option<String>,
    avatar_standing: Option<ProfilePartJson>,
}

/// The picture from now on.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct AvatarJson {
    /// A JPEG of 256 × 256 pixels; `96.jpg` beside it is smaller.
    avatar_url: String,
}

/// A larger body is no picture that anybody takes.
const PICTURE_BYTES_MAX: usize = 16 << 20;

/// `GET /api/v1/account/profile`
#[utoipa::path(
    get, path = "/api/v1/account/profile", tag = "users",
    operation_id = "getOwnProfile",
    responses((status = 200, description = "What you have set", body = OwnProfileJson))
)]
pub(in crate::gateway) async fn own(front: FrontData, req: RequestContext) -> Answer {
    let told = front.clients().user.get_profile(&req.cx(), GetProfileRequest {}).await?;
    let part = |one: ProfilePart| {
        let PartView { state, text, note } = PartView::of(req.language, &one);
        let cause = one.failure.map(|failure| failure.code());
        ProfilePartJson { state, cause, text, note: Some(note).filter(|note| !note.is_empty()) }
    };
    Ok(fresh(&OwnProfileJson {
        avatar_url: calls::avatar_url(&told.avatar),
        bio: told.bio,
        bio_standing: told.bio_part.map(part),
        avatar_standing: told.avatar_part.map(part),
    }))
}

/// `POST /api/v1/account/avatar`
#[utoipa::path(
    post, path = "/api/v1/account/avatar", tag = "users",
    operation_id = "setAvatar",
    request_body(
        content = Vec<u8>, content_type = "application/octet-stream",
        description = "A JPEG, PNG, WebP or GIF; what is kept is made anew from its square middle",
    ),
    responses(
        (status = 200, description = "The picture, which moderation looks at", body = AvatarJson),
        (status = 413, description = "The body is too large", body = ErrorJson),
        (status = 422, description = "It is no picture that is taken", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn set_avatar(
    front: FrontData,
    req: RequestContext,
    payload: web::Payload,
) -> Answer {
    let mut payload = payload.into_inner();
    let picture = take_along(&front.bodies, &mut payload, PICTURE_BYTES_MAX).await?;
    let request = SetAvatarRequest { picture };
    let told = front.clients().user.set_avatar(&req.keyed_cx(&front), request).await?;
    let avatar_url = calls::avatar_address(&told.avatar, true);
    Ok(HttpResponse::Ok().json(AvatarJson { avatar_url }))
}

/// `DELETE /api/v1/account/avatar`
#[utoipa::path(
    delete, path = "/api/v1/account/avatar", tag = "users",
    operation_id = "removeAvatar",
    responses((status = 204, description = "You have no picture"))
)]
pub(in crate::gateway) async fn remove_avatar(front: FrontData, req: RequestContext) -> Answer {
    front.clients().user.remove_avatar(&req.cx(), RemoveAvatarRequest {}).await?;
    Ok(HttpResponse::NoContent().finish())
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
