//! AuthorizeCover: which blob is the cover of a video. Video says whether the caller may see it; no
//! session is needed, for lists are full of covers.

use crate::contract::playback::{AuthorizeCoverRequest, AuthorizeCoverResponse};
use crate::contract::video::GetVideoRequest;
use crate::domains::playback::{Playback, model};
use crate::kernel::context::Context;
use crate::kernel::fault::{Fault, Reply};

/// Every package has one.
const COVER: &str = "poster.jpg";

pub(in crate::domains::playback) async fn handle(
    service: &Playback,
    cx: Context,
    request: AuthorizeCoverRequest,
) -> Reply<AuthorizeCoverResponse> {
    let asked = GetVideoRequest { video_id: request.video_id };
    let shown =
        service.domain.peers.video.get_video(&cx, asked).await.map_err(model::refuse_as_own)?;
    let card = shown.video.ok_or_else(|| Fault::Internal("video gave no video".to_owned()))?;
    let folder = shown.package.and_then(|package| package.folder);
    let folder = folder.ok_or_else(model::refuse_unready)?.into();
    let blob = Some(model::make_file(&folder, COVER));
    // Shared caches may keep what everybody may see.
    Ok(AuthorizeCoverResponse { blob, is_public: card.is_shown })
}
