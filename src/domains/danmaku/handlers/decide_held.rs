//! DecideHeld: a moderator shows or removes what waited for a person. It must not touch what does
//! not wait.

use crate::contract::danmaku::{DanmakuId, DecideHeldRequest, DecideHeldResponse, Owner};
use crate::contract::video::VideoId;
use crate::domains::danmaku::actor::Danmaku;
use crate::domains::danmaku::{model, store};
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;

pub(in crate::domains::danmaku) async fn handle(
    service: &Danmaku,
    cx: Context,
    request: DecideHeldRequest,
) -> Reply<DecideHeldResponse> {
    cx.caller.authorize_moderator()?;
    let video_id: VideoId = request.video_id.parse().map_err(|_| model::refuse_danmaku())?;
    let danmaku_id: DanmakuId = request.danmaku_id.parse().map_err(|_| model::refuse_danmaku())?;
    let room = video_id.clone();
    let group_id = if request.is_shown {
        let (video_id, danmaku_id) = (video_id.clone(), danmaku_id.clone());
        let read =
            service.domain.db.read(move |view| store::find_bullet(view, &video_id, &danmaku_id));
        let sent = read.await?.ok_or_else(model::refuse_danmaku)?;
        service.groups.find((&sent).into()).await?
    } else {
        String::new()
    };
    let decide = move |tx: &Tx<'_, Owner>| {
        let sent = store::find_bullet(tx, &video_id, &danmaku_id)?;
        let sent = sent.filter(model::is_waiting).ok_or_else(model::refuse_danmaku)?;
        if request.is_shown {
            store::let_through(tx, &sent, &group_id)
        } else {
            store::take_away(tx, &sent, false)
        }
    };
    service.domain.db.write(&cx, decide).await?;
    service.watchers.touch(room.as_str());
    Ok(DecideHeldResponse {})
}
