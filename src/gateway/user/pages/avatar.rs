//! The pictures of people: sent, and taken away. It must not send one that its domain has not
//! granted.

use super::account::HERE;
use super::back_telling;
use crate::contract::user::{GetAvatarRequest, RemoveAvatarRequest};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::Form;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::media::send_picture;
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::notices;
use actix_web::{HttpRequest, web};

/// `GET /avatars/{id}/{file}`: `96.jpg` and `256.jpg`. Another picture has another address.
pub(in crate::gateway) async fn picture(
    front: FrontData,
    request: HttpRequest,
    req: RequestContext,
    path: web::Path<(String, String)>,
) -> Answer {
    let (avatar, file) = path.into_inner();
    let edge_px = file.strip_suffix(".jpg").and_then(|edge| edge.parse().ok());
    let edge_px = edge_px.ok_or_else(HttpError::not_found)?;
    let asked = GetAvatarRequest { avatar, edge_px };
    let told = front.clients().user.get_avatar(&req.cx(), asked).await?;
    let blob = told.blob.ok_or_else(HttpError::not_found)?;
    send_picture(&front, &request, &blob, told.is_public).await
}

/// `POST /account/avatar/remove`
pub(in crate::gateway) async fn remove(front: FrontData, req: RequestContext, _: Form) -> Answer {
    front.clients().user.remove_avatar(&req.cx(), RemoveAvatarRequest {}).await?;
    Ok(back_telling(HERE, notices::user::AVATAR_REMOVED))
}
