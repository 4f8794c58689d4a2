//! ExportAccount: the uploads of the caller, with the files that are kept. It must not offer bytes
//! that are about to be removed.

use crate::contract::ingest::{ExportAccountRequest, ExportAccountResponse, ExportedUpload};
use crate::domains::ingest::actor::Ingest;
use crate::domains::ingest::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::page;

pub(in crate::domains::ingest) async fn handle(
    service: &Ingest,
    cx: Context,
    request: ExportAccountRequest,
) -> Reply<ExportAccountResponse> {
    let owner_id = cx.caller.authorize_account()?.clone();
    let span = page::decide_page(request.page.as_ref())?;
    let read = span.clone();
    let found = service.domain.db.read(move |view| store::of_owner(view, &owner_id, &read)).await?;
    let (uploads, next_cursor) =
        page::cut_page(found, &span, |one| (one.created_at_ms, one.upload_id.as_str()));
    let blobs = &service.domain.blobs;
    let exported = uploads.into_iter().map(|upload| {
        let kept = model::is_kept(&upload).then(|| model::make_path(&upload.upload_id));
        let kept = kept.map(|path| blobs.reference(&path, upload.size_bytes));
        ExportedUpload { upload: Some(upload.into()), kept }
    });
    Ok(ExportAccountResponse { uploads: exported.collect(), next_cursor })
}
