//! CountViews: how often videos were viewed, in the order asked. What is hidden from the caller is
//! left out, as if there were no such video.

use crate::contract::playback::{CountViewsRequest, CountViewsResponse, VideoViews};
use crate::contract::video::VideoId;
use crate::domains::playback::{Playback, model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::quota::check_ids;
use std::collections::HashMap;

pub(in crate::domains::playback) async fn handle(
    service: &Playback,
    cx: Context,
    request: CountViewsRequest,
) -> Reply<CountViewsResponse> {
    check_ids(CountViewsRequest::VIDEO_IDS, request.video_ids.len())?;
    let video_ids: Vec<VideoId> = request.video_ids.iter().flat_map(|one| one.parse()).collect();
    let caller = cx.caller;
    let read = service.domain.db.read(move |view| {
        let mut found = store::viewed(view, &video_ids)?;
        found.retain(|one| model::may_hear_views(&caller, one.visibility, one.owner_id.as_ref()));
        let views: HashMap<_, _> = found.iter().map(|one| (&one.video_id, one.views)).collect();
        let told = |video_id: &VideoId| {
            let views = views.get(video_id).copied()?;
            Some(VideoViews { video_id: video_id.to_string(), views })
        };
        Ok(CountViewsResponse { videos: video_ids.iter().filter_map(told).collect() })
    });
    read.await
}
