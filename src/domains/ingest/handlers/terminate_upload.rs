//! TerminateUpload: ends an upload and frees its bytes. It must not touch an accepted source: that
//! belongs to its video.

use super::own_upload;
use crate::contract::ingest::{
    Cause, TerminateUploadRequest, TerminateUploadResponse, UploadState,
};
use crate::domains::ingest::actor::Ingest;
use crate::domains::ingest::model::{self, Upload};
use crate::domains::ingest::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::ingest) async fn handle(
    service: &Ingest,
    cx: Context,
    request: TerminateUploadRequest,
) -> Reply<TerminateUploadResponse> {
    let Upload { upload_id, video_id, .. } =
        own_upload(service, &cx.caller, &request.upload_id).await?;
    let id = upload_id.clone();
    service
        .domain
        .db
        .write(&cx, move |tx| {
            let upload = store::find(tx, &id)?.ok_or_else(model::refuse_unknown)?;
            if upload.state == UploadState::Accepted {
                return Err(model::refuse_ended(&upload).into());
            }
            if model::is_open(upload.state) {
                store::terminate(tx, &id, Cause::Terminated)?;
            }
            Ok(())
        })
        .await?;
    service.watchers.touch(video_id.as_str());
    service.writers.dismiss(&upload_id);
    service.checks.cancel(|id, _| *id == upload_id);
    service.removals.notify_one();
    Ok(TerminateUploadResponse {})
}
