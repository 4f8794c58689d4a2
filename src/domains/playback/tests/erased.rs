//! What becomes of what an account watched that was erased.

use super::{World, user};
use crate::contract::playback::Refusal;
use crate::contract::user::{self as accounts, AccountErased};
use crate::contract::video::Privacy;
use crate::kernel::context::Context;
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
