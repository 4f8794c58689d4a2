//! RecallDanmaku: its sender takes a text back, for a while. To all others it must answer as if the
//! text were not there.

use crate::contract::danmaku::{DanmakuId, Owner, RecallDanmakuRequest, RecallDanmakuResponse};
use crate::contract::video::VideoId;
use crate::domains::danmaku::actor::Danmaku;
use crate::domains::danmaku::{model, store};
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;

pub(in crate::domains::danmaku) async fn handle(
    service: &Danmaku,
    cx: Context,
    request: RecallDanmakuRequest,
) -> Reply<RecallDanmakuResponse> {
    let sender_id = cx.caller.authorize_account()?.clone();
    let video_id: VideoId = request.video_id.parse().map_err(|_| model::refuse_danmaku())?;
    let danmaku_id: DanmakuId = request.danmaku_id.parse().map_err(|_| model::refuse_danmaku())?;
    let (room, options) = (video_id.clone(), service.options.get());
    let recall = move |tx: &Tx<'_, Owner>| {
        let sent = store::find_bullet(tx, &video_id, &danmaku_id)?;
        let sent = sent.filter(|sent| model::may_know(sent, &sender_id));
        let sent = sent.ok_or_else(model::refuse_danmaku)?;
        model::check_recall(&sent, tx.now_ms(), &options)?;
        store::take_away(tx, &sent, true)
    };
    service.domain.db.write(&cx, recall).await?;
    service.watchers.touch(room.as_str());
    Ok(RecallDanmakuResponse {})
}
