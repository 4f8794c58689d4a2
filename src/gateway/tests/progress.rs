//! The way of a video as it is shown: what `video` says, and over it how far the running stage is.

use super::fakes::held;
use super::wire::ask;
use super::world::World;
use crate::contract::transcode::{Cause, Failure, Job, JobState, Stage, StageName, StageState};
use crate::contract::video::failure::Origin;
use crate::contract::video::{self, VideoState, Way};
use crate::gateway::core::words::{Language, PART_UNREACHABLE};
use crate::gateway::studio::views::StageState as Shown;
use crate::gateway::studio::views::way::{LiveProgress, Progress, of};
use crate::gateway::video::fake::way_of;

const UNREACHABLE: LiveProgress = LiveProgress { running: None, is_unreachable: true };

fn shown(way: &Way, live_progress: LiveProgress) -> Progress {
    of("v1", way, live_progress, Language::SOURCE)
}

/// One letter a stage: waiting, running, retrying (`t`), done, failed.
fn letters(progress: &Progress) -> String {
    let letter = |state: Shown| match state {
        Shown::Waiting => 'w',
        Shown::Running => 'r',
        Shown::Retrying => 't',
        Shown::Done => 'd',
        Shown::Failed => 'f',
    };
    progress.stages.iter().map(|row| letter(row.state)).collect()
}

#[test]
fn how_far_the_running_stage_is_lies_over_what_video_says() {
    let live_progress =
        |stage| LiveProgress { running: Some((stage, 0.42, 2.5)), is_unreachable: false };
    let way = way_of(VideoState::Processing);
    let progress = shown(&way, live_progress(video::Stage::Ladder));
    assert_eq!(letters(&progress), "ddrwwwww");
    let ladder = &progress.stages[2];
    assert_eq!((ladder.progress.to_string(), ladder.speed), ("0.42".to_owned(), Some(2.5)));
    // What is told of another stage than the one that runs is older or newer, and no use.
    let other = shown(&way, live_progress(video::Stage::Poster));
    assert!(other.stages.iter().skip(2).all(|row| row.progress.abs() < 1e-9));
    let end = shown(&way_of(VideoState::Published), live_progress(video::Stage::Ladder));
    assert!(end.stages.iter().all(|row| (row.progress - 1.0).abs() < 1e-9));
}

#[test]
fn who_is_away_is_told_where_the_work_stands_still() {
    let table = [
        (VideoState::Draft, "twwwwwww"),
        (VideoState::Processing, "ddtwwwww"),
        (VideoState::Failed, "ddfwwwww"),
        (VideoState::Published, "dddddddd"),
    ];
    for (state, stages) in table {
        let progress = shown(&way_of(state), UNREACHABLE);
        assert_eq!(letters(&progress), stages);
        let row = progress.stages.iter().find(|row| row.state == Shown::Retrying);
        let code = row.and_then(|row| row.cause.as_ref()).map(|cause| cause.code.as_str());
        assert_eq!(code, stages.contains('t').then_some(PART_UNREACHABLE));
    }
}

#[test]
fn a_failure_says_why() {
    let mut way = way_of(VideoState::Failed);
    let failure = Failure::from(Cause::MediaHung).with("seconds", 60_u64);
    way.stages[2].failure = Some(video::Failure { origin: Some(Origin::Transcode(failure)) });
    let progress = shown(&way, LiveProgress::default());
    let cause = progress.stages[2].cause.as_ref().expect("a cause");
    assert_eq!(cause.code, "transcode.MEDIA_HUNG");
    assert!(cause.text.contains("60 s"), "{}", cause.text);
    assert!(progress.is_retryable);
}

fn running() -> Job {
    let ladder = Stage {
        name: StageName::Ladder.into(),
        state: StageState::Running.into(),
        progress: 0.25,
        ..Stage::default()
    };
    Job { state: JobState::Running.into(), stages: vec![ladder], ..Job::default() }
}

#[test]
fn the_studio_asks_twice_at_the_most_whatever_its_rows() {
    let world = World::new();
    *held(&world.seen.rows) = 24;
    *held(&world.seen.job) = Some(running());
    for (state, asked) in [(VideoState::Processing, 2), (VideoState::Published, 1)] {
        *held(&world.seen.video_state) = Some(state);
        // Who signs in is looked up, and believed for a second.
        let page = || world.send(&ask("GET", "/studio").with("cookie", "shoal_session=good"));
        page();
        let before = world.seen.calls("").len();
        let html = page().text();
        assert_eq!(html.matches("data-testid=\"studio-row\"").count(), 24);
        assert_eq!(html.contains("25%"), asked == 2, "how far its work is");
        let calls = world.seen.calls("").split_off(before);
        assert_eq!(calls.len(), asked, "{calls:?}");
    }
    *held(&world.seen.video_state) = Some(VideoState::Processing);
    *held(&world.seen.is_idle) = true;
    let html = world.send(&ask("GET", "/studio").with("cookie", "shoal_session=good")).text();
    assert_eq!(html.matches("is unreachable").count(), 48, "in each row and its steps");
}

#[test]
fn a_way_is_asked_of_video_and_its_share_of_who_works_on_it() {
    let world = World::new();
    *held(&world.seen.video_state) = Some(VideoState::Processing);
    *held(&world.seen.job) = Some(running());
    let get = ask("GET", "/api/v1/videos/v1/progress").with("authorization", "Bearer shoal_good");
    let told = world.send(&get).json();
    assert_eq!(told["stages"][2]["progress"], 0.25, "{told}");
    assert_eq!(world.seen.calls("ingest").len(), 0);
    assert_eq!(world.seen.calls("transcode.GetJob").len(), 1);
    *held(&world.seen.is_idle) = true;
    let told = world.send(&get).json();
    assert_eq!(told["stages"][2]["cause"]["code"], PART_UNREACHABLE, "{told}");
    *held(&world.seen.video_state) = Some(VideoState::Draft);
    held(&world.seen.uploaded).resize(250_000, 0);
    let told = world.send(&get).json();
    assert_eq!(told["stages"][0]["progress"], 0.25, "{told}");
}

#[test]
fn a_retry_is_answered_when_video_has_heard_of_it_or_after_a_while_without() {
    let world = World::new();
    *held(&world.seen.video_state) = Some(VideoState::Failed);
    let retry = ask("POST", "/api/v1/videos/v1/retry").with("authorization", "Bearer shoal_good");
    let (told, heard) = std::thread::scope(|scope| {
        let asked = scope.spawn(|| world.send(&retry).json());
        world.wait_ms(400);
        let is_early = asked.is_finished();
        *held(&world.seen.video_state) = Some(VideoState::Processing);
        (asked.join().expect("it answers"), !is_early)
    });
    assert!(heard, "it was answered before video had heard of it");
    assert_eq!((told["state"].as_str(), &told["retryable"]), (Some("transcoding"), &false.into()));
    assert_eq!(told["stages"][2]["state"], "running", "{told}");
    // Nobody waits for a domain that hears late; what is told is what it says.
    *held(&world.seen.video_state) = Some(VideoState::Failed);
    let told = world.send(&retry).json();
    assert_eq!((told["state"].as_str(), &told["retryable"]), (Some("failed"), &true.into()));
}
