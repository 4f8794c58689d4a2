//! The way of a video from its file to its page, stage by stage, as the domains that work on it
//! tell of it. It must not know how far a stage has come; that is never told in events.

use super::step::{Happening, Judged, Step, is_awaiting_source, is_playable};
use crate::contract::transcode;
use crate::contract::video::failure::Origin;
use crate::contract::video::{Failure, Stage, StageNote, StageState, VideoState, Way, WayState};

/// All stages in their order.
fn all() -> impl Iterator<Item = Stage> {
    let last = i32::from(Stage::Publish);
    (1..=last).filter_map(|number| Stage::try_from(number).ok())
}

/// The way of a draft that nobody has uploaded to.
pub(in crate::domains::video) fn make_way() -> Way {
    let mut way = Way { version: 1, ..Way::default() };
    start_anew(&mut way);
    settle(&mut way, VideoState::Draft);
    way
}

/// The way after something happened that took the video from `state` by `step`.
pub(super) fn decide_way(
    before: &Way,
    (state, ahead): (VideoState, bool),
    (happening, step): (&Happening, &Step),
    judged: &Judged,
) -> Way {
    let mut way = before.clone();
    let is_early = is_awaiting_source(state) && !ahead;
    match happening {
        Happening::UploadOpened if is_early => {
            start_anew(&mut way);
            put(&mut way, Stage::Upload, StageState::Running);
        },
        Happening::UploadCompleted if is_early => {
            put(&mut way, Stage::Upload, StageState::Done);
            put(&mut way, Stage::Probe, StageState::Running);
        },
        Happening::UploadEnded(failure) if is_early => fail(&mut way, Stage::Upload, failure),
        Happening::SourceRefused(failure) if is_early => fail(&mut way, Stage::Probe, failure),
        Happening::SourceAccepted if is_early => {
            start_anew(&mut way);
            put(&mut way, Stage::Upload, StageState::Done);
        },
        Happening::JobAdvanced(stages) | Happening::JobRetried(stages) if !is_playable(state) => {
            take_work(&mut way, stages);
            way.retryable = false;
        },
        Happening::PackageFailed { failure, stages, retryable } if !is_playable(state) => {
            take_work(&mut way, stages);
            way.retryable = *retryable;
            if !way.stages.iter().any(|note| note.state() == StageState::Failed) {
                let open = way.stages.iter().find(|note| note.state() != StageState::Done);
                let stage = open.map_or(Stage::Publish, StageNote::stage);
                fail(&mut way, stage, failure);
            }
        },
        Happening::PackageReady => {
            start_anew(&mut way);
            for stage in all().filter(|stage| *stage < Stage::Review) {
                put(&mut way, stage, StageState::Done);
            }
            review(&mut way, step.state, judged);
        },
        Happening::Changed if is_playable(state) => review(&mut way, step.state, judged),
        _ => {},
    }
    settle(&mut way, step.state);
    way
}

/// The last two stages of a video that can be played.
fn review(way: &mut Way, state: VideoState, judged: &Judged) {
    let (reviewed, failure) = match judged {
        Judged::Pending => (StageState::Running, None),
        Judged::Held(failure) => (StageState::Running, Some(failure)),
        Judged::Passed { .. } => (StageState::Done, None),
        Judged::Blocked(failure) => (StageState::Failed, Some(failure)),
    };
    put(way, Stage::Review, reviewed);
    if let Some(note) = way.stages.iter_mut().find(|note| note.stage() == Stage::Review) {
        note.failure = failure.cloned();
    }
    let is_shown = state == VideoState::Published;
    put(way, Stage::Publish, if is_shown { StageState::Done } else { StageState::Waiting });
}

/// Another file, or the first one: nothing is done yet.
fn start_anew(way: &mut Way) {
    let waiting = |stage: Stage| StageNote {
        stage: stage.into(),
        state: StageState::Waiting.into(),
        ..StageNote::default()
    };
    way.stages = all().map(waiting).collect();
    way.retryable = false;
}

fn put(way: &mut Way, stage: Stage, state: StageState) {
    if let Some(note) = way.stages.iter_mut().find(|note| note.stage() == stage) {
        let state = state.into();
        *note = StageNote { stage: stage.into(), state, ..StageNote::default() };
    }
}

/// Everything before the stage is done, and nothing goes on after it.
fn fail(way: &mut Way, failed: Stage, failure: &Failure) {
    for stage in all() {
        match stage.cmp(&failed) {
            std::cmp::Ordering::Less => put(way, stage, StageState::Done),
            std::cmp::Ordering::Equal => put(way, stage, StageState::Failed),
            std::cmp::Ordering::Greater => put(way, stage, StageState::Waiting),
        }
    }
    if let Some(note) = way.stages.iter_mut().find(|note| note.stage() == failed) {
        note.failure = Some(failure.clone());
    }
}

/// Whoever has a job has the file.
fn take_work(way: &mut Way, stages: &[transcode::Stage]) {
    put(way, Stage::Upload, StageState::Done);
    for work in stages {
        let stage = stage_of(work.name());
        if let Some(note) = way.stages.iter_mut().find(|note| Some(note.stage()) == stage) {
            note.set_state(state_of(work.state()));
            (note.attempt, note.attempts_max) = (work.attempt, work.attempts_max);
            let origin = work.failure.clone().map(Origin::Transcode);
            note.failure = origin.map(|origin| Failure { origin: Some(origin) });
        }
    }
}

fn stage_of(name: transcode::StageName) -> Option<Stage> {
    match name {
        transcode::StageName::Unspecified => None,
        transcode::StageName::Probe => Some(Stage::Probe),
        transcode::StageName::Ladder => Some(Stage::Ladder),
        transcode::StageName::Package => Some(Stage::Package),
        transcode::StageName::Poster => Some(Stage::Poster),
        transcode::StageName::Storyboard => Some(Stage::Storyboard),
    }
}

fn state_of(state: transcode::StageState) -> StageState {
    match state {
        transcode::StageState::Unspecified | transcode::StageState::Waiting => StageState::Waiting,
        transcode::StageState::Running => StageState::Running,
        transcode::StageState::Retrying => StageState::Retrying,
        transcode::StageState::Done => StageState::Done,
        transcode::StageState::Failed => StageState::Failed,
    }
}

/// Says what the stages come to, and who works on them.
fn settle(way: &mut Way, video: VideoState) {
    let state = stand(way, video);
    way.set_state(state);
    way.worker = match (state, video) {
        (WayState::Uploading, _) => "ingest",
        (WayState::Checking | WayState::Transcoding, VideoState::Processing) => "transcode",
        (WayState::Checking, _) => "ingest",
        (WayState::Reviewing, _) => "moderation",
        _ => "",
    }
    .to_owned();
}

/// The first stage that is not done says where a video stands.
fn stand(way: &Way, video: VideoState) -> WayState {
    match video {
        VideoState::Published => return WayState::Published,
        VideoState::Ready => return WayState::Ready,
        VideoState::InReview => return WayState::Reviewing,
        VideoState::Blocked => return WayState::Blocked,
        _ => {},
    }
    let open = way.stages.iter().find(|note| note.state() != StageState::Done);
    match open.map(|note| (note.stage(), note.state())) {
        Some((Stage::Upload, _)) => WayState::Uploading,
        Some((_, StageState::Failed)) if video == VideoState::Refused => WayState::Refused,
        Some((_, StageState::Failed)) => WayState::Failed,
        Some((Stage::Probe, _)) => WayState::Checking,
        _ => WayState::Transcoding,
    }
}
