//! StartSession: a session for a video that its viewer may watch. Video says whether they may; it
//! must not be asked again for each segment.

use crate::contract::playback::{StartSessionRequest, StartSessionResponse};
use crate::contract::video::GetVideoRequest;
use crate::domains::playback::engine::{self, Grant};
use crate::domains::playback::model::Spot;
use crate::domains::playback::{Playback, model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::{Fault, Reply};

pub(in crate::domains::playback) async fn handle(
    desk: &Playback,
    cx: Context,
    request: StartSessionRequest,
) -> Reply<StartSessionResponse> {
    let asked = GetVideoRequest { video_id: request.video_id };
    let shown = desk.seat.peers.video.get_video(&cx, asked).await.map_err(model::refuse_as_own)?;
    let card = shown.video.ok_or_else(|| Fault::Internal("video gave no video".to_owned()))?;
    let options = desk.options.get();
    let ticket = model::decide_session(
        desk.seat.ids.fresh(),
        &cx.caller,
        (&card, shown.package.as_ref()),
        (desk.seat.clock.now_ms(), options.session_ms),
    )?;
    let (fresh, kept) = (desk.seat.ids.bytes::<32>(), options.viewer_sessions_max);
    let saved = ticket.clone();
    let spot = Spot { viewer: ticket.viewer, video_id: ticket.video_id };
    let resumed = spot.clone();
    let (key, written_ms) = desk
        .seat
        .db
        .write(&cx, move |tx| {
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
    let resume_ms = desk.progress.peek(&spot).map_or(written_ms, Option::unwrap_or_default);
    let grant =
        Grant { session_id: ticket.session_id.to_string(), expires_at_ms: ticket.expires_at_ms };
    Ok(StartSessionResponse {
        session_id: ticket.session_id.into(),
        media_token: engine::seal(&desk.hold_key(key), &grant),
        resume_ms,
        duration_ms: ticket.duration_ms,
        storyboard: shown.package.and_then(|package| package.storyboard),
    })
}
