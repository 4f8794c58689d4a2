//! DeleteVideo: removes a video for good. Its media is reclaimed by whoever hears of it.

use crate::contract::video::{DeleteVideoRequest, DeleteVideoResponse, VideoDeleted, VideoId};
use crate::domains::video::{Video, model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::video) async fn handle(
    service: &Video,
    cx: Context,
    request: DeleteVideoRequest,
) -> Reply<DeleteVideoResponse> {
    let caller = cx.caller.clone();
    let video_id: VideoId = request.video_id.parse().map_err(|_| model::refuse_unknown())?;
    let touched = video_id.clone();
    let deleted = service
        .domain
        .db
        .write(&cx, move |tx| {
            let buried_owner = store::buried(tx, &video_id)?;
            if buried_owner.is_some_and(|owner_id| caller.may_act_for(&owner_id)) {
                return Ok(DeleteVideoResponse {});
            }
            let found = store::find(tx, &video_id)?;
            let entry = model::decide_hand(&caller, found)?;
            model::check_version(&entry.card, request.if_version)?;
            store::bury(tx, &entry.card)?;
            tx.publish(&VideoDeleted {
                video_id: entry.card.video_id.into(),
                owner_id: entry.card.owner_id.into(),
            })?;
            Ok(DeleteVideoResponse {})
        })
        .await?;
    service.watchers.touch(touched.as_str());
    Ok(deleted)
}
