//! `playback` as the front's tests know it: one session with one media token.

use crate::contract::playback;
use crate::gateway::tests::exported;
use crate::gateway::tests::fakes::Seen;
use crate::kernel::bus::Call as _;
use crate::kernel::context::Context;
use crate::kernel::fault::RefusalCode as _;
use crate::kernel::wire::BlobRef;

pub(in crate::gateway) fn answer(_: &Seen, _: &Context, call: playback::Call) {
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
            reply_to.send(Ok(playback::ReportProgressResponse {}));
        },
        playback::Call::AuthorizeMedia(request, reply_to) if request.media_token == "tok" => {
            let blob = Some(BlobRef {
                owner: "transcode".into(),
                path: format!("p1/{}", request.path),
                size_bytes: 0,
            });
            let content_type = "video/mp4".into();
            reply_to.send(Ok(playback::AuthorizeMediaResponse { blob, content_type }));
        },
        playback::Call::AuthorizeCover(request, reply_to) if request.video_id == "v1" => {
            let path = format!("p1/{}-{}", request.size, request.format);
            let blob = Some(BlobRef { owner: "transcode".into(), path, size_bytes: 0 });
            reply_to.send(Ok(playback::AuthorizeCoverResponse { blob, is_public: true }));
        },
        playback::Call::ExportAccount(_, reply_to) => reply_to.send(Ok(exported::history())),
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
