//! Tables over the rules: paths, lifetimes, places, and what is remembered for a moment.

use crate::contract::playback::Refusal;
use crate::contract::transcode::Package;
use crate::contract::video::{Refusal as VideoRefusal, VideoCard};
use crate::domains::playback::live::{PendingProgress, Recent};
use crate::domains::playback::model::{
    Options, PlaySession, ResumeKey, Visibility, decide_path, decide_resume, decide_session,
    decide_viewer, refuse_as_own,
};
use crate::kernel::context::Caller;
use crate::kernel::fault::{RefusalCode as _, Shared};
use crate::kernel::settings::Section as _;
use crate::kernel::wire::BlobRef;
use std::rc::Rc;

#[test]
fn only_files_of_a_package_have_a_type() {
    for (path, content_type) in [
        ("master.m3u8", "application/vnd.apple.mpegurl"),
        ("720p/index.m3u8", "application/vnd.apple.mpegurl"),
        ("720p/3.m4s", "video/iso.segment"),
        ("720p/init.mp4", "video/mp4"),
        ("a-b_c.d/x.y.jpg", "image/jpeg"),
    ] {
        assert_eq!(decide_path(path).expect(path), content_type);
    }
    let long = format!("{}.m4s", "a".repeat(64));
    for path in [
        "",
        "/",
        ".",
        "..",
        "m3u8",
        ".m3u8",
        "../master.m3u8",
        "a/../b.m4s",
        "a/b/c.m4s",
        "/master.m3u8",
        "a//b.m4s",
        "a/",
        "a.m4s/",
        ".a/b.m4s",
        "a/.b.m4s",
        "a\\b.m4s",
        "a%2fb.m4s",
        "a b.m4s",
        "a.M4S",
        "a.ts",
        "a.mp4.exe",
        "a.m4s\0",
        "a.m4s?x",
        "视.jpg",
        "https://a.m4s",
        "key.bin",
        &long,
    ] {
        let error = decide_path(path).expect_err(path);
        assert!(error.is(Refusal::PathUnknown), "{path:?}");
    }
}

#[test]
fn a_place_near_the_end_starts_afresh() {
    for (position_ms, place) in
        [(0, Some(0)), (94_999, Some(94_999)), (95_000, None), (100_000, None), (105_000, None)]
    {
        assert_eq!(decide_resume(position_ms, 100_000, 5000).expect("it is inside"), place);
    }
    for (position_ms, duration_ms) in [(105_001, 100_000), (u64::MAX, 100_000), (5001, 0)] {
        let error = decide_resume(position_ms, duration_ms, 5000).expect_err("it is outside");
        assert!(error.is(Refusal::PositionInvalid));
    }
    assert_eq!(decide_resume(u64::MAX, u64::MAX, u64::MAX).expect("no overflow"), None);
}

#[test]
fn a_session_outlasts_its_video() {
    let card =
        VideoCard { video_id: "v".to_owned(), owner_id: "ada".to_owned(), ..VideoCard::default() };
    let caller = Caller::User { user_id: "ada".into(), role: crate::kernel::context::Role::Viewer };
    for (duration_ms, lasts_ms) in [(0, 1000), (500, 1000), (501, 1002), (u64::MAX, i64::MAX)] {
        let folder = Some(BlobRef::default());
        let package = Package { folder, duration_ms, ..Package::default() };
        let session = decide_session("s".into(), &caller, (&card, Some(&package)), (0, 1000));
        let session = session.expect("it is playable");
        assert_eq!((session.expires_at_ms, session.insider), (lasts_ms, true));
    }
    for package in [None, Some(Package::default())] {
        let found = decide_session("s".into(), &caller, (&card, package.as_ref()), (0, 1000));
        assert!(found.expect_err("there is nothing to play").is(Refusal::NotReady));
    }
}

#[test]
fn who_may_go_on_watching() {
    for (visibility, insider, now_ms, is_open) in [
        (Visibility::Shown, false, 9, true),
        (Visibility::Shown, true, 10, false),
        (Visibility::Private, false, 9, false),
        (Visibility::Private, true, 9, true),
        (Visibility::Deleted, true, 9, false),
    ] {
        let session = PlaySession { visibility, insider, ..session("s", "v") };
        assert_eq!(session.is_open(now_ms), is_open, "{visibility:?} {insider} {now_ms}");
    }
}

#[test]
fn whose_place_is_remembered() {
    let visitor = |word: &str| decide_viewer(&Caller::Anonymous { visitor: word.into() });
    assert_eq!(visitor("v"), "visitor:v");
    assert_eq!(visitor(""), "");
    assert_eq!(visitor(&"v".repeat(129)), "");
    assert_eq!(decide_viewer(&Caller::Operator), "");
    assert_eq!(decide_viewer(&Caller::Domain("video")), "");
}

#[test]
fn only_what_video_does_not_know_is_unknown_here() {
    let error = refuse_as_own(VideoRefusal::VideoUnknown.because("x").into());
    assert!(error.is(Refusal::VideoUnknown) && !error.is(VideoRefusal::VideoUnknown));
    let error = refuse_as_own(Shared::PageInvalid.because("x").into());
    assert!(error.is(Shared::PageInvalid));
}

#[test]
fn sessions_are_remembered_for_a_moment_and_within_bounds() {
    let options = Options { sessions_cached_max: 2, session_cached_ms: 1000, ..Options::default() };
    let recent = Recent::default();
    let keep = |session_id: &str, video_id: &str, at_ms| {
        recent.keep(&Rc::new(session(session_id, video_id)), recent.moment(at_ms), &options);
    };
    keep("s1", "v1", 0);
    keep("s2", "v2", 500);
    assert!(recent.find(&"s1".into(), 999, 1000).is_some());
    assert!(recent.find(&"s1".into(), 1000, 1000).is_none());
    assert!(
        recent.find(&"s1".into(), -1, 1000).is_none(),
        "a clock that was set back proves nothing"
    );
    keep("s3", "v2", 1000);
    assert!(recent.find(&"s2".into(), 1000, 1000).is_some(), "only the stale one made room");
    keep("s4", "v4", 1000);
    assert!(recent.find(&"s2".into(), 1000, 1000).is_none(), "all made room");
    recent.forget(&"v4".into());
    assert!(recent.find(&"s4".into(), 1000, 1000).is_none());
}

#[test]
fn what_was_read_before_a_change_is_not_remembered_after_it() {
    let (options, recent) = (Options::default(), Recent::default());
    let read = recent.moment(0);
    recent.forget(&"v1".into());
    recent.keep(&Rc::new(session("s1", "v1")), read, &options);
    assert!(recent.find(&"s1".into(), 0, 1000).is_none(), "it would be played for a second more");
    recent.keep(&Rc::new(session("s1", "v1")), recent.moment(0), &options);
    assert!(recent.find(&"s1".into(), 0, 1000).is_some());
}

#[test]
fn places_are_written_at_most_every_two_seconds() {
    let options = Options { progress_waiting_max: 1, ..Options::default() };
    let progress = PendingProgress::default();
    let (resume_key, other) = (resume_key("v1"), resume_key("v2"));
    assert!(progress.note(&resume_key, Some(1), 0, &options), "the first is written");
    progress.wrote(&resume_key, Some(1));
    assert!(!progress.note(&resume_key, Some(2), 1999, &options), "the second waits");
    assert_eq!(progress.peek(&resume_key), Some(Some(2)));
    assert_eq!(progress.due(1999, &options), []);
    assert!(progress.note(&other, Some(9), 1999, &options), "no room: written at once");
    assert!(progress.note(&other, Some(9), 1999, &options));
    assert_eq!(progress.due(2000, &options), [(resume_key.clone(), Some(2))]);
    assert_eq!(progress.due(2000, &options), [], "it is under way");
    assert_eq!(
        progress.due(4000, &options),
        [(resume_key.clone(), Some(2))],
        "that write was lost"
    );
    progress.note(&resume_key, None, 4001, &options);
    progress.wrote(&resume_key, Some(2));
    assert_eq!(progress.due(6000, &options), [(resume_key.clone(), None)], "a newer one had come");
    progress.wrote(&resume_key, None);
    assert_eq!(progress.due(8000, &options), []);
    assert_eq!(progress.peek(&resume_key), None, "nobody moved it any more");
    progress.note(&resume_key, Some(3), 9000, &options);
    progress.forget(&"v1".into());
    assert_eq!(progress.peek(&resume_key), None);
}

#[test]
fn a_place_that_comes_while_an_older_one_is_written_is_not_lost() {
    let options = Options::default();
    let (progress, key) = (PendingProgress::default(), resume_key("v1"));
    progress.note(&key, Some(1), 0, &options);
    progress.wrote(&key, Some(1));
    // Written with what was played, while the viewer says where they are by now.
    let (first, second) = (progress.arrive(), progress.arrive());
    progress.note(&key, Some(4), 100, &options);
    progress.settle(&key, Some(2), 200, first);
    assert_eq!(progress.peek(&key), Some(Some(4)));
    assert_eq!(progress.due(2000, &options), [(key.clone(), Some(4))]);
    progress.wrote(&key, Some(4));
    // Two that are written at once, whichever is told first.
    let (third, fourth) = (progress.arrive(), progress.arrive());
    progress.settle(&key, Some(6), 300, fourth);
    progress.settle(&key, Some(5), 300, third);
    progress.settle(&key, Some(3), 300, second);
    assert_eq!(progress.peek(&key), Some(Some(6)));
    assert_eq!(progress.due(9000, &options), [], "it is written");
}

#[test]
fn options_say_what_is_wrong() {
    assert_eq!(Options::default().judge("playback"), []);
    let wrong = Options { session_cached_ms: 1001, ..Options::default() }.judge("playback");
    let told: Vec<String> = wrong.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["playback.session_cached_ms is 1001; it must lie from 0 to 1000"]);
}

fn resume_key(video_id: &str) -> ResumeKey {
    ResumeKey { viewer: "user:ada".to_owned(), video_id: video_id.into() }
}

fn session(session_id: &str, video_id: &str) -> PlaySession {
    PlaySession {
        session_id: session_id.into(),
        video_id: video_id.into(),
        viewer: String::new(),
        insider: false,
        folder: BlobRef::default().into(),
        duration_ms: 0,
        expires_at_ms: 10,
        visibility: Visibility::Shown,
        owner_id: None,
        preview: false,
    }
}
