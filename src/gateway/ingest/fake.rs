//! `ingest` as the front's tests know it: one upload, which keeps its bytes in memory.

use crate::contract::ingest::{
    self, AppendUploadRequest, AppendUploadResponse, Upload, UploadState,
};
use crate::gateway::tests::exported;
use crate::gateway::tests::fakes::{Seen, held, spin};
use crate::kernel::bus::{Call as _, Flow, ReplySender};
use crate::kernel::context::Context;
use crate::kernel::fault::{Fault, RefusalCode as _};

const UPLOAD_BYTES_MAX: u64 = 8 << 30;

fn upload(seen: &Seen) -> Upload {
    let offset_bytes = u64::try_from(held(&seen.uploaded).len()).expect("it fits");
    Upload {
        upload_id: "up1".into(),
        video_id: "v1".into(),
        owner_id: "u1".into(),
        size_bytes: 1_000_000,
        offset_bytes,
        state: UploadState::Receiving.into(),
        expires_at_ms: 1_780_000_000_000,
        metadata: "filename YS5tcDQ=".into(),
        ..Upload::default()
    }
}

pub(in crate::gateway) fn answer(seen: &Seen, _: &Context, call: ingest::Call) {
    let known = upload(seen);
    match call {
        ingest::Call::CreateUpload(request, reply_to) if request.size_bytes == 666 => {
            reply_to.fail(ingest::Refusal::TooManyUploads.because("finish one first").into());
        },
        ingest::Call::CreateUpload(request, reply_to) if request.size_bytes == 667 => {
            reply_to.fail(ingest::Refusal::NoSpace.because("there is no room").into());
        },
        ingest::Call::CreateUpload(request, reply_to) if request.size_bytes == 668 => {
            reply_to.fail(Fault::NoSpace("the database".into()).into());
        },
        ingest::Call::CreateUpload(request, reply_to) if request.size_bytes > UPLOAD_BYTES_MAX => {
            reply_to.fail(ingest::Refusal::TooLarge.because("this is larger").into());
        },
        ingest::Call::CreateUpload(request, reply_to) => {
            let upload = Upload { size_bytes: request.size_bytes, offset_bytes: 0, ..known };
            reply_to.send(Ok(ingest::CreateUploadResponse { upload: Some(upload) }));
        },
        ingest::Call::ExportAccount(request, reply_to) => {
            reply_to.send(Ok(exported::uploads(request)));
        },
        ingest::Call::GetUsage(_, reply_to) => {
            reply_to.send(Ok(ingest::GetUsageResponse {
                total_bytes: 3 << 30,
                total_bytes_max: 10 << 30,
                day_bytes: 0,
                day_bytes_max: 1 << 50,
            }));
        },
        ingest::Call::GetUploadLimits(_, reply_to) => {
            let upload_bytes_max = UPLOAD_BYTES_MAX;
            reply_to.send(Ok(ingest::GetUploadLimitsResponse { upload_bytes_max }));
        },
        ingest::Call::GetUpload(request, reply_to) if request.upload_id == "up1" => {
            reply_to.send(Ok(ingest::GetUploadResponse { upload: Some(known) }));
        },
        ingest::Call::GetUploadOfVideo(_, reply_to) => {
            reply_to.send(Ok(ingest::GetUploadOfVideoResponse { upload: Some(known) }));
        },
        ingest::Call::WatchUpload(_, reply_to) => {
            let (sender, flow) = Flow::new();
            reply_to.send(Ok(flow));
            spin("fake-watch", async move {
                let upload = Some(known);
                sender.send(ingest::WatchUploadResponse { upload, offset_bytes: 0 }).await;
                sender.abandoned().await;
            });
        },
        ingest::Call::TerminateUpload(request, reply_to) if request.upload_id == "up1" => {
            reply_to.send(Ok(ingest::TerminateUploadResponse {}));
        },
        ingest::Call::AppendUpload(flow, reply_to) => take(seen.clone(), flow, reply_to),
        other => {
            other.fail(ingest::Refusal::UploadUnknown.because("there is no such upload").into());
        },
    }
}

/// Takes bytes until the flow ends, and keeps what came.
fn take(
    seen: Seen,
    mut flow: Flow<AppendUploadRequest>,
    reply_to: ReplySender<AppendUploadResponse>,
) {
    let work = async move {
        let head = flow.next().await.expect("a head").expect("no failure");
        let at = u64::try_from(held(&seen.uploaded).len()).expect("it fits");
        if head.offset_bytes != at {
            let reason = format!("the upload stands at {at}");
            return reply_to.fail(ingest::Refusal::OffsetWrong.because(reason).into());
        }
        while let Some(Ok(part)) = flow.next().await {
            assert!(part.chunk.len() <= 256 << 10, "a chunk of {} bytes", part.chunk.len());
            held(&seen.uploaded).extend_from_slice(&part.chunk);
        }
        reply_to.send(Ok(AppendUploadResponse { upload: Some(upload(&seen)) }));
    };
    spin("fake-ingest", work);
}
