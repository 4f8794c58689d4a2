//! `video` as the front's tests know it: one film, in the state that a test sets.

use crate::boot::harness::FIRST_DAY_MS;
use crate::contract::video;
use crate::gateway::tests::exported;
use crate::gateway::tests::fakes::{Seen, held, spin};
use crate::kernel::bus::{Call as _, Flow, ReplySender};
use crate::kernel::context::Context;
use crate::kernel::fault::{Fault, RefusalCode as _};
use std::time::Duration;

/// The way of a video in that state: two of its stages are done, and the third runs or failed.
pub(in crate::gateway) fn way_of(state: video::VideoState) -> video::Way {
    use video::{Stage, StageState, WayState};
    // A state comes once on a way.
    let version = u64::try_from(i32::from(state)).expect("it is above zero");
    let (state, third, worker) = match state {
        video::VideoState::Failed => (WayState::Failed, StageState::Failed, ""),
        video::VideoState::Processing => (WayState::Transcoding, StageState::Running, "transcode"),
        video::VideoState::Draft => (WayState::Uploading, StageState::Waiting, "ingest"),
        _ => (WayState::Published, StageState::Done, ""),
    };
    let stages = [
        Stage::Upload,
        Stage::Probe,
        Stage::Ladder,
        Stage::Package,
        Stage::Poster,
        Stage::Storyboard,
        Stage::Review,
        Stage::Publish,
    ];
    let note = |(at, stage): (usize, Stage)| {
        let told = match (state, at) {
            (WayState::Uploading, 0) => StageState::Running,
            (WayState::Uploading, _) => StageState::Waiting,
            (WayState::Published, _) | (_, ..2) => StageState::Done,
            (_, 2) => third,
            _ => StageState::Waiting,
        };
        video::StageNote { stage: stage.into(), state: told.into(), ..<_>::default() }
    };
    let stages = stages.into_iter().enumerate().map(note).collect();
    let retryable = state == WayState::Failed;
    let (state, worker) = (state.into(), worker.to_owned());
    video::Way { state, stages, worker, version, retryable }
}

/// Tells a state now and when it changes, until nobody listens.
fn follow(seen: &Seen, reply_to: ReplySender<Flow<video::FollowWayResponse>>) {
    let (sender, flow) = Flow::new();
    reply_to.send(Ok(flow));
    let seen = seen.clone();
    let work = async move {
        let mut told = None;
        loop {
            let state = (*held(&seen.video_state)).unwrap_or(video::VideoState::Published);
            if told != Some(state) {
                let way = way_of(state);
                let version = way.version;
                if !sender.send(video::FollowWayResponse { way: Some(way), version }).await {
                    return;
                }
                told = Some(state);
            }
            tokio::select! {
                () = crate::kernel::tasks::sleep(Duration::from_millis(10)) => {},
                () = sender.abandoned() => return,
            }
        }
    };
    spin("fake-video", work);
}

fn film(seen: &Seen) -> video::VideoCard {
    let state = (*held(&seen.video_state)).unwrap_or(video::VideoState::Published);
    video::VideoCard {
        video_id: "v1".into(),
        owner_id: "u1".into(),
        title: "A <b>fish</b>".into(),
        privacy: video::Privacy::Public.into(),
        state: state.into(),
        duration_ms: 5_000,
        created_at_ms: FIRST_DAY_MS,
        published_at_ms: FIRST_DAY_MS,
        way: Some(way_of(state)),
        is_shown: state == video::VideoState::Published,
        ..video::VideoCard::default()
    }
}

pub(in crate::gateway) fn answer(seen: &Seen, cx: &Context, call: video::Call) {
    let film = film(seen);
    if matches!(call, video::Call::GetVideo(..) | video::Call::GetVideos(..))
        && *held(&seen.is_video_lost)
    {
        return call.fail(Fault::Overloaded.into());
    }
    match call {
        video::Call::GetVideo(request, reply_to) if request.video_id == "v1" => {
            reply_to.send(Ok(video::GetVideoResponse { video: Some(film), package: None }));
        },
        video::Call::GetVideos(request, reply_to) => {
            held(&seen.told).push(format!("videos {}", request.video_ids.join(" ")));
            let known = request.video_ids.iter().filter(|id| *id == "v1");
            let videos = known.map(|_| film.clone()).collect();
            reply_to.send(Ok(video::GetVideosResponse { videos }));
        },
        video::Call::FollowWay(request, reply_to) if request.video_id == "v1" => {
            follow(seen, reply_to);
        },
        video::Call::ListNewest(_, reply_to) => {
            let next_cursor = String::new();
            reply_to.send(Ok(video::ListNewestResponse { videos: vec![film], next_cursor }));
        },
        video::Call::ListByOwner(request, reply_to) => {
            let videos = if request.owner_id == "u1" { vec![film] } else { Vec::new() };
            let next_cursor = "c2".into();
            reply_to.send(Ok(video::ListByOwnerResponse { videos, next_cursor }));
        },
        video::Call::ListByTag(request, reply_to) => {
            let videos = if request.tag == "海 sea" { vec![film] } else { Vec::new() };
            reply_to.send(Ok(video::ListByTagResponse { videos, next_cursor: String::new() }));
        },
        video::Call::ListOwn(_, reply_to) => {
            let next_cursor = "c2".into();
            let row = |number| video::VideoCard { video_id: format!("v{number}"), ..film.clone() };
            let videos = (1..=(*held(&seen.rows)).max(1)).map(row).collect();
            reply_to.send(Ok(video::ListOwnResponse { videos, next_cursor }));
        },
        video::Call::ExportAccount(_, reply_to) => reply_to.send(Ok(exported::videos())),
        video::Call::CreateDraft(request, reply_to) => {
            let owner_id = cx.caller.user_id().map(String::from).unwrap_or_default();
            let (title, privacy) = (request.title, request.privacy);
            let draft = video::VideoCard { owner_id, title, privacy, ..film };
            reply_to.send(Ok(video::CreateDraftResponse { video: Some(draft) }));
        },
        video::Call::UpdateVideo(request, reply_to) if request.title() == "" => {
            reply_to.fail(video::Refusal::TitleInvalid.because("give the video a title").into());
        },
        video::Call::UpdateVideo(request, reply_to) => {
            let changed = video::VideoCard { title: request.title().to_owned(), ..film };
            reply_to.send(Ok(video::UpdateVideoResponse { video: Some(changed) }));
        },
        video::Call::PublishVideo(request, reply_to) if request.video_id == "v1" => {
            reply_to.send(Ok(video::PublishVideoResponse { video: Some(film) }));
        },
        video::Call::DeleteVideo(request, reply_to) if request.video_id == "v1" => {
            reply_to.send(Ok(video::DeleteVideoResponse {}));
        },
        other => other.fail(video::Refusal::VideoUnknown.because("there is no such video").into()),
    }
}
