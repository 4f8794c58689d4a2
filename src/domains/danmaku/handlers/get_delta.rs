//! GetDelta: what came to a segment after its list. It must not give what is not shown.

use crate::contract::danmaku::{Bullet, GetDeltaRequest, GetDeltaResponse};
use crate::domains::danmaku::actor::Danmaku;
use crate::domains::danmaku::model::{self, Window};
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
        let after = Window { offset: request.after_offset, limit: rows_max };
        Ok((room, store::in_delta(view, &entry.video_id, request.number, after)?))
    });
    let (room, fresh) = read.await?;
    let offset = model::decide_delta_end(room.as_ref(), &fresh, rows_max);
    let bullets = fresh.into_iter().map(|one| Bullet::from(one.written)).collect();
    Ok(GetDeltaResponse { bullets, offset })
}
