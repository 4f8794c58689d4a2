//! The way of a video: a table of what is heard and what it comes to, then the stream that tells
//! it.

use super::rules::{card, reviewed};
use super::{World, of_domain, titled};
use crate::boot::harness::by;
use crate::contract::ingest::{self, UploadOpened};
use crate::contract::moderation::{Action, ReviewDecided};
use crate::contract::transcode::{self, JobAdvanced, StageName};
use crate::contract::video::failure::Origin;
use crate::contract::video::{
    CreateDraftRequest, DeleteVideoRequest, Failure, FollowWayRequest, FollowWayResponse, Refusal,
    StageState, VideoCard, VideoState, Way, WayState,
};
use crate::domains::video::Options;
use crate::domains::video::model::{Entry, Happening, decide_move};
use crate::kernel::bus::Flow;
use crate::kernel::context::{Context, Role};
use crate::kernel::fault::{Error, Fault};
use crate::kernel::tasks::sleep;
use crate::kernel::watchers::SIGN_EVERY;
use std::time::Duration;

/// One letter a stage: waiting, running, retrying (`t`), done, failed.
fn letters(way: &Way) -> String {
    let letter = |state: StageState| match state {
        StageState::Unspecified => '?',
        StageState::Waiting => 'w',
        StageState::Running => 'r',
        StageState::Retrying => 't',
        StageState::Done => 'd',
        StageState::Failed => 'f',
    };
    way.stages.iter().map(|note| letter(note.state())).collect()
}

/// The five stages of a job, by their letters.
fn work(letters: &str) -> Vec<transcode::Stage> {
    use transcode::StageState::{Done, Failed, Retrying, Running, Waiting};
    let names = [
        StageName::Probe,
        StageName::Ladder,
        StageName::Package,
        StageName::Poster,
        StageName::Storyboard,
    ];
    let stage = |(name, letter): (StageName, char)| transcode::Stage {
        name: name.into(),
        state: match letter {
            'r' => Running,
            't' => Retrying,
            'd' => Done,
            'f' => Failed,
            _ => Waiting,
        }
        .into(),
        attempt: u32::from(letter != 'w'),
        attempts_max: 4,
        failure: ['f', 't'].contains(&letter).then(|| transcode::Cause::MediaHung.into()),
        ..transcode::Stage::default()
    };
    names.into_iter().zip(letters.chars()).map(stage).collect()
}

fn of_file() -> Failure {
    Failure { origin: Some(Origin::Ingest(ingest::Cause::UploadText.into())) }
}

fn of_work() -> Failure {
    Failure { origin: Some(Origin::Transcode(transcode::Cause::MediaHung.into())) }
}

fn failed(letters: &str) -> Happening {
    let stages = if letters.is_empty() { Vec::new() } else { work(letters) };
    Happening::PackageFailed { failure: of_work(), stages, retryable: true }
}

fn advanced(letters: &str) -> Happening {
    Happening::JobAdvanced(work(letters))
}

fn draft(hold: bool) -> Entry {
    let card = card(VideoState::Draft);
    Entry { hold, ..reviewed(card) }
}

type Step<'a> = (Happening, WayState, &'a str, &'a str);

fn walk(start: Entry, told: impl IntoIterator<Item = Step<'static>>) -> Entry {
    let mut entry = start;
    for (at, (happening, state, stages, worker)) in told.into_iter().enumerate() {
        let before = entry.way.clone();
        (entry, _) = decide_move(&entry, &happening, 7);
        let way = &entry.way;
        let place = format!("step {at}, {happening:?}");
        assert_eq!((way.state(), letters(way).as_str()), (state, stages), "{place}");
        assert_eq!(way.worker, worker, "{place}");
        let changed = u64::from(Way { version: 0, ..way.clone() } != Way { version: 0, ..before });
        assert_eq!(way.version, before.version + changed, "{place}: a version is a change");
    }
    entry
}

#[test]
fn every_step_of_the_way_is_told() {
    let start = draft(false);
    assert_eq!(
        (start.way.state(), letters(&start.way).as_str()),
        (WayState::Uploading, "wwwwwwww")
    );
    let end = walk(
        start,
        [
            (Happening::UploadOpened, WayState::Uploading, "rwwwwwww", "ingest"),
            (Happening::UploadCompleted, WayState::Checking, "drwwwwww", "ingest"),
            (Happening::SourceAccepted, WayState::Checking, "dwwwwwww", "transcode"),
            (advanced("rwwww"), WayState::Checking, "drwwwwww", "transcode"),
            (advanced("drwww"), WayState::Transcoding, "ddrwwwww", "transcode"),
            (advanced("dtwww"), WayState::Transcoding, "ddtwwwww", "transcode"),
            (advanced("ddrww"), WayState::Transcoding, "dddrwwww", "transcode"),
            (Happening::PackageReady, WayState::Published, "dddddddd", ""),
            // What is playable never falls back.
            (advanced("rwwww"), WayState::Published, "dddddddd", ""),
            (failed("fwwww"), WayState::Published, "dddddddd", ""),
            (Happening::UploadOpened, WayState::Published, "dddddddd", ""),
        ],
    );
    assert_eq!(end.card.state, VideoState::Published);
    walk(draft(true), [(Happening::PackageReady, WayState::Ready, "dddddddw", "")]);
    for (action, state, letters, worker) in [
        (Action::Unspecified, WayState::Reviewing, "ddddddrw", "moderation"),
        (Action::Review, WayState::Reviewing, "ddddddrw", "moderation"),
        (Action::Block, WayState::Blocked, "ddddddfw", ""),
        (Action::AgeLimit, WayState::Published, "dddddddd", ""),
    ] {
        let review = ReviewDecided {
            package_id: "p".to_owned(),
            action: action.into(),
            ..ReviewDecided::default()
        };
        let judged = Entry { review: Some(review), ..draft(false) };
        let held = walk(judged, [(Happening::PackageReady, state, letters, worker)]);
        assert_eq!(held.card.is_age_limited, action == Action::AgeLimit);
        let other = Entry { described_version: 7, ..held };
        walk(other, [(Happening::Changed, WayState::Reviewing, "ddddddrw", "moderation")]);
    }
}

#[test]
fn a_failure_has_its_stage_and_its_cause_and_another_file_or_a_retry_goes_on() {
    let ended = Happening::UploadEnded(of_file());
    walk(draft(false), [(ended, WayState::Uploading, "fwwwwwww", "ingest")]);
    let refused = walk(
        draft(false),
        [
            (Happening::UploadOpened, WayState::Uploading, "rwwwwwww", "ingest"),
            (Happening::UploadCompleted, WayState::Checking, "drwwwwww", "ingest"),
            (Happening::SourceRefused(of_file()), WayState::Refused, "dfwwwwww", ""),
        ],
    );
    assert_eq!(refused.way.stages[1].failure, Some(of_file()));
    assert!(!refused.way.retryable, "only another file helps");
    let broken = walk(
        refused,
        [
            (Happening::UploadOpened, WayState::Uploading, "rwwwwwww", "ingest"),
            (Happening::UploadCompleted, WayState::Checking, "drwwwwww", "ingest"),
            (Happening::SourceAccepted, WayState::Checking, "dwwwwwww", "transcode"),
            (advanced("drwww"), WayState::Transcoding, "ddrwwwww", "transcode"),
            (failed("dfwww"), WayState::Failed, "ddfwwwww", ""),
        ],
    );
    assert_eq!(broken.way.stages[2].failure, Some(of_work()));
    assert_eq!((broken.way.stages[2].attempt, broken.way.stages[2].attempts_max), (1, 4));
    assert!(broken.way.retryable);
    let again = Happening::JobRetried(work("dwwww"));
    let retried = walk(broken.clone(), [(again, WayState::Transcoding, "ddwwwwww", "transcode")]);
    assert!(!retried.way.retryable && retried.way.stages[2].failure.is_none());
    let another = [(Happening::UploadOpened, WayState::Uploading, "rwwwwwww", "ingest")];
    assert!(!walk(broken, another).way.retryable);
    // A release that told no stages blames the first that is not done.
    let accepted = (Happening::SourceAccepted, WayState::Checking, "dwwwwwww", "transcode");
    let told = [accepted, (failed(""), WayState::Failed, "dfwwwwww", "")];
    assert_eq!(walk(draft(false), told).way.stages[1].failure, Some(of_work()));
}

#[test]
fn what_ingest_tells_late_does_not_undo_what_transcode_told() {
    walk(
        draft(false),
        [
            (advanced("drwww"), WayState::Transcoding, "ddrwwwww", "transcode"),
            (Happening::UploadOpened, WayState::Transcoding, "ddrwwwww", "transcode"),
            (Happening::UploadCompleted, WayState::Transcoding, "ddrwwwww", "transcode"),
            (Happening::SourceAccepted, WayState::Transcoding, "ddrwwwww", "transcode"),
            (failed("dfwww"), WayState::Failed, "ddfwwwww", ""),
        ],
    );
    walk(
        draft(false),
        [
            (failed("dfwww"), WayState::Failed, "ddfwwwww", ""),
            (Happening::UploadOpened, WayState::Failed, "ddfwwwww", ""),
            (Happening::SourceAccepted, WayState::Failed, "ddfwwwww", ""),
        ],
    );
}

impl World {
    fn open(&self, card: &VideoCard) {
        let (video_id, owner_id) = (card.video_id.clone(), card.owner_id.clone());
        let event = UploadOpened { video_id, owner_id, upload_id: "up".to_owned() };
        self.harness.publish(&self.ingest, event);
    }

    fn advance(&self, card: &VideoCard, letters: &str) {
        let (video_id, owner_id) = (card.video_id.clone(), card.owner_id.clone());
        let event = JobAdvanced { video_id, owner_id, stages: work(letters) };
        self.harness.publish(&self.transcode, event);
    }

    fn follow(&self, cx: &Context, card: &VideoCard, version: u64) -> Result<Told, Error> {
        let request = FollowWayRequest { video_id: card.video_id.clone(), version };
        self.harness.run(self.client.follow_way(cx, request))
    }

    /// The next change, sooner than a sign of life would tell it.
    fn next(&self, told: &mut Told, after: u64) -> Way {
        let telling = async {
            loop {
                let news = told.next().await.expect("it goes on").expect("it is whole");
                if news.version > after {
                    return news.way.expect("a way");
                }
            }
        };
        let telling = async { tokio::time::timeout(SIGN_EVERY / 2, telling).await };
        self.harness.run(telling).expect("it is told at once")
    }
}

type Told = Flow<FollowWayResponse>;

#[test]
fn a_follower_is_told_what_is_now_and_every_change_until_the_end() {
    let world = World::new();
    let ada = by("ada", Role::Creator);
    let card = world.draft("ada", titled("One"));
    let mut told = world.follow(&ada, &card, 0).expect("it is hers");
    let now = world.next(&mut told, 0);
    assert_eq!((now.state(), now.version), (WayState::Uploading, 1));
    world.open(&card);
    let opened = world.next(&mut told, 1);
    assert_eq!(letters(&opened), "rwwwwwww");
    // One that comes back with what it knows hears only what is new.
    let mut again = world.follow(&ada, &card, opened.version).expect("it is hers");
    let nothing = async { tokio::time::timeout(Duration::from_millis(300), again.next()).await };
    assert!(world.harness.run(nothing).is_err(), "there is nothing new");
    world.accept(&card);
    world.wait(&card, VideoState::Processing);
    world.advance(&card, "drwww");
    for told in [&mut told, &mut again] {
        let mut way = world.next(told, opened.version);
        while way.state() != WayState::Transcoding {
            way = world.next(told, way.version);
        }
        assert_eq!((letters(&way).as_str(), way.worker.as_str()), ("ddrwwwww", "transcode"));
    }
    world.ready(&card);
    let mut way = opened;
    while way.state() != WayState::Published {
        way = world.next(&mut told, way.version);
    }
    let request = DeleteVideoRequest { video_id: card.video_id.clone(), ..Default::default() };
    world.harness.run(world.client.delete_video(&ada, request)).expect("it is hers");
    let end = world.harness.run(async {
        loop {
            match told.next().await.expect("it says why it ends") {
                Ok(_) => {},
                Err(error) => return error,
            }
        }
    });
    assert!(end.is(Refusal::VideoUnknown), "{end}");
}

#[test]
fn a_stream_in_which_nothing_changes_shows_that_it_lives() {
    let world = World::new();
    let ada = by("ada", Role::Creator);
    let card = world.draft("ada", titled("One"));
    let mut told = world.follow(&ada, &card, 1).expect("it is hers");
    let again = world
        .harness
        .run(async { tokio::time::timeout(SIGN_EVERY + SIGN_EVERY / 2, told.next()).await });
    let sign = again.expect("a sign of life").expect("it goes on").expect("it is whole");
    assert_eq!(sign.version, 1);
}

#[test]
fn a_way_outlives_the_process() {
    let world = World::new();
    let ada = by("ada", Role::Creator);
    let card = world.draft("ada", titled("One"));
    world.advance(&card, "drwww");
    let mut told = world.follow(&ada, &card, 1).expect("it is hers");
    let before = world.next(&mut told, 1);
    assert_eq!(letters(&before), "ddrwwwww");
    drop(told);
    let world = world.restart();
    let mut told = world.follow(&ada, &card, 0).expect("it is hers");
    assert_eq!(world.next(&mut told, 0), before);
    world.advance(&card, "ddrww");
    assert_eq!(letters(&world.next(&mut told, before.version)), "dddrwwww");
}

#[test]
fn strangers_follow_nothing_and_nobody_follows_without_end() {
    let world = World::with(Options { watchers_max: 2, ..Options::default() });
    let card = world.published("ada", "Open", crate::contract::video::Privacy::Public);
    for cx in [by("eve", Role::Moderator), of_domain(), crate::boot::harness::by_visitor()] {
        let error = world.follow(&cx, &card, 0).err().expect("its making is for its owner");
        assert!(error.is(Refusal::VideoUnknown), "{error}");
    }
    let ada = by("ada", Role::Creator);
    let first = world.follow(&ada, &card, 0).expect("one");
    let _second = world.follow(&by("root", Role::Admin), &card, 0).expect("two");
    let third = world.follow(&ada, &card, 0).err().expect("three");
    assert!(matches!(third, Error::Fault(Fault::Overloaded)), "{third}");
    drop(first);
    world.harness.eventually("its place", || async {
        sleep(Duration::from_millis(1)).await;
        let request = FollowWayRequest { video_id: card.video_id.clone(), version: 0 };
        world.client.follow_way(&ada, request).await.ok()
    });
}

#[test]
fn a_list_of_ones_own_has_their_ways() {
    let world = World::new();
    let held = CreateDraftRequest { hold: true, ..titled("Held") };
    let card = world.draft("ada", held);
    world.open(&card);
    let ada = by("ada", Role::Creator);
    world.harness.eventually("the upload", || async {
        let request = crate::contract::video::ListOwnRequest::default();
        let listed = world.client.list_own(&ada, request).await.ok()?;
        let way = listed.videos.first().and_then(|card| card.way.clone())?;
        (letters(&way) == "rwwwwwww").then_some(())
    });
}
