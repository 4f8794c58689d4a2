//! GetUploadOfVideo: says where the latest upload of a video stands. To whoever may not act for
//! its owner it must answer as if there never was one.

use crate::contract::ingest::{GetUploadOfVideoRequest, GetUploadOfVideoResponse};
use crate::domains::ingest::actor::Ingest;
use crate::domains::ingest::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::ingest) async fn handle(
    service: &Ingest,
    cx: Context,
    request: GetUploadOfVideoRequest,
) -> Reply<GetUploadOfVideoResponse> {
    // What is no id has no upload, like a video that is not there.
    let Ok(video_id) = request.video_id.parse() else {
        return Ok(GetUploadOfVideoResponse::default());
    };
    let work = move |view: &store::StoreView<'_>| store::find_of_video(view, &video_id);
    let found = service.domain.db.read(work).await?;
    let upload = found.filter(|upload| cx.caller.may_act_for(&upload.owner_id));
    Ok(GetUploadOfVideoResponse { upload: upload.map(Into::into) })
}
