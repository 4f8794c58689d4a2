//! AuthorizeCover: which blob is the cover of a video. Video says whether the caller may see it; no
//! session is needed, for lists are full of covers.

use crate::contract::playback::{
    AuthorizeCoverRequest, AuthorizeCoverResponse, CoverFormat, CoverSize,
};
use crate::contract::video::GetVideoRequest;
use crate::domains::playback::{Playback, model};
use crate::kernel::context::Context;
use crate::kernel::fault::{Fault, Reply};

pub(in crate::domains::playback) async fn handle(
    service: &Playback,
    cx: Context,
    request: AuthorizeCoverRequest,
) -> Reply<AuthorizeCoverResponse> {
    let name = name_of(request.size(), request.format());
    let asked = GetVideoRequest { video_id: request.video_id };
    let shown =
        service.domain.peers.video.get_video(&cx, asked).await.map_err(model::refuse_as_own)?;
    let card = shown.video.ok_or_else(|| Fault::Internal("video gave no video".to_owned()))?;
    let folder = shown.package.and_then(|package| package.folder);
    let folder = folder.ok_or_else(model::refuse_unready)?.into();
    let blob = Some(model::make_file(&folder, &name));
    // Shared caches may keep what everybody may see.
    Ok(AuthorizeCoverResponse { blob, is_public: card.is_shown })
}

/// Every package has a file for each size and format.
fn name_of(size: CoverSize, format: CoverFormat) -> String {
    let width = match size {
        CoverSize::Small => 320,
        CoverSize::Medium => 640,
        CoverSize::Unspecified | CoverSize::Large => 1280,
    };
    let end = match format {
        CoverFormat::Unspecified | CoverFormat::Jpeg => "jpg",
        CoverFormat::Webp => "webp",
    };
    format!("poster-{width}.{end}")
}
