//! `playback` as the front's tests know it: one session with one media token.

use crate::boot::harness::FIRST_DAY_MS;
use crate::contract::playback;
use crate::gateway::tests::exported;
use crate::gateway::tests::fakes::{Seen, held};
use crate::kernel::bus::Call as _;
use crate::kernel::context::Context;
use crate::kernel::fault::RefusalCode as _;
use crate::kernel::wire::BlobRef;

/// One video that is shown and one that is not any more; nothing where a test has set no rows.
fn history(seen: &Seen, cursor: &str) -> playback::ListHistoryResponse {
    let watched = |video_id: &str, position_ms| playback::WatchedVideo {
        video_id: video_id.into(),
        position_ms,
        duration_ms: 5_000,
        watched_at_ms: FIRST_DAY_MS - 1_000,
    };
    let is_first = cursor.is_empty();
    let is_empty = *held(&seen.rows) == 0;
    let videos = if is_empty { Vec::new() } else { vec![watched("v1", 1_500), watched("v9", 7)] };
    let next_cursor = if is_first && !is_empty { "5-a".into() } else { String::new() };
    playback::ListHistoryResponse { videos, next_cursor, is_paused: is_empty }
}

pub(in crate::gateway) fn answer(seen: &Seen, _: &Context, call: playback::Call) {
    match call {
        playback::Call::StartSession(request, reply_to) if request.video_id == "v1" => {
            reply_to.send(Ok(playback::StartSessionResponse {
                session_id: "s1".into(),
                media_token: "tok".into(),
                resume_ms: 1_500,
                duration_ms: 5_000,
                storyboard: None,
            }));
        },
        playback::Call::ReportProgress(request, reply_to) if request.session_id == "s1" => {
            held(&seen.told).push(format!("{request:?}"));
            reply_to.send(Ok(playback::ReportProgressResponse {}));
        },
        playback::Call::AuthorizeMedia(request, reply_to) if request.media_token == "tok" => {
            let blob = Some(BlobRef {
                owner: "transcode".into(),
                path: format!("p1/{}", request.path),
                size_bytes: 0,
            });
            reply_to.send(Ok(playback::AuthorizeMediaResponse {
                blob,
                content_type: "video/mp4".into(),
                video_id: "v1".into(),
                kind: playback::MediaKind::Video.into(),
            }));
        },
        playback::Call::AuthorizeCover(request, reply_to) if request.video_id == "v1" => {
            let path = format!("p1/{}-{}", request.size, request.format);
            let blob = Some(BlobRef { owner: "transcode".into(), path, size_bytes: 0 });
            reply_to.send(Ok(playback::AuthorizeCoverResponse { blob, is_public: true }));
        },
        playback::Call::ExportAccount(_, reply_to) => reply_to.send(Ok(exported::history())),
        playback::Call::ListHistory(request, reply_to) => {
            reply_to.send(Ok(history(seen, &request.page.unwrap_or_default().cursor)));
        },
        playback::Call::RemoveFromHistory(_, reply_to) => {
            reply_to.send(Ok(playback::RemoveFromHistoryResponse {}));
        },
        playback::Call::ClearHistory(_, reply_to) => {
            reply_to.send(Ok(playback::ClearHistoryResponse {}));
        },
        playback::Call::PauseHistory(_, reply_to) => {
            reply_to.send(Ok(playback::PauseHistoryResponse {}));
        },
        playback::Call::ResumeHistory(_, reply_to) => {
            reply_to.send(Ok(playback::ResumeHistoryResponse {}));
        },
        playback::Call::CountViews(request, reply_to) => {
            let known = request.video_ids.into_iter().filter(|id| id == "v1");
            let videos = known.map(|video_id| playback::VideoViews { video_id, views: 12_345 });
            reply_to.send(Ok(playback::CountViewsResponse { videos: videos.collect() }));
        },
        playback::Call::ReportBytes(request, reply_to) => {
            held(&seen.told).extend(request.served.iter().map(|one| format!("{one:?}")));
            reply_to.send(Ok(playback::ReportBytesResponse {}));
        },
        playback::Call::AuthorizeMedia(_, reply_to) => {
            reply_to
                .fail(playback::Refusal::TokenInvalid.because("this address has run out").into());
        },
        other => {
            let refused = playback::Refusal::VideoUnknown.because("there is no such video");
            other.fail(refused.into());
        },
    }
}
