//! AppendUpload: takes bytes at the stated offset. It must not begin before the caller, the state,
//! the lease and the offset are right; how the bytes are kept is said in `live/intake.rs`.

use super::own_upload;
use crate::contract::ingest::{AppendUploadRequest, AppendUploadResponse, Refusal, UploadState};
use crate::domains::ingest::actor::Ingest;
use crate::domains::ingest::live::Intake;
use crate::domains::ingest::model::{self, Upload};
use crate::kernel::bus::Flow;
use crate::kernel::context::Context;
use crate::kernel::fault::{RefusalCode as _, Reply};
use std::time::Duration;

pub(in crate::domains::ingest) async fn handle(
    service: &Ingest,
    cx: Context,
    mut flow: Flow<AppendUploadRequest>,
) -> Reply<AppendUploadResponse> {
    let first = first_message(service, &mut flow).await?;
    let upload = own_upload(service, &cx.caller, &first.upload_id).await?;
    let options = service.options.get();
    let silent = Duration::from_millis(options.give_way_ms);
    let lease = service.writers.take(&upload.upload_id, silent);
    let lease = lease.ok_or_else(|| model::refuse_busy(options.give_way_ms))?;
    // Read again: what an earlier writer committed counts, and from here on nobody else writes.
    let upload = own_upload(service, &cx.caller, &first.upload_id).await?;
    model::check_append(&upload, first.offset_bytes, service.domain.clock.now_ms())?;
    let appended = Intake::new(service, &cx, lease, upload).run(first, flow).await;
    follow_up(service, appended.as_ref().ok());
    Ok(AppendUploadResponse { upload: Some(appended?.into()) })
}

/// The message that names the upload.
async fn first_message(
    service: &Ingest,
    flow: &mut Flow<AppendUploadRequest>,
) -> Reply<AppendUploadRequest> {
    let patience = Duration::from_millis(service.options.get().chunk_wait_ms);
    let nothing = || Refusal::ChunkInvalid.because("The stream did not say which upload it is.");
    match tokio::time::timeout(patience, flow.next()).await {
        Ok(Some(first)) => first,
        Ok(None) | Err(_) => Err(nothing().into()),
    }
}

/// A complete upload wants its check. One that ended under its writer may have left bytes.
fn follow_up(service: &Ingest, upload: Option<&Upload>) {
    if upload.is_some_and(|upload| upload.state == UploadState::Checking) {
        service.checks.wake();
    } else {
        service.removals.notify_one();
    }
}
