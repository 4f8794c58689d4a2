//! Where viewers left off: whose it is, how often it is written, and when it starts afresh.

use super::{World, operator, user, visitor};
use crate::boot::harness::FIRST_DAY_MS;
use crate::contract::playback::Refusal;
use crate::contract::video::Privacy;
use crate::domains::playback::model::{Options, ResumeKey};
use crate::kernel::context::Context;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

#[test]
fn a_viewer_resumes_and_nobody_elses_place_shows() {
    let world = World::new();
    world.show("a", Privacy::Public);
    world.show("b", Privacy::Public);
    let place = |cx: &Context, video: &str| world.start(cx, video).expect("it is public").resume_ms;
    let (ada, v) = (user("ada"), visitor("v"));
    for (cx, position_ms) in [(&ada, 30_000), (&v, 40_000)] {
        let session = world.start(cx, "a").expect("it is public").session_id;
        world.report(cx, &session, position_ms).expect("it is theirs");
    }
    assert_eq!((place(&ada, "a"), place(&v, "a")), (30_000, 40_000));
    assert_eq!((place(&user("bob"), "a"), place(&visitor("w"), "a")), (0, 0));
    assert_eq!(place(&ada, "b"), 0);
    // A name cannot be made to look like another kind of viewer.
    assert_eq!(place(&visitor("user:ada"), "a"), 0);
}

#[test]
fn only_its_own_viewer_moves_a_session() {
    let world = World::new();
    world.show("a", Privacy::Public);
    let session = world.start(&user("ada"), "a").expect("it is public").session_id;
    for cx in [user("bob"), visitor("v"), visitor("ada"), visitor(""), operator()] {
        let error = world.report(&cx, &session, 1000).expect_err("it is not theirs");
        assert!(error.is(Refusal::SessionUnknown));
    }
    let error = world.report(&user("ada"), "nothing", 1000).expect_err("there is none");
    assert!(error.is(Refusal::SessionUnknown));
    let error = world.report(&user("ada"), &session, 105_001).expect_err("it is behind the end");
    assert!(error.is(Refusal::PositionInvalid));
    assert_eq!(world.durable_resume("user:ada", "a"), 0);
    world.harness.clock.turn(6 * 60 * 60 * 1000);
    let error = world.report(&user("ada"), &session, 1000).expect_err("it is over");
    assert!(error.is(Refusal::SessionUnknown));
}

#[test]
fn callers_without_a_name_have_no_place() {
    let world = World::new();
    world.show("a", Privacy::Public);
    for cx in [visitor(""), operator()] {
        let session = world.start(&cx, "a").expect("it is public").session_id;
        for teller in [&cx, &visitor("v"), &user("ada")] {
            world.report(teller, &session, 7000).expect("it is nobody's");
            assert_eq!(world.start(teller, "a").expect("it is public").resume_ms, 0);
        }
    }
    for viewer in ["", "visitor:v", "user:ada"] {
        assert_eq!(world.durable_resume(viewer, "a"), 0);
    }
}

#[test]
fn reports_are_written_now_and_then_and_the_last_one_always() {
    let options = Options { progress_every_ms: 50, ..Options::default() };
    let world = World::with(options);
    world.show("a", Privacy::Public);
    let ada = user("ada");
    let session = world.start(&ada, "a").expect("it is public").session_id;
    for position_ms in [1000, 2000, 3000] {
        world.report(&ada, &session, position_ms).expect("it is hers");
    }
    // The clock stands: only the first was written, but the newest is given.
    assert_eq!(world.durable_resume("user:ada", "a"), 1000);
    assert_eq!(world.start(&ada, "a").expect("it is public").resume_ms, 3000);
    world.harness.clock.turn(50);
    world.harness.eventually("the sweep to write the last one", || async {
        let resume_key = ResumeKey { viewer: "user:ada".to_owned(), video_id: "a".into() };
        let read = world.db.read(move |view| super::store::resume(view, &resume_key));
        read.await.ok().filter(|place| *place == 3000)
    });
}

#[test]
fn who_watched_to_the_end_starts_afresh() {
    let world = World::new();
    world.show("a", Privacy::Public);
    let ada = user("ada");
    let session = world.start(&ada, "a").expect("it is public").session_id;
    world.report(&ada, &session, 94_000).expect("it is hers");
    assert_eq!(world.durable_resume("user:ada", "a"), 94_000);
    world.harness.clock.turn(2000);
    world.report(&ada, &session, 96_000).expect("it is hers");
    assert_eq!(world.start(&ada, "a").expect("it is public").resume_ms, 0);
    assert_eq!(world.durable_resume("user:ada", "a"), 0);
}

#[test]
fn places_are_kept_longer_for_accounts_than_for_visitors() {
    let world = World::new();
    world.show("a", Privacy::Public);
    for cx in [user("ada"), visitor("v")] {
        let session = world.start(&cx, "a").expect("it is public").session_id;
        world.report(&cx, &session, 8000).expect("it is theirs");
    }
    let left = |now_ms| {
        world.sweep(now_ms);
        (world.durable_resume("user:ada", "a"), world.durable_resume("visitor:v", "a"))
    };
    assert_eq!(left(FIRST_DAY_MS + 14 * DAY_MS - 1), (8000, 8000));
    assert_eq!(left(FIRST_DAY_MS + 14 * DAY_MS), (8000, 0));
    assert_eq!(left(FIRST_DAY_MS + 180 * DAY_MS), (0, 0));
}
