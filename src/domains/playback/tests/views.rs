//! When a view is counted: for whom, how often, and by whose word.

use super::{World, store, user, visitor};
use crate::boot::harness::by;
use crate::contract::playback::{
    CountViewsRequest, Interval, Refusal, ReportProgressRequest, VideoViews, ViewCounted,
    WatchProgressed,
};
use crate::contract::video::{Privacy, VideoState};
use crate::domains::playback::model::Options;
use crate::kernel::context::{Context, Role};
use crate::kernel::db::{columns, values};
use crate::kernel::fault::{Reply, Shared};
use futures_util::StreamExt as _;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

struct Logged {
    kind: String,
    body: Vec<u8>,
}

columns! { Logged { kind, body } }

impl World {
    /// Says what was played of a session.
    pub(super) fn play(
        &self,
        cx: &Context,
        session_id: &str,
        (sequence, parts): (u64, &[(u64, u64)]),
    ) -> Reply<()> {
        self.harness.clock.turn(10);
        self.tell(cx, session_id, (sequence, parts))
    }

    /// The same, in the moment of whatever was told before.
    pub(super) fn tell(
        &self,
        cx: &Context,
        session_id: &str,
        (sequence, parts): (u64, &[(u64, u64)]),
    ) -> Reply<()> {
        let request = telling(session_id, sequence, parts, b"net");
        self.harness.run(self.client.report_progress(cx, request)).map(drop)
    }

    /// Watches eleven seconds in a session of its own.
    pub(super) fn watch(&self, cx: &Context, video_id: &str) {
        let session = self.start(cx, video_id).expect("it is shown").session_id;
        self.harness.clock.turn(10_990);
        self.play(cx, &session, (1, &[(0, 11_000)])).expect("it is theirs");
    }

    /// How often a caller hears that a video was viewed.
    pub(super) fn views(&self, cx: &Context, video_id: &str) -> Option<u64> {
        let request = CountViewsRequest { video_ids: vec![video_id.to_owned()] };
        let told = self.harness.run(self.client.count_views(cx, request)).expect("it tells");
        told.videos.first().map(|one| one.views)
    }

    fn logged(&self) -> Vec<Logged> {
        let sql = "SELECT kind, body FROM kernel_outbox ORDER BY position";
        let read = self.db.read(move |view| view.rows::<Logged>(sql, values![]));
        self.harness.run(read).expect("it reads")
    }

    pub(super) fn told<E: prost::Message + Default>(&self, kind: &str) -> Vec<E> {
        let logged = self.logged().into_iter().filter(|one| one.kind == kind);
        logged.map(|one| E::decode(one.body.as_slice()).expect("it is one")).collect()
    }
}

impl World {
    /// Media time of which anybody was told.
    pub(super) fn watched_ms(&self) -> u64 {
        let told: Vec<WatchProgressed> = self.told("WatchProgressed");
        told.iter().map(|one| one.watched_ms).sum()
    }
}

fn telling(
    session_id: &str,
    sequence: u64,
    parts: &[(u64, u64)],
    network: &[u8],
) -> ReportProgressRequest {
    let played = parts.iter().map(|&(from_ms, to_ms)| Interval { from_ms, to_ms }).collect();
    let position_ms = parts.last().map_or(0, |&(_, to_ms)| to_ms);
    let (session_id, network) = (session_id.to_owned(), network.to_vec().into());
    ReportProgressRequest { session_id, position_ms, sequence, played, network }
}

fn shown() -> World {
    let world = World::new();
    world.show("a", Privacy::Public);
    world
}

#[test]
fn a_view_counts_after_ten_seconds_and_is_told() {
    let world = shown();
    let bob = user("bob");
    let session = world.start(&bob, "a").expect("it is public").session_id;
    assert_eq!(world.views(&bob, "a"), Some(0));
    world.harness.clock.turn(9_000);
    world.play(&bob, &session, (1, &[(0, 9_000)])).expect("it is his");
    assert_eq!(world.views(&bob, "a"), Some(0), "nine seconds are none");
    world.harness.clock.turn(1_000);
    world.play(&bob, &session, (2, &[(9_000, 10_000)])).expect("it is his");
    assert_eq!(world.views(&visitor("v"), "a"), Some(1));
    world.harness.clock.turn(30_000);
    world.play(&bob, &session, (3, &[(10_000, 40_000)])).expect("it is his");
    assert_eq!(world.views(&bob, "a"), Some(1), "one session is one view");
    let counted: Vec<ViewCounted> = world.told("ViewCounted");
    assert_eq!(counted.len(), 1);
    assert_eq!((&*counted[0].video_id, counted[0].views), ("a", 1));
    let progress: Vec<WatchProgressed> = world.told("WatchProgressed");
    let facts = |one: &WatchProgressed| (one.watched_ms, one.position_ms, one.counted_view);
    let told: Vec<_> = progress.iter().map(facts).collect();
    assert_eq!(told, [(9_000, 9_000, false), (1_000, 10_000, true)]);
    assert!(progress.iter().all(|one| one.user_id == "bob" && one.watcher == "user:bob"));
    assert_eq!(progress[0].played, [Interval { from_ms: 0, to_ms: 9_000 }]);
}

#[test]
fn a_person_counts_once_an_hour() {
    let world = shown();
    let bob = user("bob");
    for _ in 0..3 {
        world.watch(&bob, "a");
    }
    assert_eq!(world.views(&bob, "a"), Some(1));
    world.watch(&user("eve"), "a");
    assert_eq!(world.views(&bob, "a"), Some(2), "another person is another view");
    world.harness.clock.turn(HOUR_MS - 5 * MINUTE_MS);
    world.watch(&bob, "a");
    assert_eq!(world.views(&bob, "a"), Some(2));
    world.harness.clock.turn(5 * MINUTE_MS);
    world.watch(&bob, "a");
    assert_eq!(world.views(&bob, "a"), Some(3));
}

#[test]
fn the_uploader_counts_like_anybody_else() {
    let world = shown();
    world.watch(&user("ada"), "a");
    world.watch(&user("ada"), "a");
    assert_eq!(world.views(&user("ada"), "a"), Some(1));
}

#[test]
fn visitors_of_one_network_are_one_person_whatever_they_call_themselves() {
    let world = shown();
    for (word, network, views) in [
        ("v", &b"net"[..], 1),
        ("w", b"net", 1),
        ("v", b"other", 2),
        ("", b"other", 2),
        ("", b"third", 3),
        // The front told no network: the browser's own word has to do.
        ("x", b"", 4),
        ("", b"", 4),
    ] {
        let cx = visitor(word);
        let session = world.start(&cx, "a").expect("it is public").session_id;
        world.harness.clock.turn(11_000);
        let request = telling(&session, 1, &[(0, 11_000)], network);
        world.harness.run(world.client.report_progress(&cx, request)).expect("it is theirs");
        assert_eq!(world.views(&cx, "a"), Some(views), "{word} {network:?}");
    }
    let sql = "SELECT person FROM view_marks ORDER BY person";
    let read = world.db.read(move |view| view.column::<String>(sql, values![]));
    let people = world.harness.run(read).expect("it reads");
    assert!(people.iter().all(|one| !one.contains("net") && !one.contains("other")), "{people:?}");
    let progress: Vec<WatchProgressed> = world.told("WatchProgressed");
    assert!(progress.iter().all(|one| one.user_id.is_empty() && one.watcher == "video:a"));
}

#[test]
fn what_cannot_have_been_played_is_not_believed() {
    let world = shown();
    let bob = user("bob");
    let session = world.start(&bob, "a").expect("it is public").session_id;
    world.harness.clock.turn(3_500);
    let refused = world.play(&bob, &session, (1, &[(0, 10_000)])).expect_err("it is too much");
    assert!(refused.is(Refusal::PlayedInvalid), "{refused}");
    // In small parts neither.
    for sequence in 1..=4 {
        world.play(&bob, &session, (sequence, &[(0, 2_000)])).expect("so far it can be");
    }
    let refused = world.play(&bob, &session, (5, &[(2_000, 10_000)])).expect_err("now it cannot");
    assert!(refused.is(Refusal::PlayedInvalid), "{refused}");
    assert_eq!(world.views(&bob, "a"), Some(0));
    let resumed = || world.start(&bob, "a").expect("it is public").resume_ms;
    assert_eq!(resumed(), 10_000, "where he is, is believed all the same");
    let refused = world.play(&bob, &session, (6, &[(20_000, 19_000)])).expect_err("backwards");
    assert!(refused.is(Refusal::PlayedInvalid), "{refused}");
    assert_eq!(resumed(), 19_000);
    world.harness.clock.turn(MINUTE_MS);
    world.sweep(world.harness.clock.now_ms());
    assert_eq!(world.watched_ms(), 8_000, "nothing is told of what was refused");
}

#[test]
fn a_repeated_report_is_ignored() {
    let world = shown();
    let bob = user("bob");
    let session = world.start(&bob, "a").expect("it is public").session_id;
    world.harness.clock.turn(60_000);
    world.play(&bob, &session, (1, &[(0, 1_000)])).expect("it is his");
    world.play(&bob, &session, (2, &[(1_000, 2_000)])).expect("it is his");
    world.play(&bob, &session, (3, &[(2_000, 6_000)])).expect("it is his");
    for sequence in [3, 2, 1] {
        world.play(&bob, &session, (sequence, &[(6_000, 12_000)])).expect("it is ignored");
    }
    assert_eq!(world.views(&bob, "a"), Some(0));
    world.harness.clock.turn(MINUTE_MS);
    world.sweep(world.harness.clock.now_ms());
    assert_eq!(world.watched_ms(), 6_000);
    assert_eq!(world.durable_resume("user:bob", "a"), 6_000);
    // Also after the domain was stopped.
    let world = world.restart();
    world.play(&bob, &session, (3, &[(6_000, 12_000)])).expect("it is ignored");
    assert_eq!(world.views(&bob, "a"), Some(0));
    world.play(&bob, &session, (4, &[(6_000, 12_000)])).expect("it is new");
    assert_eq!(world.views(&bob, "a"), Some(1));
}

#[test]
fn a_report_that_was_overtaken_counts_and_moves_no_place() {
    let world = shown();
    let bob = user("bob");
    let session = world.start(&bob, "a").expect("it is public").session_id;
    world.harness.clock.turn(60_000);
    world.play(&bob, &session, (2, &[(40_000, 42_000)])).expect("it is his");
    world.play(&bob, &session, (1, &[(0, 9_000)])).expect("it was overtaken");
    assert_eq!(world.views(&bob, "a"), Some(1));
    assert_eq!(world.durable_resume("user:bob", "a"), 42_000);
    assert_eq!(world.start(&bob, "a").expect("it is public").resume_ms, 42_000);
}

#[test]
fn only_a_session_of_ones_own_counts() {
    let world = shown();
    let session = world.start(&user("ada"), "a").expect("it is public").session_id;
    world.harness.clock.turn(20_000);
    for cx in [user("bob"), visitor("v"), visitor("user:ada")] {
        let refused = world.play(&cx, &session, (1, &[(0, 11_000)])).expect_err("it is hers");
        assert!(refused.is(Refusal::SessionUnknown), "{refused}");
    }
    let refused = world.play(&user("ada"), "made-up", (1, &[(0, 11_000)])).expect_err("none");
    assert!(refused.is(Refusal::SessionUnknown));
    world.harness.clock.turn(6 * HOUR_MS);
    let refused = world.play(&user("ada"), &session, (1, &[(0, 11_000)])).expect_err("it is over");
    assert!(refused.is(Refusal::SessionUnknown));
    assert_eq!(world.views(&user("ada"), "a"), Some(0));
    assert!(world.told::<WatchProgressed>("WatchProgressed").is_empty());
}

#[test]
fn what_not_everybody_may_watch_counts_no_view() {
    let world = World::new();
    world.show("mine", Privacy::Private);
    world.put("held", Privacy::Public, VideoState::Ready, true);
    world.show("link", Privacy::Unlisted);
    for (video_id, views) in [("mine", 0), ("held", 0), ("link", 1)] {
        world.watch(&user("ada"), video_id);
        assert_eq!(world.views(&user("ada"), video_id), Some(views), "{video_id}");
    }
}

#[test]
fn of_what_is_private_now_its_owner_hears_and_of_what_is_deleted_nobody() {
    let world = shown();
    world.show("b", Privacy::Public);
    world.watch(&user("bob"), "a");
    let session = world.start(&user("eve"), "a").expect("it is public").session_id;
    world.change("a", Privacy::Private);
    world.harness.eventually("the change", || async {
        let asked = CountViewsRequest { video_ids: vec!["a".to_owned(), "b".to_owned()] };
        let told = world.client.count_views(&visitor("v"), asked).await.ok()?;
        (told.videos.len() == 1).then_some(())
    });
    assert_eq!(world.views(&user("bob"), "a"), None);
    for cx in [user("ada"), by("mod", Role::Moderator), by("root", Role::Admin)] {
        assert_eq!(world.views(&cx, "a"), Some(1));
    }
    world.harness.clock.turn(20_000);
    let refused = world.play(&user("eve"), &session, (1, &[(0, 11_000)])).expect_err("hidden");
    assert!(refused.is(Refusal::SessionUnknown), "{refused}");
    world.delete("a");
    world.harness.eventually("nothing of it to be left", || async {
        let sql = "SELECT (SELECT COUNT(*) FROM viewed_videos) + (SELECT COUNT(*) FROM view_marks) \
                   + (SELECT COUNT(*) FROM history) + (SELECT COUNT(*) FROM resume_points)";
        let read = world.db.read(move |view| view.value::<i64>(sql, &[]));
        (read.await.ok()? == Some(0)).then_some(())
    });
    for cx in [user("ada"), by("root", Role::Admin)] {
        assert_eq!(world.views(&cx, "a"), None);
    }
}

#[test]
fn many_are_asked_for_at_once_within_bounds() {
    let world = shown();
    let ask = |count: usize| {
        let video_ids = (0..count).map(|number| format!("v{number}")).collect();
        world.harness.run(world.client.count_views(&visitor("v"), CountViewsRequest { video_ids }))
    };
    let told = ask(100).expect("it is not too many").videos;
    let in_order = |(at, one): (usize, &VideoViews)| one.video_id == format!("v{at}");
    assert_eq!(told.len(), 100);
    assert!(told.iter().enumerate().all(in_order), "{told:?}");
    world.watch(&visitor("v"), "a");
    let video_ids = ["b", "a", "b", "a"].map(str::to_owned).to_vec();
    let v = visitor("v");
    let asked = world.client.count_views(&v, CountViewsRequest { video_ids });
    let asked = world.harness.run(asked).expect("it tells").videos;
    let views: Vec<_> = asked.iter().map(|one| (&*one.video_id, one.views)).collect();
    assert_eq!(views, [("b", 0), ("a", 1), ("b", 0), ("a", 1)], "in the order asked");
    assert!(ask(101).expect_err("it is one too many").is(Shared::TooManyIds));
    assert_eq!(world.views(&visitor("v"), "no id!"), None);
}

#[test]
fn marks_are_forgotten_once_they_hold_nothing_back() {
    let world = shown();
    world.watch(&user("bob"), "a");
    let marks = || {
        let sql = "SELECT COUNT(*) FROM view_marks";
        let read = world.db.read(move |view| view.value::<i64>(sql, &[]));
        world.harness.run(read).expect("it reads")
    };
    let now_ms = world.harness.clock.now_ms();
    world.sweep(now_ms + HOUR_MS - 1);
    assert_eq!(marks(), Some(1));
    world.sweep(now_ms + HOUR_MS);
    assert_eq!(marks(), Some(0));
    assert_eq!(world.views(&user("bob"), "a"), Some(1), "the count stays");
}

/// One person in sixteen pages at once is one view; sixteen people are sixteen, and none is lost.
#[test]
fn views_at_once_are_counted_exactly() {
    let world = World::with(Options { viewer_sessions_max: 64, ..Options::default() });
    world.show("a", Privacy::Public);
    let people = |number: u64| if number <= 16 { user("bob") } else { user(&format!("u{number}")) };
    let sessions: Vec<(Context, String)> = (1..=32)
        .map(|number| {
            let cx = people(number);
            let session = world.start(&cx, "a").expect("it is public").session_id;
            (cx, session)
        })
        .collect();
    world.harness.clock.turn(20_000);
    let calls = futures_util::stream::iter(&sessions).map(|(cx, session)| {
        let request = telling(session, 1, &[(0, 11_000)], b"net");
        world.client.report_progress(cx, request)
    });
    let replies: Vec<_> = world.harness.run(calls.buffer_unordered(32).collect());
    assert!(replies.iter().all(Result::is_ok), "{replies:?}");
    assert_eq!(world.views(&visitor("v"), "a"), Some(17));
    let counted: Vec<ViewCounted> = world.told("ViewCounted");
    let views: Vec<u64> = counted.iter().map(|one| one.views).collect();
    assert_eq!(views, (1..=17).collect::<Vec<_>>());
    let read = world.db.read(move |view| store::viewed(view, &["a".into()]));
    let viewed = world.harness.run(read).expect("it reads").pop().expect("it was viewed");
    assert_eq!((viewed.views, viewed.owner_id), (17, Some("ada".into())));
}

#[test]
fn of_a_video_that_is_deleted_nothing_is_told_that_counts_for_nothing() {
    let world = shown();
    world.show("b", Privacy::Public);
    for video in ["a", "b"] {
        world.watch(&visitor("v"), video);
    }
    let left = || -> Vec<String> {
        let viewed: Vec<ViewCounted> = world.told("ViewCounted");
        let watched: Vec<WatchProgressed> = world.told("WatchProgressed");
        let watched = watched.into_iter().map(|one| one.video_id);
        viewed.into_iter().map(|one| one.video_id).chain(watched).collect()
    };
    assert_eq!(left(), ["a", "b", "a", "b"]);
    world.delete("a");
    let sql = "SELECT COUNT(*) FROM kernel_outbox WHERE kind IN ('ViewCounted', 'WatchProgressed')";
    world.harness.eventually("it to be struck", || async {
        let count: Option<i64> = world.db.read(move |view| view.value(sql, &[])).await.ok()?;
        (count == Some(2)).then_some(())
    });
    assert_eq!(left(), ["b", "b"]);
}
