//! ExportAccount: what the caller has written, and what they do not want to see. It must not give
//! anybody else's.

use crate::contract::danmaku::{ExportAccountRequest, ExportAccountResponse};
use crate::domains::danmaku::actor::Danmaku;
use crate::domains::danmaku::model::Sent;
use crate::domains::danmaku::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::page;

pub(in crate::domains::danmaku) async fn handle(
    service: &Danmaku,
    cx: Context,
    request: ExportAccountRequest,
) -> Reply<ExportAccountResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let span = page::decide_page(request.page.as_ref())?;
    let is_first = request.page.is_none_or(|page| page.cursor.is_empty());
    let read = span.clone();
    let read = service.domain.db.read(move |view| {
        let list = if is_first { store::filters_of(view, &user_id)? } else { None };
        Ok((store::sent_by(view, &user_id, &read)?, list))
    });
    let (found, list) = read.await?;
    let (sent, next_cursor) = page::cut_page(found, &span, Sent::key);
    let sent = sent.into_iter().map(Into::into).collect();
    Ok(ExportAccountResponse { sent, next_cursor, list })
}
