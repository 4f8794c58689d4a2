//! What is judged: refused, held for a person, and what waits because nobody could judge it.

use super::{World, as_role, by, code, written};
use crate::contract::danmaku::{
    DanmakuRemoved, DecideHeldRequest, HeldBullet, ListHeldRequest, SendDanmakuResponse, Standing,
};
use crate::contract::video::Privacy;
use crate::kernel::context::{Context, Role};
use crate::kernel::fault::Reply;
use crate::kernel::tasks::sleep;
use crate::kernel::wire::EventRecord;
use prost::Message as _;
use std::sync::atomic::Ordering;
use std::time::Duration;

impl World {
    fn held(&self, cx: &Context) -> Reply<Vec<HeldBullet>> {
        let listed = self.harness.run(self.client.list_held(cx, ListHeldRequest::default()))?;
        assert_eq!(listed.waiting_count, listed.held.len() as u64, "all fit on one page");
        Ok(listed.held)
    }

    fn decide(&self, cx: &Context, sent: &SendDanmakuResponse, is_shown: bool) -> Reply<()> {
        let danmaku_id = sent.bullet.as_ref().expect("it was sent").danmaku_id.clone();
        let request = DecideHeldRequest { video_id: "v".to_owned(), danmaku_id, is_shown };
        self.harness.run(self.client.decide_held(cx, request)).map(drop)
    }
}

#[test]
fn what_the_rules_do_not_allow_is_refused_and_what_they_doubt_waits_for_a_person() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    assert_eq!(code(world.send("bob", "v", 5, "a bad word")), "danmaku.TEXT_REFUSED");
    let send = |text| world.send_as(&by("bob"), written("v", 5, text)).expect("it is taken");
    let (first, second) = (send("an odd word"), send("another odd word"));
    assert_eq!(first.standing(), Standing::Held);
    assert_eq!(world.delta("v", 0, 0), [""; 0], "nobody sees it yet");
    assert_eq!(code(world.held(&by("bob"))), "kernel.NOT_ALLOWED");
    let moderator = as_role("mod", Role::Moderator);
    let held = world.held(&moderator).expect("they may");
    assert_eq!(held.len(), 2);
    assert!(held.iter().all(|one| one.sender_id == "bob" && one.video_id == "v"));
    assert_eq!(code(world.decide(&by("ada"), &first, true)), "kernel.NOT_ALLOWED");
    let before = world.room("v").offset;
    world.decide(&moderator, &first, true).expect("they may");
    world.decide(&moderator, &second, false).expect("they may");
    assert_eq!(world.delta("v", 0, before), ["an odd word"], "it is a change of the room");
    assert_eq!(world.held(&moderator).expect("they may"), []);
    for is_shown in [true, false] {
        let again = world.decide(&moderator, &first, is_shown);
        assert_eq!(code(again), "danmaku.DANMAKU_UNKNOWN", "it does not wait any more");
    }
    assert_eq!(world.delta("v", 0, 0), ["an odd word"]);
    let told = world.harness.published(&world.db);
    let kinds: Vec<_> = told.iter().map(EventRecord::kind).collect();
    assert_eq!(kinds, ["DanmakuAppeared", "DanmakuApproved", "DanmakuRemoved"]);
}

#[test]
fn only_its_sender_hears_that_something_was_taken_away_that_nobody_saw() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let send = |text| world.send_as(&by("bob"), written("v", 5, text)).expect("it is taken");
    let (recalled, removed) = (send("an odd word"), send("another odd word"));
    let before = world.room("v").offset;
    let removed_id = removed.bullet.as_ref().expect("it was sent").danmaku_id.clone();
    let recalled = recalled.bullet.expect("it was sent").danmaku_id;
    world.recall("bob", "v", &recalled).expect("it is his");
    world.decide(&as_role("mod", Role::Moderator), &removed, false).expect("they may");
    assert_eq!(world.room("v").offset, before, "nothing has changed for others");
    let told = world.harness.published(&world.db);
    let [gone] = &told[..] else { panic!("what he took back himself is not told: {told:?}") };
    let gone = DanmakuRemoved::decode(&*gone.body).expect("it is one");
    assert_eq!((gone.danmaku_id, gone.user_id), (removed_id, "bob".to_owned()));
    let shown = world.send("bob", "v", 5, "a good word").expect("it fits");
    world.recall("bob", "v", &shown.danmaku_id).expect("it is his");
    assert_eq!(world.room("v").offset, before + 2);
    let kinds = world.harness.published(&world.db).into_iter();
    let kinds: Vec<_> = kinds.filter_map(|one| one.head).map(|head| head.kind).collect();
    assert_eq!(kinds.last().map(String::as_str), Some("DanmakuRemoved"), "{kinds:?}");
}

#[test]
fn what_nobody_can_judge_is_held_and_judged_later() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    world.is_out.store(true, Ordering::SeqCst);
    for text in ["a good word", "a bad word", "an odd word"] {
        let sent = world.send_as(&by("bob"), written("v", 5, text)).expect("it is taken");
        assert_eq!(sent.standing(), Standing::Pending, "{text}");
    }
    world.harness.run(sleep(Duration::from_millis(100)));
    assert_eq!(world.delta("v", 0, 0), [""; 0], "nothing is shown that was not judged");
    world.is_out.store(false, Ordering::SeqCst);
    world.harness.eventually("all to be judged", || async {
        let sql = "SELECT COUNT(*) FROM danmaku WHERE standing = 1";
        let read = world.db.read(move |view| view.value::<i64>(sql, &[]));
        (read.await.ok()? == Some(0)).then_some(())
    });
    assert_eq!(world.delta("v", 0, 0), ["a good word"]);
    let held = world.held(&as_role("mod", Role::Moderator)).expect("they may");
    let held: Vec<_> = held.into_iter().filter_map(|one| one.bullet).collect();
    assert_eq!(super::texts(&held), ["an odd word"]);
}
