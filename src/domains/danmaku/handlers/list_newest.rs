//! ListNewest: the newest of a room, for players that take it as a whole. It must not give more
//! than one answer can have.

use crate::contract::danmaku::{ListNewestRequest, ListNewestResponse};
use crate::domains::danmaku::actor::Danmaku;
use crate::domains::danmaku::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::danmaku) async fn handle(
    service: &Danmaku,
    cx: Context,
    request: ListNewestRequest,
) -> Reply<ListNewestResponse> {
    let entry = service.admit(&cx, &request.video_id, &request.media_token).await?;
    let limit = model::decide_newest(request.limit);
    let read = service.domain.db.read(move |view| store::newest(view, &entry.video_id, limit));
    Ok(ListNewestResponse { bullets: model::make_list(read.await?).bullets })
}
