//! PublishVideo: shows a video that its owner held back. It must not publish what cannot be played.

use crate::contract::video::{PublishVideoRequest, PublishVideoResponse, VideoId};
use crate::domains::video::{Video, model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::video) async fn handle(
    service: &Video,
    cx: Context,
    request: PublishVideoRequest,
) -> Reply<PublishVideoResponse> {
    let caller = cx.caller.clone();
    let video_id: VideoId = request.video_id.parse().map_err(|_| model::refuse_unknown())?;
    let touched = video_id.clone();
    let published = service
        .domain
        .db
        .write(&cx, move |tx| {
            let found = store::find(tx, &video_id)?;
            let mut entry = model::decide_hand(&caller, found)?;
            if model::decide_publish(&entry.card)? {
                let shown = model::after_publish(&entry, tx.now_ms());
                store::keep(tx, &entry, &shown, false)?;
                entry = shown;
            }
            Ok(PublishVideoResponse { video: Some(entry.card.into()) })
        })
        .await?;
    service.watchers.touch(touched.as_str());
    Ok(published)
}
