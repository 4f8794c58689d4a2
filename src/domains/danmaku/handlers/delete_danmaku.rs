//! DeleteDanmaku: the owner of a video or a moderator takes a text away. It must not say anything
//! of a room to anybody else.

use crate::contract::danmaku::{DanmakuId, DeleteDanmakuRequest, DeleteDanmakuResponse, Owner};
use crate::contract::video::VideoId;
use crate::domains::danmaku::actor::Danmaku;
use crate::domains::danmaku::{model, store};
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;

pub(in crate::domains::danmaku) async fn handle(
    service: &Danmaku,
    cx: Context,
    request: DeleteDanmakuRequest,
) -> Reply<DeleteDanmakuResponse> {
    let video_id: VideoId = request.video_id.parse().map_err(|_| model::refuse_room())?;
    let danmaku_id: DanmakuId = request.danmaku_id.parse().map_err(|_| model::refuse_danmaku())?;
    let (room, caller) = (video_id.clone(), cx.caller.clone());
    let delete = move |tx: &Tx<'_, Owner>| {
        model::decide_keeper(&caller, store::find_room(tx, &video_id)?)?;
        let sent = store::find_bullet(tx, &video_id, &danmaku_id)?;
        let sent = sent.ok_or_else(model::refuse_danmaku)?;
        let is_recalled = caller.user_id().is_some_and(|id| sent.sender_id == id.as_str());
        store::take_away(tx, &sent, is_recalled)
    };
    service.domain.db.write(&cx, delete).await?;
    service.watchers.touch(room.as_str());
    Ok(DeleteDanmakuResponse {})
}
