//! ListKnownFiles: the files that are known again, the newest first. It must not show them to those
//! who might upload one.

use crate::contract::moderation::{ListKnownFilesRequest, ListKnownFilesResponse, Owner};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::model::KnownFile;
use crate::domains::moderation::store;
use crate::kernel::context::Context;
use crate::kernel::db::View;
use crate::kernel::fault::Reply;
use crate::kernel::page::{cut_page, decide_page};

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: ListKnownFilesRequest,
) -> Reply<ListKnownFilesResponse> {
    cx.caller.authorize_moderator()?;
    let span = decide_page(request.page.as_ref())?;
    let asked = span.clone();
    let read = move |view: &View<'_, Owner>| {
        Ok((store::newest_files(view, &asked)?, store::count_files(view)?))
    };
    let (known, count) = service.domain.db.read(read).await?;
    let (known, next_cursor) =
        cut_page(known, &span, |one: &KnownFile| (one.added_at_ms, one.file_id.as_str()));
    let files = known.into_iter().map(Into::into).collect();
    Ok(ListKnownFilesResponse { files, next_cursor, count })
}
