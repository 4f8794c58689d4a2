//! StartSession: a session for a video that its viewer may watch. Video says whether they may; it
//! must not be asked again for each segment.

use crate::contract::playback::{StartSessionRequest, StartSessionResponse};
use crate::contract::video::GetVideoRequest;
use crate::domains::playback::engine::{self, Grant};
use crate::domains::playback::model::ResumeKey;
use crate::domains::playback::{Playback, model, store};
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::fault::{Fault, Reply};

pub(in crate::domains::playback) async fn handle(
    service: &Playback,
    cx: Context,
    request: StartSessionRequest,
) -> Reply<StartSessionResponse> {
    let asked = GetVideoRequest { video_id: request.video_id.clone() };
    let shown =
        service.domain.peers.video.get_video(&cx, asked).await.map_err(model::refuse_as_own)?;
    let card = shown.video.ok_or_else(|| Fault::Internal("video gave no video".to_owned()))?;
    model::check_age(&cx.caller, &card, request.is_of_age)?;
    let options = service.options.get();
    let session = model::decide_session(
        service.domain.ids.fresh(),
        &cx.caller,
        (&card, shown.package.as_ref()),
        (service.domain.clock.now_ms(), options.session_ms),
    )?;
    let (fresh, kept) = (service.domain.ids.bytes::<32>(), options.viewer_sessions_max);
    let saved = session.clone();
    let resume_key = ResumeKey { viewer: session.viewer, video_id: session.video_id };
    let resumed = resume_key.clone();
    let (key, written_ms) = service
        .domain
        .db
        .write(&cx, move |tx| {
            let account = model::decide_account(&saved.viewer);
            if account.map_or(Ok(false), |user_id| store::is_erased(tx, &user_id))? {
                return Err(refuse_erased().into());
            }
            store::insert(tx, &saved)?;
            let mut resume_ms = 0;
            if !saved.viewer.is_empty() {
                store::end_oldest(tx, &saved.viewer, kept)?;
                resume_ms = store::resume(tx, &resumed)?;
            }
            store::keep_signing_key(tx, &fresh)?;
            Ok((store::signing_key(tx)?, resume_ms))
        })
        .await?;
    let key = key.ok_or_else(|| Fault::Internal("the signing key was not kept".to_owned()))?;
    let resume_ms =
        service.progress.peek(&resume_key).map_or(written_ms, Option::unwrap_or_default);
    let grant =
        Grant { session_id: session.session_id.to_string(), expires_at_ms: session.expires_at_ms };
    Ok(StartSessionResponse {
        session_id: session.session_id.into(),
        media_token: engine::seal(&service.hold_key(key), &grant),
        resume_ms,
        duration_ms: session.duration_ms,
        storyboard: shown.package.and_then(|package| package.storyboard),
    })
}
