//! ExportAccount: all that is held of the caller's videos, with what is played of each. It must not
//! give anybody else's.

use crate::contract::video::{ExportAccountRequest, ExportAccountResponse};
use crate::domains::video::{Video, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::page;

pub(in crate::domains::video) async fn handle(
    service: &Video,
    cx: Context,
    request: ExportAccountRequest,
) -> Reply<ExportAccountResponse> {
    let owner_id = cx.caller.authorize_account()?.clone();
    let span = page::decide_page(request.page.as_ref())?;
    let read = span.clone();
    let found = service.domain.db.read(move |view| store::whole(view, &owner_id, &read)).await?;
    let (videos, next_cursor) = page::cut_page(found, &span, |one| {
        (one.own.card.created_at_ms, one.own.card.video_id.as_str())
    });
    let videos = videos.into_iter().map(Into::into).collect();
    Ok(ExportAccountResponse { videos, next_cursor })
}
