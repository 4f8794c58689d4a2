//! ClearHistory: all of the caller's history, at once. What is watched afterwards is remembered
//! again.

use crate::contract::playback::{ClearHistoryRequest, ClearHistoryResponse, Owner};
use crate::domains::playback::{Playback, model, store};
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;

pub(in crate::domains::playback) async fn handle(
    service: &Playback,
    cx: Context,
    _: ClearHistoryRequest,
) -> Reply<ClearHistoryResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let viewer = model::make_viewer(&user_id);
    // Before as well, so that no place which waits is written behind it.
    service.progress.forget_viewer(&viewer);
    service.played.forget_viewer(&viewer);
    let rows = service.options.get().sweep_rows_max;
    loop {
        let gone = user_id.clone();
        let some = move |tx: &Tx<'_, Owner>| store::forget_some(tx, &gone, rows);
        if service.domain.db.write(&cx, some).await? == 0 {
            break;
        }
    }
    service.progress.forget_viewer(&viewer);
    service.played.forget_viewer(&viewer);
    Ok(ClearHistoryResponse {})
}
