//! UpdateVideo: new texts or another privacy. It must not change where the video stands.

use crate::contract::video::{UpdateVideoRequest, UpdateVideoResponse, VideoChanged, VideoId};
use crate::domains::video::model::{self, Entry};
use crate::domains::video::{Video, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::video) async fn handle(
    service: &Video,
    cx: Context,
    request: UpdateVideoRequest,
) -> Reply<UpdateVideoResponse> {
    let caller = cx.caller.clone();
    let video_id: VideoId = request.video_id.parse().map_err(|_| model::refuse_unknown())?;
    service
        .domain
        .db
        .answer(&cx, move |tx| {
            let found = store::find(tx, &video_id)?;
            let entry = model::decide_hand(&caller, found)?;
            let Some(card) = model::decide_change(&entry.card, &request)? else {
                return Ok(UpdateVideoResponse { video: Some(entry.card.into()) });
            };
            let entry = Entry { card, ..entry };
            store::save(tx, &entry)?;
            store::save_tags(tx, &entry.card, &model::make_listed_tags(&entry.card))?;
            tx.publish(&VideoChanged {
                video_id: entry.card.video_id.to_string(),
                owner_id: entry.card.owner_id.to_string(),
                is_private: model::is_private(&entry.card),
            })?;
            Ok(UpdateVideoResponse { video: Some(entry.card.into()) })
        })
        .await
}
