//! GetFrame: one sampled picture of a case, for moderators. It must not give any other file.

use crate::contract::moderation::{GetFrameRequest, GetFrameResponse};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: GetFrameRequest,
) -> Reply<GetFrameResponse> {
    cx.caller.authorize_moderator()?;
    let video_id = request.video_id.parse().map_err(|_| model::refuse_unknown())?;
    let found = service.domain.db.read(move |view| store::find(view, &video_id)).await?;
    let case = found.ok_or_else(model::refuse_unknown)?;
    let frame = model::decide_frame(&case, request.at_ms)?;
    let bytes_max = service.options.get().frame_bytes_max;
    let read = service.domain.blobs.read(&frame, bytes_max).await;
    Ok(GetFrameResponse { jpeg: read.map_err(|fault| model::refuse_frame(&fault))? })
}
