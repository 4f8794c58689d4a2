//! RemoveFromHistory: one video out of the caller's history. It must not mind one that is missing.

use crate::contract::playback::{RemoveFromHistoryRequest, RemoveFromHistoryResponse};
use crate::contract::video::VideoId;
use crate::domains::playback::model::{self, ResumeKey};
use crate::domains::playback::{Playback, jobs, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::playback) async fn handle(
    service: &Playback,
    cx: Context,
    request: RemoveFromHistoryRequest,
) -> Reply<RemoveFromHistoryResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let video_id: VideoId = request.video_id.parse().map_err(|_| model::refuse_video())?;
    let resume_key = ResumeKey { viewer: model::make_viewer(&user_id), video_id: video_id.clone() };
    // Before as well, so that no place which waits is written behind it.
    service.progress.forget_place(&resume_key);
    service.played.forget_place(&resume_key);
    let (account, video) = (user_id.clone(), video_id.clone());
    service.domain.db.write(&cx, move |tx| store::forget_one(tx, &account, &video)).await?;
    let rows = service.options.get().sweep_rows_max;
    jobs::strike_told(&service.domain.db, &user_id, vec![video_id], rows).await?;
    service.progress.forget_place(&resume_key);
    service.played.forget_place(&resume_key);
    Ok(RemoveFromHistoryResponse {})
}
