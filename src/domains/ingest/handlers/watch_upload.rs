//! WatchUpload: the latest upload of a video whenever bytes of it became durable. To whoever may
//! not act for its owner it must answer as if there never was one.

use crate::contract::ingest::{Owner, UploadState, WatchUploadRequest, WatchUploadResponse};
use crate::contract::video::VideoId;
use crate::domains::ingest::actor::Ingest;
use crate::domains::ingest::{model, store};
use crate::kernel::bus::Flow;
use crate::kernel::context::{Caller, Context};
use crate::kernel::db::Db;
use crate::kernel::fault::Reply;

pub(in crate::domains::ingest) async fn handle(
    service: &Ingest,
    cx: Context,
    request: WatchUploadRequest,
) -> Reply<Flow<WatchUploadResponse>> {
    let WatchUploadRequest { video_id, offset_bytes } = request;
    let video_id: VideoId = video_id.parse().map_err(|_| model::refuse_unknown())?;
    let watcher = service.watchers.watch(video_id.as_str(), service.options.get().watchers_max)?;
    let (db, caller) = (service.domain.db.clone(), cx.caller);
    let (first, _) = look(&db, &caller, &video_id).await?;
    let known = (offset_bytes > 0 && first.offset_bytes == offset_bytes).then_some(first);
    let (sender, flow) = Flow::new();
    let telling = async move {
        watcher.tell(sender, known, async || look(&db, &caller, &video_id).await).await;
    };
    service.domain.tasks.spawn("watch_upload", telling);
    Ok(flow)
}

/// The upload, and whether it takes no more.
async fn look(
    db: &Db<Owner>,
    caller: &Caller,
    video_id: &VideoId,
) -> Reply<(WatchUploadResponse, bool)> {
    let id = video_id.clone();
    let found = db.read(move |view| store::find_of_video(view, &id)).await?;
    let upload = found.filter(|upload| caller.may_act_for(&upload.owner_id));
    let ended = |state| !matches!(state, UploadState::Receiving | UploadState::Checking);
    let is_last = upload.as_ref().is_some_and(|upload| ended(upload.state));
    let offset_bytes = upload.as_ref().map_or(0, |upload| upload.offset_bytes);
    Ok((WatchUploadResponse { upload: upload.map(Into::into), offset_bytes }, is_last))
}
