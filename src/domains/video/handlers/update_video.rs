//! UpdateVideo: new texts, another privacy, or that it need not be held back any more. It must not
//! change where the video stands but by that.

use crate::contract::video::{Owner, UpdateVideoRequest, UpdateVideoResponse, VideoId};
use crate::domains::video::model::{self, Card, Entry};
use crate::domains::video::{Video, store};
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;

pub(in crate::domains::video) async fn handle(
    service: &Video,
    cx: Context,
    request: UpdateVideoRequest,
) -> Reply<UpdateVideoResponse> {
    let caller = cx.caller.clone();
    let video_id: VideoId = request.video_id.parse().map_err(|_| model::refuse_unknown())?;
    let touched = video_id.clone();
    let updated = service
        .domain
        .db
        .answer(&cx, move |tx| {
            let found = store::find(tx, &video_id)?;
            let entry = model::decide_hand(&caller, found)?;
            let changed = model::decide_change(&entry.card, &request)?;
            let hold = model::decide_hold(&entry, request.hold);
            if changed.is_some() || hold.is_some() {
                save(tx, &entry, changed, hold)
            } else {
                Ok(UpdateVideoResponse { video: Some(entry.card.into()) })
            }
        })
        .await?;
    service.watchers.touch(touched.as_str());
    Ok(updated)
}

fn save(
    tx: &Tx<'_, Owner>,
    before: &Entry,
    changed: Option<Card>,
    hold: Option<bool>,
) -> Reply<UpdateVideoResponse> {
    let is_changed = changed.is_some();
    let after = model::after_change(before.clone(), changed, hold, tx.now_ms());
    store::keep(tx, before, &after, is_changed)?;
    Ok(UpdateVideoResponse { video: Some(after.card.into()) })
}
