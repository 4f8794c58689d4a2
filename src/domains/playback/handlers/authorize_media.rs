//! AuthorizeMedia: which blob a signed path may read. The token is the proof, whoever brings it; it
//! must not matter who calls, so that any player can follow the addresses in a playlist.

use crate::contract::playback::{AuthorizeMediaRequest, AuthorizeMediaResponse};
use crate::domains::playback::{Playback, engine, model};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::playback) async fn handle(
    service: &Playback,
    _: Context,
    request: AuthorizeMediaRequest,
) -> Reply<AuthorizeMediaResponse> {
    let now_ms = service.domain.clock.now_ms();
    let key = service.signing_key().await?.ok_or_else(model::refuse_token)?;
    let grant = engine::open(&key, &request.media_token, now_ms);
    let grant = grant.ok_or_else(model::refuse_token)?;
    let content_type = model::decide_path(&request.path)?;
    let session_id = grant.session_id.parse().map_err(|_| model::refuse_token())?;
    let session = service.session(&session_id).await?;
    let session =
        session.filter(|session| session.is_open(now_ms)).ok_or_else(model::refuse_token)?;
    Ok(AuthorizeMediaResponse {
        blob: Some(model::make_file(&session.folder, &request.path)),
        content_type: content_type.to_owned(),
        video_id: session.video_id.to_string(),
        kind: model::decide_kind(&request.path).into(),
    })
}
