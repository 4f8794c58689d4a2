//! DeleteVideo: removes a video for good. Its media is reclaimed by whoever hears of it.

use crate::contract::video::{DeleteVideoRequest, DeleteVideoResponse, VideoDeleted};
use crate::domains::video::{Video, model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::video) async fn handle(
    desk: &Video,
    cx: Context,
    request: DeleteVideoRequest,
) -> Reply<DeleteVideoResponse> {
    let (caller, video_id) = (cx.caller.clone(), request.video_id.clone());
    let deleted = desk
        .seat
        .db
        .write(&cx, move |tx| {
            let buried_owner = store::buried(tx, &request.video_id)?;
            if buried_owner.is_some_and(|owner_id| caller.may_act_for(&owner_id)) {
                return Ok(DeleteVideoResponse {});
            }
            let found = store::find(tx, &request.video_id)?;
            let entry = model::decide_hand(&caller, found)?;
            model::decide_version(&entry.card, request.if_version)?;
            store::bury(tx, &entry.card)?;
            tx.publish(&VideoDeleted {
                video_id: entry.card.video_id,
                owner_id: entry.card.owner_id,
            })?;
            Ok(DeleteVideoResponse {})
        })
        .await?;
    desk.watchers.touch(&video_id);
    Ok(deleted)
}
