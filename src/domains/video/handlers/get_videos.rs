//! GetVideos: several videos at once, in the order asked. What the caller may not see is left out,
//! as if there were no such video.

use crate::contract::video::{GetVideosRequest, GetVideosResponse, VideoId};
use crate::domains::video::{Video, model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::quota::check_ids;

pub(in crate::domains::video) async fn handle(
    service: &Video,
    cx: Context,
    request: GetVideosRequest,
) -> Reply<GetVideosResponse> {
    check_ids(GetVideosRequest::VIDEO_IDS, request.video_ids.len())?;
    let video_ids: Vec<VideoId> = request.video_ids.iter().flat_map(|one| one.parse()).collect();
    let caller = cx.caller;
    let read = service.domain.db.read(move |view| {
        let mut videos = Vec::with_capacity(video_ids.len());
        for video_id in &video_ids {
            // Whatever it is refused for, it is not shown.
            if let Ok(entry) = model::decide_view(&caller, store::find(view, video_id)?) {
                videos.push(model::show_to(&caller, entry));
            }
        }
        Ok(GetVideosResponse { videos })
    });
    read.await
}
