//! The history of an account: what is in it, how it is paused, and how it goes.

use super::{World, operator, soon, user, visitor};
use crate::contract::playback::{
    ClearHistoryRequest, ListHistoryRequest, ListHistoryResponse, PauseHistoryRequest,
    RemoveFromHistoryRequest, ResumeHistoryRequest, WatchProgressed,
};
use crate::contract::user::{self as accounts, AccountErased};
use crate::contract::video::Privacy;
use crate::domains::playback::model::Options;
use crate::kernel::context::Context;
use crate::kernel::fault::{Reply, Shared};
use crate::kernel::wire::Page;

fn gallery(options: Options) -> World {
    let world = World::with(options);
    for video_id in ["a", "b", "c"] {
        world.show(video_id, Privacy::Public);
    }
    world
}

fn list(world: &World, cx: &Context, (cursor, limit): (&str, u32)) -> Reply<ListHistoryResponse> {
    let page = Some(Page { cursor: cursor.to_owned(), limit });
    world.harness.run(world.client.list_history(cx, ListHistoryRequest { page }))
}

fn titles(world: &World, cx: &Context) -> Vec<String> {
    let told = list(world, cx, ("", 100)).expect("it is theirs");
    told.videos.into_iter().map(|one| one.video_id).collect()
}

fn pause(world: &World, cx: &Context) {
    world.harness.run(world.client.pause_history(cx, PauseHistoryRequest {})).expect("it is his");
}

fn clear(world: &World, cx: &Context) {
    world.harness.run(world.client.clear_history(cx, ClearHistoryRequest {})).expect("it is his");
}

#[test]
fn one_entry_a_video_newest_first_and_nobody_elses() {
    let world = gallery(soon());
    let (bob, eve) = (user("bob"), user("eve"));
    for video_id in ["a", "b", "a"] {
        world.watch(&bob, video_id);
    }
    world.watch(&eve, "c");
    world.watch(&visitor("v"), "c");
    assert_eq!(titles(&world, &bob), ["a", "b"]);
    assert_eq!(titles(&world, &eve), ["c"]);
    let first = list(&world, &bob, ("", 1)).expect("it is his");
    assert_eq!(first.videos.len(), 1);
    let entry = &first.videos[0];
    assert_eq!((entry.position_ms, entry.duration_ms), (11_000, super::DURATION_MS));
    assert_eq!(entry.watched_at_ms, world.harness.clock.now_ms() - 22_000);
    let rest = list(&world, &bob, (&first.next_cursor, 1)).expect("it is his");
    assert_eq!((rest.videos[0].video_id.as_str(), rest.next_cursor.as_str()), ("b", ""));
    for cx in [visitor("v"), visitor("user:bob"), operator(), Context::of_domain("harness")] {
        assert!(list(&world, &cx, ("", 1)).expect_err("nobody").is(Shared::SignInFirst));
        let asked = world.client.clear_history(&cx, ClearHistoryRequest {});
        assert!(world.harness.run(asked).expect_err("nobody").is(Shared::SignInFirst));
        let asked = world.client.pause_history(&cx, PauseHistoryRequest {});
        assert!(world.harness.run(asked).expect_err("nobody").is(Shared::SignInFirst));
    }
}

#[test]
fn a_look_at_a_page_is_no_entry() {
    let world = gallery(soon());
    let bob = user("bob");
    let session = world.start(&bob, "a").expect("it is public").session_id;
    world.report(&bob, &session, 30_000).expect("it is his");
    assert!(titles(&world, &bob).is_empty(), "he has only moved the bar");
}

#[test]
fn a_paused_history_learns_nothing_and_the_view_counts_all_the_same() {
    let world = gallery(soon());
    let bob = user("bob");
    world.watch(&bob, "a");
    pause(&world, &bob);
    world.watch(&bob, "b");
    let session = world.start(&bob, "c").expect("it is public").session_id;
    world.report(&bob, &session, 50_000).expect("it is his");
    let told = list(&world, &bob, ("", 100)).expect("it is his");
    assert!(told.is_paused);
    assert_eq!(told.videos.len(), 1);
    assert_eq!(world.durable_resume("user:bob", "a"), 11_000, "what was there stays");
    for video_id in ["b", "c"] {
        assert_eq!(world.durable_resume("user:bob", video_id), 0, "{video_id}");
    }
    assert_eq!(world.views(&bob, "b"), Some(1));
    let progress: Vec<WatchProgressed> = world.told("WatchProgressed");
    let named: Vec<_> = progress.iter().map(|one| (&*one.video_id, &*one.user_id)).collect();
    assert_eq!(named, [("a", "bob"), ("b", "")]);
    // Others are not paused with him.
    world.watch(&user("eve"), "b");
    assert_eq!(titles(&world, &user("eve")), ["b"]);
    let go_on = world.client.resume_history(&bob, ResumeHistoryRequest {});
    world.harness.run(go_on).expect("it is his");
    world.watch(&bob, "c");
    let told = list(&world, &bob, ("", 100)).expect("it is his");
    assert!(!told.is_paused);
    assert_eq!(told.videos[0].video_id, "c");
}

#[test]
fn a_place_that_waits_is_not_written_after_the_pause() {
    let world = gallery(Options { progress_every_ms: 50, ..Options::default() });
    let bob = user("bob");
    let session = world.start(&bob, "a").expect("it is public").session_id;
    world.report(&bob, &session, 1_000).expect("it is his");
    world.report(&bob, &session, 2_000).expect("it waits");
    pause(&world, &bob);
    world.harness.clock.turn(50);
    world.watch(&user("eve"), "b");
    assert_eq!(world.durable_resume("user:bob", "a"), 1_000);
}

#[test]
fn one_is_removed_and_all_are_cleared_at_once_with_their_places() {
    let world = gallery(soon());
    let (bob, eve) = (user("bob"), user("eve"));
    for video_id in ["a", "b", "c"] {
        world.watch(&bob, video_id);
        world.watch(&eve, video_id);
    }
    let remove = |video_id: &str| {
        let request = RemoveFromHistoryRequest { video_id: video_id.to_owned() };
        world.harness.run(world.client.remove_from_history(&bob, request))
    };
    for video_id in ["b", "b", "unheard"] {
        remove(video_id).expect("what is not there is out of it");
    }
    assert!(remove("no id!").is_err());
    assert_eq!(titles(&world, &bob), ["c", "a"]);
    assert_eq!(world.start(&bob, "b").expect("it is public").resume_ms, 0);
    assert_eq!(world.start(&bob, "a").expect("it is public").resume_ms, 11_000);
    clear(&world, &bob);
    assert!(titles(&world, &bob).is_empty());
    assert_eq!(world.start(&bob, "a").expect("it is public").resume_ms, 0);
    let progress: Vec<WatchProgressed> = world.told("WatchProgressed");
    assert!(progress.iter().all(|one| one.user_id == "eve"), "the log tells no more of it");
    assert_eq!(titles(&world, &eve), ["c", "b", "a"]);
    assert_eq!(world.views(&bob, "a"), Some(2), "a view is nobody's any more, and stays");
    world.watch(&bob, "a");
    assert_eq!(titles(&world, &bob), ["a"], "what is watched afterwards is remembered");
}

#[test]
fn a_history_is_bounded_in_rows_and_in_time() {
    const DAY_MS: i64 = 24 * 60 * 60 * 1000;
    let world = gallery(Options { history_rows_max: 2, ..soon() });
    let bob = user("bob");
    for video_id in ["a", "b", "a", "c"] {
        world.watch(&bob, video_id);
    }
    assert_eq!(titles(&world, &bob), ["c", "a"], "the oldest went");
    let told = || {
        let progress: Vec<WatchProgressed> = world.told("WatchProgressed");
        progress.into_iter().map(|one| one.video_id).collect::<Vec<_>>()
    };
    assert_eq!(told(), ["a", "c"], "what went is in no log");
    let before_ms = world.harness.clock.now_ms() - 11_000 - DAY_MS;
    let sweep = |before_ms| {
        let swept = crate::domains::playback::jobs::forget_watched(&world.db, before_ms, 1);
        world.harness.run(swept).expect("it sweeps")
    };
    assert_eq!(sweep(before_ms), 0);
    assert_eq!(sweep(world.harness.clock.now_ms() - 11_000), 1);
    assert_eq!(titles(&world, &bob), ["c"]);
    assert_eq!(told(), ["c"]);
}

#[test]
fn what_is_taken_out_is_in_no_log_whatever_else_is() {
    let world = gallery(Options { sweep_rows_max: 1, ..soon() });
    let (bob, eve) = (user("bob"), user("eve"));
    for video_id in ["a", "b", "a", "b", "a"] {
        world.watch(&bob, video_id);
        world.harness.clock.turn(61_000);
    }
    world.watch(&eve, "a");
    let request = RemoveFromHistoryRequest { video_id: "a".to_owned() };
    world.harness.run(world.client.remove_from_history(&bob, request)).expect("it is his");
    let progress: Vec<WatchProgressed> = world.told("WatchProgressed");
    let told: Vec<_> = progress.iter().map(|one| (&*one.user_id, &*one.video_id)).collect();
    assert_eq!(told, [("bob", "b"), ("bob", "b"), ("eve", "a")]);
}

#[test]
fn nothing_is_left_of_an_erased_account() {
    let mut world = gallery(soon());
    let source = world.harness.source::<accounts::Owner>();
    let (bob, eve) = (user("bob"), user("eve"));
    world.watch(&bob, "a");
    world.watch(&eve, "a");
    let session = world.start(&bob, "b").expect("it is public").session_id;
    pause(&world, &bob);
    let event = AccountErased { user_id: "bob".to_owned(), erased_at_ms: 7 };
    world.harness.publish(&source, event);
    world.harness.eventually("nothing to be left", || async {
        let sql = "SELECT (SELECT COUNT(*) FROM history WHERE user_id = 'bob') \
                   + (SELECT COUNT(*) FROM history_pauses) \
                   + (SELECT COUNT(*) FROM sessions WHERE viewer = 'user:bob') \
                   + (SELECT COUNT(*) FROM view_marks WHERE person = 'user:bob') \
                   + (SELECT COUNT(*) FROM kernel_outbox WHERE entity_key = 'user:bob')";
        let read = world.db.read(move |view| view.value::<i64>(sql, &[]));
        (read.await.ok()? == Some(0)).then_some(())
    });
    world.harness.clock.turn(20_000);
    assert!(world.play(&bob, &session, (1, &[(0, 11_000)])).is_err());
    let asked = world.client.pause_history(&bob, PauseHistoryRequest {});
    assert!(world.harness.run(asked).expect_err("he is gone").is(Shared::SignInFirst));
    assert!(titles(&world, &bob).is_empty());
    assert_eq!(titles(&world, &eve), ["a"]);
    assert_eq!(world.views(&eve, "a"), Some(2), "views hold nobody");
}
