//! What media bytes ask of `playback`: which blob an address may read. It must not read one.

use crate::contract::playback::{AuthorizeCoverRequest, AuthorizeMediaRequest};
use crate::gateway::core::error::HttpError;
use crate::gateway::core::front::Front;
use crate::gateway::core::media::Grant;
use crate::kernel::context::Context;
use crate::kernel::wire::BlobRef;

/// What a signed address grants.
///
/// # Errors
/// That it grants nothing, and faults of `playback`.
pub(in crate::gateway) async fn media(
    front: &Front,
    cx: &Context,
    address: (String, String),
) -> Result<Grant, HttpError> {
    let (media_token, path) = address;
    let asked = AuthorizeMediaRequest { media_token, path };
    let granted = front.clients().playback.authorize_media(cx, asked).await?;
    let blob = granted.blob.ok_or_else(HttpError::not_found)?;
    Ok(Grant { blob, content_type: granted.content_type })
}

/// The cover of a video, and whether everybody may see it.
///
/// # Errors
/// That the caller may see none, and faults of `playback`.
pub(in crate::gateway) async fn cover(
    front: &Front,
    cx: &Context,
    video_id: String,
) -> Result<(BlobRef, bool), HttpError> {
    let asked = AuthorizeCoverRequest { video_id };
    let granted = front.clients().playback.authorize_cover(cx, asked).await?;
    Ok((granted.blob.ok_or_else(HttpError::not_found)?, granted.is_public))
}
