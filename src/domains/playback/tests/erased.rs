//! What becomes of what an account watched that was erased.

use super::{World, store, user, visitor};
use crate::contract::playback::Refusal;
use crate::contract::user::{self as accounts, AccountErased};
use crate::contract::video::Privacy;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Shared;

#[test]
fn sessions_and_places_of_an_erased_account_go_at_once() {
    let mut world = World::new();
    let source = world.harness.source::<accounts::Owner>();
    world.show("a", Privacy::Public);
    let (ada, bob) = (user("ada"), user("bob"));
    let watch = |cx: &Context| {
        let started = world.start(cx, "a").expect("it is public");
        world.report(cx, &started.session_id, 30_000).expect("it is theirs");
        started
    };
    let (hers, his) = (watch(&ada), watch(&bob));
    assert_eq!(world.durable_resume("user:ada", "a"), 30_000);
    // A place that waits for its write as well.
    world.report(&ada, &hers.session_id, 40_000).expect("it is hers");
    for version in 1..=2_i64 {
        let event = AccountErased { user_id: "ada".to_owned(), erased_at_ms: 7 };
        world.harness.publish(&source, event);
        world.harness.eventually("it to be heard", || async {
            let sql = "SELECT version FROM kernel_seen WHERE kind = 'AccountErased'";
            let read = world.db.read(move |view| view.value::<i64>(sql, &[]));
            (read.await.ok()? == Some(version)).then_some(())
        });
        world.harness.eventually("nothing to be left", || async {
            let sql = "SELECT (SELECT COUNT(*) FROM sessions WHERE viewer = 'user:ada') \
                       + (SELECT COUNT(*) FROM resume_points WHERE viewer = 'user:ada')";
            let read = world.db.read(move |view| view.value::<i64>(sql, &[]));
            (read.await.ok()? == Some(0)).then_some(())
        });
    }
    assert!(world.media(&hers.media_token, "master.m3u8").is_err(), "her session has ended");
    world.media(&his.media_token, "master.m3u8").expect("his goes on");
    let told = world.report(&ada, &hers.session_id, 50_000).unwrap_err();
    assert!(told.is(Refusal::SessionUnknown), "{told}");
    let told = world.start(&ada, "a").unwrap_err();
    assert!(told.is(Shared::SignInFirst), "{told}");
    assert_eq!(world.durable_resume("user:ada", "a"), 0);
    assert_eq!(world.durable_resume("user:bob", "a"), 30_000);
}

#[test]
fn no_unit_takes_away_more_than_a_batch() {
    type Batch = fn(&Tx<'_, super::Owner>, u32) -> crate::kernel::fault::Reply<usize>;
    let world = World::new();
    for video_id in ["a", "b", "c"] {
        world.show(video_id, Privacy::Public);
        world.watch(&user("ada"), video_id);
        world.watch(&user("bob"), video_id);
        world.watch(&visitor("v"), "a");
        world.harness.clock.turn(61_000);
    }
    let left = |key: &'static str| {
        let sql = "SELECT COUNT(*) FROM kernel_outbox WHERE entity_key = $1";
        let read = world.db.read(move |view| view.value::<i64>(sql, &[key.into()]));
        world.harness.run(read).expect("it reads").expect("a count")
    };
    let batches: [(&str, i64, Batch); 4] = [
        ("user:ada", 3, |tx, rows| store::end_some_of(tx, &"ada".into(), rows)),
        ("user:bob", 3, |tx, rows| store::forget_some(tx, &"bob".into(), rows)),
        ("video:a", 3, |tx, rows| store::end_some(tx, &"a".into(), rows)),
        ("b", 2, |tx, rows| store::end_some(tx, &"b".into(), rows)),
    ];
    for (key, mut count, batch) in batches {
        assert_eq!(left(key), count, "{key}");
        while count > 0 {
            let cx = Context::of_domain("playback");
            let unit = world.db.write(&cx, move |tx| batch(tx, 1));
            assert!(world.harness.run(unit).expect("it takes away") > 0, "{key}");
            count -= 1;
            assert_eq!(left(key), count, "{key}");
        }
    }
}
