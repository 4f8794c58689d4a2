//! CheckSession: of which video a play session is. The token is the proof, whoever brings it, as it
//! is for media; it must not say who watches.

use crate::contract::playback::{CheckSessionRequest, CheckSessionResponse};
use crate::domains::playback::{Playback, engine, model};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::playback) async fn handle(
    service: &Playback,
    _: Context,
    request: CheckSessionRequest,
) -> Reply<CheckSessionResponse> {
    let now_ms = service.domain.clock.now_ms();
    let key = service.signing_key().await?.ok_or_else(model::refuse_token)?;
    let grant = engine::open(&key, &request.media_token, now_ms);
    let grant = grant.ok_or_else(model::refuse_token)?;
    let session_id = grant.session_id.parse().map_err(|_| model::refuse_token())?;
    let session = service.session(&session_id).await?;
    let session =
        session.filter(|session| session.is_open(now_ms)).ok_or_else(model::refuse_token)?;
    Ok(CheckSessionResponse {
        video_id: session.video_id.to_string(),
        owner_id: session.owner_id.as_ref().map(ToString::to_string).unwrap_or_default(),
        duration_ms: session.duration_ms,
    })
}
