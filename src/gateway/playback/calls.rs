//! What the rest of the gateway asks of `playback`: which blob an address may read, and a session
//! that a page carries. It must not judge who may watch; `playback` asks `video`.

use super::api::{MASTER_FILE, SessionJson};
use super::views::{self, Play};
use crate::contract::playback::{
    AuthorizeCoverRequest, AuthorizeMediaRequest, CountViewsRequest, CoverFormat, CoverSize,
    MediaKind, ReportBytesRequest, ServedBytes, StartSessionRequest,
};
use crate::gateway::core::error::HttpError;
use crate::gateway::core::front::Front;
use crate::gateway::core::media::Grant;
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::segments::Content;
use crate::gateway::core::served::Portion;
use crate::kernel::context::{Caller, Context};
use crate::kernel::fault::Reply;
use crate::kernel::meter::MediaLabels;
use crate::kernel::trace::Trace;
use crate::kernel::wire::BlobRef;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A longer playlist is left for the player to fetch.
const CARRIED_BYTES_MAX: u64 = 24 << 10;
const MINUTE_MS: i64 = 60_000;

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
    let portion = Arc::new(Portion { video_id: granted.video_id, kind: granted.kind });
    Ok(Grant { blob, content_type: granted.content_type, portion })
}

/// How often videos were viewed, as far as the caller may hear of it.
///
/// # Errors
/// That too many were asked for, and faults of `playback`.
pub(in crate::gateway) async fn count_views(
    front: &Front,
    req: &RequestContext,
    video_ids: Vec<String>,
) -> Reply<HashMap<String, u64>> {
    let asked = CountViewsRequest { video_ids };
    let told = front.clients().playback.count_views(&req.cx(), asked).await?;
    Ok(told.videos.into_iter().map(|one| (one.video_id, one.views)).collect())
}

/// The same for a list, which goes on without.
pub(in crate::gateway) async fn views(
    front: &Front,
    req: &RequestContext,
    video_ids: Vec<String>,
) -> HashMap<String, u64> {
    if video_ids.is_empty() {
        return HashMap::new();
    }
    count_views(front, req, video_ids).await.unwrap_or_default()
}

/// Tells what media was sent. What cannot be told is lost, and counted.
pub(in crate::gateway) async fn tell_sent(front: &Front, sums: HashMap<Arc<Portion>, u64>) {
    let now_ms = front.now_ms();
    let minute_ms = now_ms.saturating_sub(now_ms.rem_euclid(MINUTE_MS));
    let mut all: Vec<ServedBytes> = Vec::with_capacity(sums.len());
    for (portion, bytes) in sums {
        let (video_id, kind) = (portion.video_id.clone(), portion.kind);
        let label = MediaLabels { kind: word(MediaKind::try_from(kind).unwrap_or_default()) };
        front.gateway.meters.media_bytes.get_or_create(&label).inc_by(bytes);
        all.push(ServedBytes { video_id, kind, bytes, minute_ms });
    }
    let most = usize::try_from(ReportBytesRequest::SERVED.max_items).unwrap_or(1).max(1);
    let cx = Context::new(Caller::Domain("gateway"), Trace::none());
    for served in all.chunks(most) {
        let batch = ReportBytesRequest { served: served.to_vec() };
        if let Err(error) = front.clients().playback.report_bytes(&cx, batch).await {
            front.sent.lose(served.iter().map(|one| one.bytes).sum());
            tracing::debug!(%error, "sent media is not counted");
        }
    }
}

fn word(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Video => "video",
        MediaKind::Audio => "audio",
        MediaKind::Playlist => "playlist",
        MediaKind::Picture => "picture",
        MediaKind::Unspecified => "other",
    }
}

/// A cover, ready to be sent.
pub(in crate::gateway) struct Cover {
    pub(in crate::gateway) blob: BlobRef,
    pub(in crate::gateway) content_type: &'static str,
    /// Everybody may see it.
    pub(in crate::gateway) is_public: bool,
}

/// The cover of a video, as `640.webp` names a width and a format.
///
/// # Errors
/// That there is no such file, that the caller may see none, and faults of `playback`.
pub(in crate::gateway) async fn cover(
    front: &Front,
    cx: &Context,
    (video_id, file): (String, &str),
) -> Result<Cover, HttpError> {
    let (width, end) = file.split_once('.').ok_or_else(HttpError::not_found)?;
    let size = match width {
        "320" => CoverSize::Small,
        "640" => CoverSize::Medium,
        "1280" => CoverSize::Large,
        _ => return Err(HttpError::not_found()),
    };
    let (format, content_type) = match end {
        "jpg" => (CoverFormat::Jpeg, "image/jpeg"),
        "webp" => (CoverFormat::Webp, "image/webp"),
        _ => return Err(HttpError::not_found()),
    };
    let asked = AuthorizeCoverRequest { video_id, size: size.into(), format: format.into() };
    let granted = front.clients().playback.authorize_cover(cx, asked).await?;
    let blob = granted.blob.ok_or_else(HttpError::not_found)?;
    Ok(Cover { blob, content_type, is_public: granted.is_public })
}

/// A session for a page, with the playlists that its player reads first.
///
/// # Errors
/// That this viewer may not play it, and faults of `playback`. A playlist that cannot be read is
/// left out: the player asks again and is told why.
pub(in crate::gateway) async fn play(
    front: &Front,
    cx: &Context,
    (video_id, is_of_age): (String, bool),
) -> Result<Play, HttpError> {
    let request = StartSessionRequest { video_id, is_of_age };
    let session = front.clients().playback.start_session(cx, request).await?;
    let token = session.media_token.clone();
    let base = format!("/media/{token}");
    let session = SessionJson::of(session);
    let master = text(front, cx, &token, MASTER_FILE).await.unwrap_or_default();
    let first = views::first(&master);
    let (video, audio) = tokio::join!(
        carried(front, cx, &token, first.map(|first| first.video)),
        carried(front, cx, &token, first.and_then(|first| first.audio)),
    );
    let mut playlists: BTreeMap<String, String> = [video, audio]
        .into_iter()
        .flatten()
        .map(|(path, text)| (format!("{base}/{path}"), text))
        .collect();
    if first.is_some() {
        playlists.insert(format!("{base}/{MASTER_FILE}"), master.clone());
    }
    Ok(Play::of(&session, &base, first, &playlists))
}

async fn carried<'a>(
    front: &Front,
    cx: &Context,
    token: &str,
    path: Option<&'a str>,
) -> Option<(&'a str, String)> {
    let path = path?;
    text(front, cx, token, path).await.map(|text| (path, text))
}

/// A small text of a package, as its signed address gives it.
async fn text(front: &Front, cx: &Context, token: &str, path: &str) -> Option<String> {
    let grant = media(front, cx, (token.to_owned(), path.to_owned())).await.ok()?;
    let found = front.segments.find(&front.gateway.blobs, &grant.blob).await.ok()?;
    match found.content {
        Content::Memory(bytes) if found.size_bytes <= CARRIED_BYTES_MAX => {
            String::from_utf8(bytes.to_vec()).ok()
        },
        _ => None,
    }
}
