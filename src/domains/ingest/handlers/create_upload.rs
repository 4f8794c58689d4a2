//! CreateUpload: opens a resumable upload for a draft. It must not believe what the caller says of
//! the draft; `video` is asked in the caller's name.

use crate::contract::ingest::{CreateUploadRequest, CreateUploadResponse, Refusal};
use crate::contract::video::{GetVideoRequest, Refusal as VideoRefusal};
use crate::domains::ingest::actor::Ingest;
use crate::domains::ingest::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::{Fault, RefusalCode as _, Reply};

pub(in crate::domains::ingest) async fn handle(
    desk: &Ingest,
    cx: Context,
    request: CreateUploadRequest,
) -> Reply<CreateUploadResponse> {
    let options = desk.options.get();
    cx.caller.authorize_creator()?;
    model::check_request(&request, &options)?;
    let asked = GetVideoRequest { video_id: request.video_id.clone() };
    let draft = desk.seat.peers.video.get_video(&cx, asked).await?.video;
    let draft = draft.ok_or_else(|| Fault::internal("video answered without a video"))?;
    model::check_draft(&draft, &cx.caller)?;
    let free_bytes = desk.seat.blobs.free_bytes().await?;
    let upload_id = desk.seat.ids.mint();
    desk.seat
        .db
        .answer(&cx, move |tx| {
            let (owner_id, size_bytes) = (draft.owner_id, request.size_bytes);
            let number = store::next_number(tx, &owner_id)?;
            if store::is_deleted(tx, &request.video_id)? {
                return Err(VideoRefusal::VideoUnknown.because("There is no such video.").into());
            }
            if let Some(open) = store::find_open_of_video(tx, &request.video_id)? {
                return Err(already_open(&open).into());
            }
            let load = model::Load {
                open_of_owner: store::count_open(tx, &owner_id)?,
                announced_of_owner: store::announced_of_owner(tx, &owner_id)?,
                announced_bytes: store::announced_bytes(tx)?,
                free_bytes,
            };
            model::check_room(load, size_bytes, &options)?;
            let now_ms = tx.now_ms();
            let upload = model::draft_upload(upload_id, request, owner_id, now_ms, &options);
            // The unique key decides between units that found no open upload at the same time.
            if !store::insert(tx, &upload, number)? {
                return Err(already_open("").into());
            }
            Ok(CreateUploadResponse { upload: Some(upload) })
        })
        .await
}

fn already_open(upload_id: &str) -> crate::kernel::fault::Refused {
    Refusal::AlreadyOpen
        .because("This video has an unfinished upload. Go on with it, or cancel it first.")
        .with("upload_id", upload_id)
}
