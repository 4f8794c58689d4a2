//! EnterRoom: how things stand in a room, for whoever follows it. It must not count anything:
//! thousands come at once.

use crate::contract::danmaku::{EnterRoomRequest, EnterRoomResponse};
use crate::domains::danmaku::actor::Danmaku;
use crate::domains::danmaku::model;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::danmaku) async fn handle(
    service: &Danmaku,
    cx: Context,
    request: EnterRoomRequest,
) -> Reply<EnterRoomResponse> {
    let entry = service.admit(&cx, &request.video_id, &request.media_token).await?;
    Ok(model::show_entry(entry))
}
