//! ListKept: what is in a folder of the caller. It must not tell of anybody else's.

use crate::contract::community::{ListKeptRequest, ListKeptResponse};
use crate::domains::community::actor::Community;
use crate::domains::community::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::page;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: ListKeptRequest,
) -> Reply<ListKeptResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let span = page::decide_page(request.page.as_ref())?;
    let read = service.domain.db.read(move |view| {
        let folder = store::find_folder(view, &user_id, &request.folder_id)?;
        let folder = folder.ok_or_else(model::refuse_folder)?;
        let found = store::kept_in(view, &folder.folder_id, &span)?;
        let (kept, next_cursor) =
            page::cut_page(found, &span, |one| (one.kept_at_ms, one.video_id.as_str()));
        let video_ids = kept.into_iter().map(|one| one.video_id).collect();
        Ok(ListKeptResponse { folder: Some(folder.show(false)), video_ids, next_cursor })
    });
    read.await
}
