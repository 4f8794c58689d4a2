//! ResumeHistory: what the caller watches is remembered again.

use crate::contract::playback::{ResumeHistoryRequest, ResumeHistoryResponse};
use crate::domains::playback::{Playback, jobs, model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::playback) async fn handle(
    service: &Playback,
    cx: Context,
    _: ResumeHistoryRequest,
) -> Reply<ResumeHistoryResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    service.played.forget_viewer(&model::make_viewer(&user_id));
    // What was played until now is nobody's.
    service
        .domain
        .db
        .write(&cx, move |tx| {
            jobs::tell_all(tx, &user_id)?;
            store::go_on(tx, &user_id)
        })
        .await?;
    Ok(ResumeHistoryResponse {})
}
