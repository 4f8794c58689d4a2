//! What becomes of what an account has written that was erased.

use super::{World, by, code, quick};
use crate::contract::danmaku::{Filter, FilterKind, FilterList, SaveFiltersRequest};
use crate::contract::user::AccountErased;
use crate::contract::video::Privacy;
use crate::domains::danmaku::model::Options;

#[test]
fn nothing_stays_of_what_an_erased_account_has_written() {
    let world = World::with(Options { send_apart_ms: 0, sweep_rows_max: 2, ..quick() });
    world.publish("v", Privacy::Public);
    for at in 0..5 {
        world.send("bob", "v", at, &format!("his {at}")).expect("it fits");
    }
    world.send("bob", "v", 5, "an odd word").expect("it is held");
    let gone = world.send("bob", "v", 5, "taken back").expect("it fits");
    world.recall("bob", "v", &gone.danmaku_id).expect("it is his");
    world.send("eve", "v", 6, "hers").expect("it fits");
    let filters = vec![Filter { kind: FilterKind::Word.into(), value: "x".to_owned() }];
    let request = SaveFiltersRequest { list: Some(FilterList { filters }) };
    world.harness.run(world.client.save_filters(&by("bob"), request)).expect("it can be applied");
    let event = AccountErased { user_id: "bob".to_owned(), erased_at_ms: 7 };
    world.harness.publish(&world.user, event);
    world.heard("AccountErased", "bob");
    world.harness.eventually("nothing to be left", || async {
        let sql = "SELECT (SELECT COUNT(*) FROM danmaku WHERE sender_id = 'bob') \
                   + (SELECT COUNT(*) FROM danmaku WHERE text NOT IN ('', 'hers')) \
                   + (SELECT COUNT(*) FROM filters)";
        let read = world.db.read(move |view| view.value::<i64>(sql, &[]));
        (read.await.ok()? == Some(0)).then_some(())
    });
    assert_eq!(world.delta("v", 0, 0), ["hers"]);
    let told = world.harness.published(&world.db);
    let named = told.iter().filter(|one| one.body.windows(3).any(|part| part == b"bob"));
    assert_eq!(named.count(), 0, "what was told of it is struck");
    assert_eq!(world.room("v").segments[0].count, 1, "hers");
    assert_eq!(code(world.send("bob", "v", 9, "too late")), "kernel.SIGN_IN_FIRST");
}
