//! WatchRoom: everything that changes in a room, in order. It must not skip a change without saying
//! so.

use crate::contract::danmaku::{Owner, WatchRoomRequest, WatchRoomResponse};
use crate::contract::video::VideoId;
use crate::domains::danmaku::actor::Danmaku;
use crate::domains::danmaku::model::{self, Changes, Options};
use crate::domains::danmaku::store;
use crate::kernel::bus::Flow;
use crate::kernel::context::Context;
use crate::kernel::db::Db;
use crate::kernel::fault::Reply;
use crate::kernel::live::LiveSettings;
use std::cell::Cell;

pub(in crate::domains::danmaku) async fn handle(
    service: &Danmaku,
    cx: Context,
    request: WatchRoomRequest,
) -> Reply<Flow<WatchRoomResponse>> {
    let entry = service.admit(&cx, &request.video_id, &request.media_token).await?;
    let (video_id, options) = (entry.video_id, service.options.clone());
    let most = options.get().followers_max;
    let watcher = service.watchers.watch(video_id.as_str(), most)?;
    let db = service.domain.db.clone();
    let (sender, flow) = Flow::new();
    let telling = async move {
        let told = Cell::new(request.offset);
        watcher.tell(sender, None, async || look(&db, &video_id, &told, &options).await).await;
    };
    service.domain.tasks.spawn("watch_room", telling);
    Ok(flow)
}

/// What has changed since the last look. The room of a deleted video ends its stream.
async fn look(
    db: &Db<Owner>,
    video_id: &VideoId,
    told: &Cell<u64>,
    options: &LiveSettings<Options>,
) -> Reply<(WatchRoomResponse, bool)> {
    let (of, after, most) = (video_id.clone(), told.get(), options.get().changes_told_max);
    let read = db.read(move |view| {
        let room = store::find_room(view, &of)?;
        if store::has_ended(view, &of)? {
            return Err(model::refuse_room().into());
        }
        let changes = match &room {
            Some(room) if model::is_told(room, after, most) => Some(Changes {
                shown: store::shown_after(view, &of, after)?,
                gone: store::gone_after(view, &of, after)?,
            }),
            _ => None,
        };
        Ok(model::make_changes(room, after, changes))
    });
    let now = read.await?;
    told.set(now.offset);
    Ok((now, false))
}
