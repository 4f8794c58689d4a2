//! Says where a picture of an account lies. One that others do not see yet is nobody's business but
//! its account's and moderators'.

use crate::contract::user::{AvatarId, GetAvatarRequest, GetAvatarResponse};
use crate::domains::user::actor::User;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: GetAvatarRequest,
) -> Reply<GetAvatarResponse> {
    let avatar: AvatarId = request.avatar.parse().map_err(|_| model::refuse_avatar())?;
    let edge_px = model::decide_edge(request.edge_px)?;
    let wanted = avatar.clone();
    let found = service.domain.db.read(move |view| {
        Ok((store::is_shown(view, &wanted)?, store::owner_of_avatar(view, &wanted)?))
    });
    let (is_public, owner) = found.await?;
    let may_see = |owner| cx.caller.may_act_for(owner) || cx.caller.is_moderator();
    if !is_public && !owner.as_ref().is_some_and(may_see) {
        return Err(model::refuse_avatar().into());
    }
    let path = model::make_avatar_path(&avatar, edge_px);
    let blob = Some(service.domain.blobs.reference(&path, 0));
    Ok(GetAvatarResponse { blob, is_public })
}
