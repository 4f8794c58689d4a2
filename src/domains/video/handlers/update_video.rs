//! UpdateVideo: new texts, another privacy, or that it need not be held back any more. It must not
//! change where the video stands but by that.

use crate::contract::video::{
    Owner, UpdateVideoRequest, UpdateVideoResponse, VideoChanged, VideoId, VideoPublished,
    VideoState,
};
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
                save(tx, entry, changed, hold)
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
    entry: Entry,
    changed: Option<Card>,
    hold: Option<bool>,
) -> Reply<UpdateVideoResponse> {
    let is_changed = changed.is_some();
    let publishes = hold == Some(false) && entry.card.state == VideoState::Ready;
    let card = changed.unwrap_or(entry.card);
    let mut entry = Entry { card, hold: hold.unwrap_or(entry.hold), ..entry };
    if publishes {
        model::after_publish(&mut entry, tx.now_ms());
    }
    store::save(tx, &entry)?;
    store::save_tags(tx, &entry.card, &model::make_listed_tags(&entry.card))?;
    let (video_id, owner_id) = (entry.card.video_id.to_string(), entry.card.owner_id.to_string());
    if is_changed {
        let is_private = model::is_private(&entry.card);
        let (video_id, owner_id) = (video_id.clone(), owner_id.clone());
        tx.publish(&VideoChanged { video_id, owner_id, is_private })?;
    }
    if publishes {
        let privacy = entry.card.privacy.into();
        tx.publish(&VideoPublished { video_id, owner_id, privacy })?;
    }
    Ok(UpdateVideoResponse { video: Some(entry.card.into()) })
}
