//! PauseHistory: nothing of what the caller watches is remembered from now on. What is there stays.

use crate::contract::playback::{PauseHistoryRequest, PauseHistoryResponse};
use crate::domains::playback::{Playback, jobs, model, store};
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::playback) async fn handle(
    service: &Playback,
    cx: Context,
    _: PauseHistoryRequest,
) -> Reply<PauseHistoryResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let viewer = model::make_viewer(&user_id);
    // What was played until now is still theirs, but what waits is lost.
    service.played.forget_viewer(&viewer);
    service
        .domain
        .db
        .write(&cx, move |tx| {
            if store::is_erased(tx, &user_id)? {
                return Err(refuse_erased().into());
            }
            jobs::tell_all(tx, &user_id)?;
            store::pause(tx, &user_id)
        })
        .await?;
    // What waits to be written is not written any more.
    service.progress.forget_viewer(&viewer);
    service.played.forget_viewer(&viewer);
    Ok(PauseHistoryResponse {})
}
