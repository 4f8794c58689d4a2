//! Tables over the way of a video.

use crate::contract::ingest::{self, Upload, UploadState};
use crate::contract::transcode::{self, Job, JobState, StageName};
use crate::contract::video::{VideoCard, VideoState};
use crate::gateway::core::words::{Language, PART_AWAY};
use crate::gateway::studio::views::StageState;
use crate::gateway::studio::views::way::{Known, Progress, of};
use crate::gateway::video::views::VideoState as Shown;

fn known(
    video: VideoState,
    upload: Option<UploadState>,
    job: Option<(JobState, &[transcode::StageState])>,
) -> Known {
    let names = [
        StageName::Probe,
        StageName::Ladder,
        StageName::Package,
        StageName::Poster,
        StageName::Storyboard,
    ];
    let stage = |(name, state): (StageName, &transcode::StageState)| transcode::Stage {
        name: name.into(),
        state: (*state).into(),
        progress: 0.5,
        attempts_max: 3,
        ..transcode::Stage::default()
    };
    let job = job.map(|(state, states)| Job {
        state: state.into(),
        stages: names.into_iter().zip(states).map(stage).collect(),
        failure: Some(transcode::Cause::MediaDamaged.into()),
        retryable: state == JobState::Failed,
        ..Job::default()
    });
    let upload = upload.map(|state| Upload {
        state: state.into(),
        size_bytes: 100,
        offset_bytes: 25,
        failure: Some(ingest::Cause::UploadText.into()),
        ..Upload::default()
    });
    let video = VideoCard { video_id: "v".into(), state: video.into(), ..VideoCard::default() };
    Known { video, upload, job, ..Known::default() }
}

/// One letter a stage: waiting, running, retrying (`t`), done, failed.
fn letters(progress: &Progress) -> String {
    let letter = |state: StageState| match state {
        StageState::Waiting => 'w',
        StageState::Running => 'r',
        StageState::Retrying => 't',
        StageState::Done => 'd',
        StageState::Failed => 'f',
    };
    progress.stages.iter().map(|row| letter(row.state)).collect()
}

#[test]
fn every_step_of_the_way_is_shown() {
    use transcode::StageState::{Done, Failed, Retrying, Running, Waiting};
    let early: &[_] = &[Running, Waiting, Waiting, Waiting, Waiting];
    let middle: &[_] = &[Done, Running, Waiting, Waiting, Waiting];
    let again: &[_] = &[Done, Retrying, Waiting, Waiting, Waiting];
    let broken: &[_] = &[Done, Failed, Waiting, Waiting, Waiting];
    let all: &[_] = &[Done; 5];
    let table = [
        (known(VideoState::Draft, None, None), Shown::Uploading, "wwwwwww"),
        (known(VideoState::Draft, Some(UploadState::Receiving), None), Shown::Uploading, "rwwwwww"),
        (known(VideoState::Draft, Some(UploadState::Checking), None), Shown::Checking, "drwwwww"),
        (known(VideoState::Draft, Some(UploadState::Accepted), None), Shown::Checking, "drwwwww"),
        (known(VideoState::Draft, Some(UploadState::Refused), None), Shown::Refused, "dfwwwww"),
        (known(VideoState::Refused, Some(UploadState::Refused), None), Shown::Refused, "dfwwwww"),
        (known(VideoState::Processing, None, None), Shown::Checking, "drwwwww"),
        (
            known(VideoState::Processing, None, Some((JobState::Running, early))),
            Shown::Checking,
            "drwwwww",
        ),
        (
            known(VideoState::Processing, None, Some((JobState::Running, middle))),
            Shown::Transcoding,
            "ddrwwww",
        ),
        (
            known(VideoState::Processing, None, Some((JobState::Running, again))),
            Shown::Transcoding,
            "ddtwwww",
        ),
        (
            known(VideoState::Processing, None, Some((JobState::Done, all))),
            Shown::Transcoding,
            "ddddddr",
        ),
        (
            known(VideoState::Processing, None, Some((JobState::Failed, broken))),
            Shown::Failed,
            "ddfwwww",
        ),
        (
            known(VideoState::Failed, None, Some((JobState::Failed, broken))),
            Shown::Failed,
            "ddfwwww",
        ),
        (
            known(VideoState::Failed, None, Some((JobState::Running, middle))),
            Shown::Transcoding,
            "ddrwwww",
        ),
        (known(VideoState::Failed, None, None), Shown::Failed, "dfwwwww"),
        (known(VideoState::Ready, None, None), Shown::Ready, "ddddddw"),
        (
            known(VideoState::Published, None, Some((JobState::Done, all))),
            Shown::Published,
            "ddddddd",
        ),
    ];
    for (at, (known, state, stages)) in table.into_iter().enumerate() {
        let progress = of(&known, Language::SOURCE);
        assert_eq!((progress.state, letters(&progress).as_str()), (state, stages), "row {at}");
    }
}

#[test]
fn who_is_away_is_told_where_the_work_stands_still() {
    let away = |video, upload, job| Known {
        is_upload_away: true,
        is_job_away: true,
        ..known(video, upload, job)
    };
    let middle: &[_] = &[transcode::StageState::Done, transcode::StageState::Running];
    let table = [
        (away(VideoState::Draft, None, None), Shown::Uploading, "twwwwww"),
        (away(VideoState::Draft, Some(UploadState::Receiving), None), Shown::Uploading, "rwwwwww"),
        (away(VideoState::Draft, Some(UploadState::Checking), None), Shown::Checking, "dtwwwww"),
        // Who takes files in is away, and the conversion of this one goes on.
        (
            Known {
                is_job_away: false,
                ..away(VideoState::Processing, None, Some((JobState::Running, middle)))
            },
            Shown::Transcoding,
            "ddrwwww",
        ),
        (away(VideoState::Processing, None, None), Shown::Transcoding, "dtwwwww"),
        // What was heard before the worker went.
        (
            away(VideoState::Processing, None, Some((JobState::Running, middle))),
            Shown::Transcoding,
            "ddtwwww",
        ),
        (away(VideoState::Ready, None, None), Shown::Ready, "ddddddw"),
        (away(VideoState::Failed, None, None), Shown::Failed, "dfwwwww"),
    ];
    for (at, (known, state, stages)) in table.into_iter().enumerate() {
        let progress = of(&known, Language::SOURCE);
        assert_eq!((progress.state, letters(&progress).as_str()), (state, stages), "row {at}");
        let cause = progress.stages.iter().find(|row| row.state == StageState::Retrying);
        let code = cause.and_then(|row| row.cause.as_ref()).map(|cause| cause.code.as_str());
        assert_eq!(code, stages.contains('t').then_some(PART_AWAY), "row {at}");
    }
}

#[test]
fn only_a_failed_job_can_be_tried_again() {
    let broken: &[_] = &[transcode::StageState::Failed];
    let failed = known(VideoState::Failed, None, Some((JobState::Failed, broken)));
    assert!(of(&failed, Language::SOURCE).is_retryable);
    let mut final_one = failed.clone();
    final_one.job.as_mut().expect("a job").retryable = false;
    assert!(!of(&final_one, Language::SOURCE).is_retryable, "the same file would fail again");
    assert!(!of(&known(VideoState::Failed, None, None), Language::SOURCE).is_retryable);
    assert!(
        !of(&known(VideoState::Refused, Some(UploadState::Refused), None), Language::SOURCE)
            .is_retryable
    );
}

#[test]
fn a_failure_always_says_why() {
    let broken: &[_] = &[transcode::StageState::Done, transcode::StageState::Failed];
    for (known, expected) in [
        (
            known(VideoState::Failed, None, Some((JobState::Failed, broken))),
            "transcode.MEDIA_DAMAGED",
        ),
        (known(VideoState::Refused, Some(UploadState::Refused), None), "ingest.UPLOAD_TEXT"),
    ] {
        let progress = of(&known, Language::SOURCE);
        let cause = progress.stages.iter().find_map(|row| row.cause.as_ref());
        assert_eq!(cause.map(|cause| cause.code.as_str()), Some(expected));
    }
}

#[test]
fn the_upload_shows_its_share() {
    let progress =
        of(&known(VideoState::Draft, Some(UploadState::Receiving), None), Language::SOURCE);
    assert!((progress.stages[0].progress - 0.25).abs() < 1e-9);
    let empty = Known {
        upload: Some(Upload { state: UploadState::Receiving.into(), ..Upload::default() }),
        ..known(VideoState::Draft, None, None)
    };
    assert!(of(&empty, Language::SOURCE).stages[0].progress.abs() < 1e-9);
}
