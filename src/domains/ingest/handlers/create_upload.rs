//! CreateUpload: opens a resumable upload for a draft. It must not believe what the caller says of
//! the draft or of their quota; `video` and `user` are asked in the caller's name.

use crate::contract::ingest::{
    CreateUploadRequest, CreateUploadResponse, QuotaNearlyUsed, Refusal,
};
use crate::contract::user::GetQuotaRequest;
use crate::contract::video::{GetVideoRequest, Refusal as VideoRefusal, VideoId};
use crate::domains::ingest::actor::Ingest;
use crate::domains::ingest::{model, store};
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::fault::{Fault, RefusalCode as _, Refused, Reply};
use crate::kernel::id::UserId;

pub(in crate::domains::ingest) async fn handle(
    service: &Ingest,
    cx: Context,
    request: CreateUploadRequest,
) -> Reply<CreateUploadResponse> {
    let options = service.options.get();
    cx.caller.authorize_creator()?;
    model::check_request(&request, &options)?;
    let video_id: VideoId = request.video_id.parse().map_err(|_| no_such_video())?;
    let asked = GetVideoRequest { video_id: request.video_id.clone() };
    let draft = service.domain.peers.video.get_video(&cx, asked).await?.video;
    let draft = draft.ok_or_else(|| Fault::internal("video answered without a video"))?;
    model::check_draft(&draft, &cx.caller)?;
    let owner_id: UserId = draft.owner_id.parse()?;
    let asked = GetQuotaRequest { user_id: draft.owner_id.clone() };
    let quota = service.domain.peers.user.get_quota(&cx, asked).await?;
    let free_bytes = service.domain.blobs.free_bytes().await?;
    let upload_id = service.domain.ids.fresh();
    service
        .domain
        .db
        .answer(&cx, move |tx| {
            let size_bytes = request.size_bytes;
            if store::is_erased(tx, &owner_id)? {
                return Err(refuse_erased().into());
            }
            let number = store::next_number(tx, &owner_id)?;
            if store::is_deleted(tx, &video_id)? {
                return Err(no_such_video().into());
            }
            if let Some(open) = store::find_open_of_video(tx, &video_id)? {
                return Err(already_open(open.as_str()).into());
            }
            let load = model::Load {
                open_of_owner: store::count_open(tx, &owner_id)?,
                announced_of_owner: store::announced_of_owner(tx, &owner_id)?,
                announced_bytes: store::announced_bytes(tx)?,
                free_bytes,
            };
            model::check_room(load, size_bytes, &options)?;
            // The owner's row is locked: what others begin at once is counted.
            let now_ms = tx.now_ms();
            let usage = store::usage_of(tx, &owner_id, now_ms - model::DAY_MS)?;
            model::check_usage(usage, &quota, size_bytes)?;
            let ids = (upload_id, video_id, owner_id);
            let upload = model::make_upload(ids, request, now_ms, &options);
            // The unique key decides between units that found no open upload at the same time.
            if !store::insert(tx, &upload, number)? {
                return Err(already_open("").into());
            }
            if model::is_nearly_used(usage, &quota, size_bytes) {
                let (video_id, owner_id) =
                    (upload.video_id.to_string(), upload.owner_id.to_string());
                tx.publish(&QuotaNearlyUsed { video_id, owner_id })?;
            }
            Ok(CreateUploadResponse { upload: Some(upload.into()) })
        })
        .await
}

fn no_such_video() -> Refused {
    VideoRefusal::VideoUnknown.because("There is no such video.")
}

fn already_open(upload_id: &str) -> Refused {
    Refusal::AlreadyOpen
        .because("This video has an unfinished upload. Go on with it, or cancel it first.")
        .with("upload_id", upload_id)
}
