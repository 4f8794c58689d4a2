//! ChangeRoom: whether and how often may be written in a room. It must not change what is not asked
//! for.

use crate::contract::danmaku::{ChangeRoomRequest, ChangeRoomResponse, Owner};
use crate::contract::video::VideoId;
use crate::domains::danmaku::actor::Danmaku;
use crate::domains::danmaku::model::{self, Room};
use crate::domains::danmaku::store;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;

pub(in crate::domains::danmaku) async fn handle(
    service: &Danmaku,
    cx: Context,
    request: ChangeRoomRequest,
) -> Reply<ChangeRoomResponse> {
    let video_id: VideoId = request.video_id.parse().map_err(|_| model::refuse_room())?;
    let (of, caller) = (video_id.clone(), cx.caller.clone());
    let change = move |tx: &Tx<'_, Owner>| {
        let room = model::decide_keeper(&caller, store::find_room(tx, &of)?)?;
        let slow_mode_ms = model::decide_slow_mode(request.slow_mode_ms, &room)?;
        let is_muted = request.is_muted.unwrap_or(room.is_muted);
        let is_for_followers = request.is_followers_only.unwrap_or(room.is_for_followers);
        let after = Room { is_muted, slow_mode_ms, is_for_followers, ..room.clone() };
        if after != room {
            store::change_state(tx, &of, &after)?;
        }
        Ok(after.state())
    };
    let state = service.domain.db.write(&cx, change).await?;
    service.watchers.touch(video_id.as_str());
    Ok(ChangeRoomResponse { state: Some(state) })
}
