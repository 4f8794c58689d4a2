//! GetVideo: one video with what is played. What the caller may not see is answered like nothing.

use crate::contract::video::{GetVideoRequest, GetVideoResponse, VideoId};
use crate::domains::video::{Video, model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::video) async fn handle(
    service: &Video,
    cx: Context,
    request: GetVideoRequest,
) -> Reply<GetVideoResponse> {
    let caller = cx.caller;
    let video_id: VideoId = request.video_id.parse().map_err(|_| model::refuse_unknown())?;
    service
        .domain
        .db
        .read(move |view| {
            let found = store::find(view, &video_id)?;
            let entry = model::decide_view(&caller, found)?;
            let package = store::package(view, &video_id)?;
            Ok(GetVideoResponse { video: Some(model::show_to(&caller, entry)), package })
        })
        .await
}
