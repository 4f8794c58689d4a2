//! GetSegment: one segment as a version has it. It must never give another version under that
//! number: whoever asks keeps the answer for good.

use crate::contract::danmaku::{GetSegmentRequest, GetSegmentResponse};
use crate::domains::danmaku::actor::Danmaku;
use crate::domains::danmaku::model::{self, Window};
use crate::domains::danmaku::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::danmaku) async fn handle(
    service: &Danmaku,
    cx: Context,
    request: GetSegmentRequest,
) -> Reply<GetSegmentResponse> {
    let entry = service.admit(&cx, &request.video_id, &request.media_token).await?;
    let is_public = entry.is_public();
    if request.is_held {
        let of = entry.video_id;
        let read = service.domain.db.read(move |view| store::version_of(view, &of, request.number));
        model::check_version(read.await?, request.version)?;
        return Ok(GetSegmentResponse { bullets: Vec::new(), is_public });
    }
    let rows_max = service.options.get().segment_rows_max;
    let read = service.domain.db.read(move |view| {
        let found = store::find_edition(view, &entry.video_id, request.number)?;
        let found = model::decide_edition(found, request.version)?;
        let rows = match &found.list {
            Some(_) => None,
            None => {
                let upto = Window { offset: found.list_offset, limit: rows_max };
                Some(store::in_edition(view, &entry.video_id, request.number, upto)?)
            },
        };
        Ok(model::show_segment(found.list, rows))
    });
    Ok(GetSegmentResponse { bullets: read.await?, is_public })
}
