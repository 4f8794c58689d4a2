//! How often it is told what is watched, and of whom.

use super::{World, user, visitor};
use crate::contract::playback::{
    ClearHistoryRequest, Interval, PauseHistoryRequest, RemoveFromHistoryRequest,
    ResumeHistoryRequest, WatchProgressed,
};
use crate::contract::video::Privacy;
use crate::domains::playback::model::{TOLD_APART_MS, decide_tell_at};
use crate::kernel::context::Context;

fn shown() -> World {
    let world = World::new();
    for video_id in ["a", "b"] {
        world.show(video_id, Privacy::Public);
    }
    world
}

fn told(world: &World) -> Vec<WatchProgressed> {
    world.told("WatchProgressed")
}

/// Plays ten seconds more and tells of it at once, so often.
fn play_on(world: &World, (cx, session): (&Context, &str), sequences: std::ops::Range<u64>) {
    for sequence in sequences {
        world.harness.clock.turn(10_000);
        let from_ms = (sequence - 1) * 10_000;
        let parts = [(from_ms, from_ms + 10_000)];
        world.play(cx, session, (sequence, &parts)).expect("it is theirs");
    }
}

fn sweep(world: &World) {
    world.sweep(world.harness.clock.now_ms());
}

#[test]
fn it_is_told_a_minute_after_the_last_time_and_at_a_view() {
    for (told_at_ms, is_view, now_ms, tell_at_ms) in [
        (0, false, TOLD_APART_MS, TOLD_APART_MS),
        (5, false, 5, 5 + TOLD_APART_MS),
        (5, true, 5, 5),
        (5, false, 4 + TOLD_APART_MS, 5 + TOLD_APART_MS),
        (5, false, 5 + TOLD_APART_MS, 5 + TOLD_APART_MS),
        (5, false, i64::MAX, i64::MAX),
        // A clock that was set back.
        (5, false, 4, 4),
    ] {
        assert_eq!(
            decide_tell_at(told_at_ms, is_view, now_ms),
            tell_at_ms,
            "{told_at_ms} {now_ms}"
        );
    }
}

#[test]
fn who_watches_on_is_told_of_once_a_minute_and_nothing_is_lost() {
    let world = shown();
    let bob = user("bob");
    let session = world.start(&bob, "a").expect("it is public").session_id;
    play_on(&world, (&bob, &session), 1..10);
    let facts = |one: &WatchProgressed| (one.watched_ms, one.position_ms, one.counted_view);
    let events = told(&world);
    let seen: Vec<_> = events.iter().map(facts).collect();
    assert_eq!(seen, [(10_000, 10_000, true), (60_000, 70_000, false)]);
    assert_eq!(events[1].played, [Interval { from_ms: 10_000, to_ms: 70_000 }]);
    // The rest is told though he has left.
    sweep(&world);
    assert_eq!(world.watched_ms(), 70_000);
    world.harness.clock.turn(40_000);
    sweep(&world);
    assert_eq!(facts(&told(&world)[2]), (20_000, 90_000, false));
    world.harness.clock.turn(120_000);
    sweep(&world);
    assert_eq!(told(&world).len(), 3, "what was told is not told again");
}

#[test]
fn two_pages_of_one_viewer_tell_no_more_than_one() {
    let world = shown();
    let (bob, nobody) = (user("bob"), visitor(""));
    let session = |cx| world.start(cx, "a").expect("it is public").session_id;
    let pages = [session(&bob), session(&bob)];
    for page in &pages {
        world.play(&bob, page, (1, &[(0, 1_000)])).expect("it is his");
    }
    assert_eq!(told(&world).len(), 1);
    world.harness.clock.turn(61_000);
    for page in &pages {
        world.play(&bob, page, (2, &[(1_000, 2_000)])).expect("it is his");
    }
    assert_eq!(told(&world).len(), 2);
    for _ in 0..2 {
        world.harness.clock.turn(61_000);
        sweep(&world);
    }
    assert_eq!((told(&world).len(), world.watched_ms()), (3, 4_000));
    // Another video, another viewer, and each who has no name, are told of by themselves.
    let other = world.start(&bob, "b").expect("it is public").session_id;
    world.play(&bob, &other, (1, &[(0, 500)])).expect("it is his");
    for _ in 0..2 {
        world.play(&nobody, &session(&nobody), (1, &[(0, 500)])).expect("it is nobody's");
    }
    assert_eq!(told(&world).len(), 6);
}

#[test]
fn what_waits_is_told_under_the_name_that_it_was_played_under() {
    let world = shown();
    let bob = user("bob");
    let session = world.start(&bob, "a").expect("it is public").session_id;
    world.harness.clock.turn(5_000);
    let play = |number: u64| {
        let parts = [(number * 1_000, number * 1_000 + 500)];
        world.play(&bob, &session, (number, &parts)).expect("it is his");
    };
    let names = || told(&world).into_iter().map(|one| one.user_id).collect::<Vec<_>>();
    play(1);
    play(2);
    let pause = world.client.pause_history(&bob, PauseHistoryRequest {});
    world.harness.run(pause).expect("it is his");
    assert_eq!(names(), ["bob", "bob"]);
    play(3);
    let resume = world.client.resume_history(&bob, ResumeHistoryRequest {});
    world.harness.run(resume).expect("it is his");
    assert_eq!(names(), ["bob", "bob", ""]);
    play(4);
    world.harness.clock.turn(61_000);
    sweep(&world);
    assert_eq!(names(), ["bob", "bob", "", "bob"]);
    assert_eq!(world.watched_ms(), 2_000);
}

#[test]
fn what_was_taken_out_of_the_history_is_not_told_later() {
    let world = shown();
    let bob = user("bob");
    let play = |video_id: &str| {
        let session = world.start(&bob, video_id).expect("it is public").session_id;
        for sequence in 1..=2 {
            world.play(&bob, &session, (sequence, &[(0, 500)])).expect("it is his");
        }
    };
    play("a");
    play("b");
    let request = RemoveFromHistoryRequest { video_id: "a".to_owned() };
    let removed = world.client.remove_from_history(&bob, request);
    world.harness.run(removed).expect("it is his");
    let untold = || {
        let sql = "SELECT video_id FROM sessions WHERE tell_at_ms > 0 AND untold <> ''";
        let read = world.db.read(move |view| view.column::<String>(sql, &[]));
        world.harness.run(read).expect("it reads")
    };
    assert_eq!(untold(), ["b"]);
    let cleared = world.client.clear_history(&bob, ClearHistoryRequest {});
    world.harness.run(cleared).expect("it is his");
    assert!(untold().is_empty());
    world.harness.clock.turn(61_000);
    sweep(&world);
    assert!(told(&world).is_empty());
}
