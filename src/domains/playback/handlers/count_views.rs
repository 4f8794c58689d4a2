//! CountViews: how often videos were viewed, in the order asked. What is hidden from the caller is
//! left out, as if there were no such video.

use crate::contract::playback::{CountViewsRequest, CountViewsResponse, VideoViews};
use crate::contract::video::VideoId;
use crate::domains::playback::{Playback, model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::quota::check_ids;

pub(in crate::domains::playback) async fn handle(
    service: &Playback,
    cx: Context,
    request: CountViewsRequest,
) -> Reply<CountViewsResponse> {
    check_ids(CountViewsRequest::VIDEO_IDS, request.video_ids.len())?;
    let video_ids: Vec<VideoId> = request.video_ids.iter().flat_map(|one| one.parse()).collect();
    let caller = cx.caller;
    let read = service.domain.db.read(move |view| {
        let mut videos = Vec::with_capacity(video_ids.len());
        for video_id in video_ids {
            let viewed = store::viewed(view, &video_id)?;
            let visibility = match &viewed {
                Some(viewed) => viewed.visibility,
                None => store::visibility(view, &video_id)?,
            };
            let owner_id = viewed.as_ref().map(|viewed| &viewed.owner_id);
            if model::may_hear_views(&caller, visibility, owner_id) {
                let views = viewed.map_or(0, |viewed| viewed.views);
                videos.push(VideoViews { video_id: video_id.into(), views });
            }
        }
        Ok(CountViewsResponse { videos })
    });
    read.await
}
