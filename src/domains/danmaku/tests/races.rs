//! Injected races: texts, recalls and judgements that come at once.

use super::{World, as_role, by, code, quick, written};
use crate::contract::danmaku::{DeleteDanmakuRequest, RecallDanmakuRequest};
use crate::contract::video::Privacy;
use crate::domains::danmaku::model::Options;
use crate::kernel::context::Role;
use futures_util::StreamExt as _;

/// Runs many calls at once.
fn at_once<T, F: Future<Output = T>>(world: &World, call: impl Fn(u64) -> F) -> Vec<T> {
    let calls = futures_util::stream::iter(1..=16).map(call);
    world.harness.run(calls.buffer_unordered(16).collect())
}

#[test]
fn each_change_of_a_room_has_an_offset_of_its_own() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let begun = world.room("v").offset;
    let sent = at_once(&world, |at| {
        let (client, cx) = (&world.client, by(&format!("user{at}")));
        async move { client.send_danmaku(&cx, written("v", at, "at once")).await }
    });
    assert!(sent.iter().all(Result::is_ok));
    assert_eq!(world.room("v").offset, begun + 16);
    let sql = "SELECT COUNT(DISTINCT shown_offset) FROM danmaku";
    let read = world.db.read(move |view| view.value::<i64>(sql, &[]));
    assert_eq!(world.harness.run(read).expect("it reads"), Some(16));
}

#[test]
fn one_account_writes_one_of_many_texts_that_it_sends_at_once() {
    let world = World::with(Options { send_apart_ms: 60_000, ..quick() });
    world.publish("v", Privacy::Public);
    let sent = at_once(&world, |at| {
        let (client, cx) = (&world.client, by("bob"));
        async move { client.send_danmaku(&cx, written("v", at, &format!("{at}"))).await }
    });
    let (taken, refused): (Vec<_>, Vec<_>) = sent.into_iter().partition(Result::is_ok);
    assert_eq!(taken.len(), 1);
    assert!(refused.into_iter().all(|one| code(one) == "danmaku.SEND_LATER"));
}

#[test]
fn a_text_is_taken_away_once_whoever_is_first() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let sent = world.send("bob", "v", 5, "one").expect("it fits");
    let before = world.room("v").offset;
    let replies = at_once(&world, |at| {
        let (video_id, danmaku_id) = ("v".to_owned(), sent.danmaku_id.clone());
        let client = &world.client;
        async move {
            if at % 2 == 0 {
                let request = RecallDanmakuRequest { video_id, danmaku_id };
                client.recall_danmaku(&by("bob"), request).await.map(drop)
            } else {
                let request = DeleteDanmakuRequest { video_id, danmaku_id };
                let owner = as_role("ada", Role::Creator);
                client.delete_danmaku(&owner, request).await.map(drop)
            }
        }
    });
    let (done, refused): (Vec<_>, Vec<_>) = replies.into_iter().partition(Result::is_ok);
    assert_eq!(done.len(), 1);
    assert!(refused.into_iter().all(|one| code(one) == "danmaku.DANMAKU_UNKNOWN"));
    assert_eq!(world.room("v").offset, before + 1);
}
