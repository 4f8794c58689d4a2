//! GetDelta: what came to a segment after its base. It must not give what is not shown.

use crate::contract::danmaku::{Bullet, GetDeltaRequest, GetDeltaResponse};
use crate::domains::danmaku::actor::Danmaku;
use crate::domains::danmaku::model::Window;
use crate::domains::danmaku::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::danmaku) async fn handle(
    service: &Danmaku,
    cx: Context,
    request: GetDeltaRequest,
) -> Reply<GetDeltaResponse> {
    let entry = service.admit(&cx, &request.video_id, &request.media_token).await?;
    let rows_max = service.options.get().segment_rows_max;
    let read = service.domain.db.read(move |view| {
        let room = store::find_room(view, &entry.video_id)?;
        let offset = room.map_or(0, |room| room.last_offset);
        let after = Window { offset: request.after_offset, limit: rows_max };
        Ok((offset, store::in_delta(view, &entry.video_id, request.number, after)?))
    });
    let (offset, written) = read.await?;
    let bullets = written.into_iter().map(Bullet::from).collect();
    Ok(GetDeltaResponse { bullets, offset })
}
