//! Reports of what was played that come soon after each other: how many are written at once, and
//! that none is lost for it.

use super::{World, soon, user};
use crate::contract::playback::{
    ClearHistoryRequest, Refusal, RemoveFromHistoryRequest, SessionId,
};
use crate::contract::video::Privacy;
use crate::domains::playback::live::{PendingPlayed, PendingProgress, ToldBeacon, Turn};
use crate::domains::playback::model::{Beacon, Options, ResumeKey};
use crate::domains::playback::store;
use crate::kernel::context::Context;
use crate::kernel::fault::{Error, Fault, Reply};

/// The newest report that is written, and all that was claimed.
async fn written(world: &World, session: &str) -> (u64, u64) {
    let session_id: SessionId = session.into();
    let read = world.db.read(move |view| store::played_so_far(view, &session_id));
    let so_far = read.await.expect("it reads").expect("there is one");
    (so_far.sequence, so_far.claimed_ms)
}

/// What is told goes into the database when the clock has gone on by this; no sweep comes round
/// meanwhile.
const APART_MS: i64 = 60_000;

fn watching(options: Options) -> (World, Context, String) {
    let world = World::with(options);
    world.show("a", Privacy::Public);
    let bob = user("bob");
    let session = world.start(&bob, "a").expect("it is public").session_id;
    world.harness.clock.turn(20_000);
    (world, bob, session)
}

/// Where nothing is written but with a report.
fn slowly() -> (World, Context, String) {
    watching(Options { progress_every_ms: APART_MS.unsigned_abs(), ..Options::default() })
}

impl World {
    /// Tells what comes when its time has come.
    fn tell_later(&self, cx: &Context, session: &str, told: (u64, &[(u64, u64)])) -> Reply<()> {
        self.harness.clock.turn(APART_MS);
        self.tell(cx, session, told)
    }
}

#[test]
fn reports_that_come_at_once_are_written_together_and_none_is_lost() {
    let (world, bob, session) = watching(soon());
    for sequence in 1..=10 {
        let parts = [(sequence * 2_000, sequence * 2_000 + 1_500)];
        world.tell(&bob, &session, (sequence, &parts)).expect("it is his");
    }
    assert_eq!(world.harness.run(written(&world, &session)), (1, 1_500), "one unit for the first");
    assert_eq!(world.start(&bob, "a").expect("it is public").resume_ms, 21_500, "the newest place");
    assert_eq!(world.views(&bob, "a"), Some(0));
    world.harness.clock.turn(10);
    world.harness.eventually("the rest to be written", || async {
        (written(&world, &session).await == (10, 15_000)).then_some(())
    });
    assert_eq!(world.views(&bob, "a"), Some(1));
}

#[test]
fn one_that_comes_when_its_time_has_come_takes_along_what_has_waited() {
    let (world, bob, session) = slowly();
    for (sequence, from_ms) in [(1, 20_000), (2, 30_000), (3, 31_000)] {
        world.tell(&bob, &session, (sequence, &[(from_ms, from_ms + 500)])).expect("it is his");
    }
    assert_eq!(world.harness.run(written(&world, &session)), (1, 500));
    world.tell_later(&bob, &session, (4, &[(40_000, 40_500)])).expect("it is his");
    assert_eq!(world.harness.run(written(&world, &session)), (4, 2_000));
    assert_eq!(world.durable_resume("user:bob", "a"), 40_500);
}

#[test]
fn a_place_that_lands_behind_a_newer_one_is_not_the_last_that_is_written() {
    let (options, progress) = (Options::default(), PendingProgress::default());
    let key = ResumeKey { viewer: "user:ada".to_owned(), video_id: "v1".into() };
    let every_ms = i64::try_from(options.progress_every_ms).expect("it is short");
    assert!(progress.note(&key, Some(1), 0, &options), "the first is written at once");
    progress.wrote(&key, Some(1));
    assert!(!progress.note(&key, Some(2), 1, &options), "it waits");
    let due = progress.due(every_ms, &options);
    assert_eq!(due, [(key.clone(), Some(2))], "it is on its way now");
    let arrival = progress.arrive();
    progress.settle(&key, Some(3), every_ms, arrival);
    progress.wrote(&key, Some(2));
    assert_eq!(progress.peek(&key), Some(Some(3)));
    assert_eq!(progress.due(2 * every_ms, &options), [(key.clone(), Some(3))]);
    progress.wrote(&key, Some(3));
    assert_eq!(progress.due(3 * every_ms, &options), []);
}

#[test]
fn one_that_was_overtaken_while_it_waits_moves_no_place() {
    let (world, bob, session) = slowly();
    for (sequence, from_ms) in [(1, 0), (3, 30_000), (2, 10_000)] {
        world.tell(&bob, &session, (sequence, &[(from_ms, from_ms + 500)])).expect("it is his");
    }
    assert_eq!(world.start(&bob, "a").expect("it is public").resume_ms, 30_500);
    world.tell_later(&bob, &session, (4, &[(50_000, 50_500)])).expect("it is his");
    assert_eq!(world.harness.run(written(&world, &session)), (4, 2_000));
}

#[test]
fn what_is_refused_spoils_nothing_of_what_came_with_it() {
    let (world, bob, session) = slowly();
    // More than can be played in the eighty seconds since the session began.
    let too_much = [(0, 100_000), (0, 100_000)];
    let parts: [&[(u64, u64)]; 4] = [&[(0, 500)], &[(0, 600)], &too_much, &[(0, 700)]];
    for (sequence, parts) in (1..).zip(parts) {
        world.tell(&bob, &session, (sequence, parts)).expect("it waits, or is believed");
    }
    let refused = world.tell_later(&bob, &session, (5, &too_much)).expect_err("it is too much");
    assert!(refused.is(Refusal::PlayedInvalid), "{refused}");
    assert_eq!(world.harness.run(written(&world, &session)), (4, 1_800));
    world.tell_later(&bob, &session, (6, &[(0, 100)])).expect("it is believed");
}

#[test]
fn what_waits_is_forgotten_with_what_is_taken_out() {
    let (world, bob, session) = slowly();
    let play = |sequence| {
        world.tell_later(&bob, &session, (sequence, &[(0, 100)])).expect("it is his");
    };
    let wait = |sequence| world.tell(&bob, &session, (sequence, &[(0, 100)])).expect("it waits");
    play(1);
    wait(2);
    let request = RemoveFromHistoryRequest { video_id: "a".to_owned() };
    let removed = world.client.remove_from_history(&bob, request);
    world.harness.run(removed).expect("it is his");
    // The next report would take along what has waited.
    play(3);
    assert_eq!(world.harness.run(written(&world, &session)), (3, 200));
    wait(4);
    let cleared = world.client.clear_history(&bob, ClearHistoryRequest {});
    world.harness.run(cleared).expect("it is his");
    play(5);
    assert_eq!(world.harness.run(written(&world, &session)), (5, 300));
}

fn told(sequence: u64) -> ToldBeacon {
    let beacon = Beacon { sequence, position_ms: 0, played: Vec::new() };
    ToldBeacon { person: "p".to_owned(), beacon }
}

#[test]
fn what_waits_is_bounded_in_time_in_reports_and_in_sessions() {
    let options = Options { progress_waiting_max: 1, ..Options::default() };
    let played = PendingPlayed::default();
    let (first, second): (SessionId, SessionId) = ("s1".into(), "s2".into());
    let key = ResumeKey { viewer: "user:ada".to_owned(), video_id: "v1".into() };
    let note = |session_id, sequence, now_ms| {
        played.note((session_id, &key), told(sequence), now_ms, &options)
    };
    let now = |list: &[u64]| Turn::Now(list.iter().copied().map(told).collect());
    assert_eq!(note(&first, 1, 0).expect("there is room"), now(&[1]));
    for sequence in [2, 1] {
        assert_eq!(note(&second, sequence, 0).expect("it is written"), now(&[sequence]), "no room");
    }
    let is_newest = |turn| matches!(turn, Ok(Turn::Later { is_newest: true }));
    assert!(is_newest(note(&first, 3, 1_999)));
    assert!(!is_newest(note(&first, 2, 1_999)));
    assert_eq!(played.due(1_999, &options), []);
    let due = played.due(2_000, &options);
    assert_eq!(due, [(first.clone(), vec![told(3), told(2)])]);
    assert_eq!(played.due(3_999, &options), [], "it is under way");
    // What could not be written comes before what was told since.
    assert!(is_newest(note(&first, 4, 3_999)));
    played.give_back(&first, vec![told(3), told(2)]);
    for sequence in 5..=17 {
        assert!(is_newest(note(&first, sequence, 3_999)), "{sequence}");
    }
    let crowded = note(&first, 18, 3_999).expect_err("no player tells so much");
    assert!(matches!(crowded, Error::Fault(Fault::Overloaded)), "{crowded}");
    let all: Vec<u64> = [3, 2].into_iter().chain(4..=18).collect();
    assert_eq!(note(&first, 18, 4_000).expect("its time has come"), now(&all));
    assert!(is_newest(note(&first, 19, 4_000)));
    played.forget_viewer("user:ada");
    assert_eq!(played.due(6_000, &options), [], "nobody is to know it any more");
    assert_eq!(note(&second, 3, 6_000).expect("it waits"), now(&[3]), "it was forgotten whole");
    assert!(is_newest(note(&second, 4, 6_000)), "there was room");
}
