//! Followers of a room: each change, in order, once; or that there were more.

use super::{World, as_role, code, quick, texts, token, visitor};
use crate::contract::danmaku::{DeleteDanmakuRequest, WatchRoomRequest, WatchRoomResponse};
use crate::contract::video::Privacy;
use crate::domains::danmaku::model::Options;
use crate::kernel::bus::Flow;
use crate::kernel::context::Role;
use crate::kernel::fault::Reply;

impl World {
    fn watch(&self, video_id: &str, offset: u64) -> Reply<Flow<WatchRoomResponse>> {
        let (video_id, media_token) = (video_id.to_owned(), token(video_id));
        let request = WatchRoomRequest { video_id, media_token, offset };
        self.harness.run(self.client.watch_room(&visitor(), request))
    }

    /// The next message that tells of a change.
    fn news(&self, flow: &mut Flow<WatchRoomResponse>, after: u64) -> WatchRoomResponse {
        self.harness.run(async {
            loop {
                let told = flow.next().await.expect("it goes on").expect("it may be read");
                if told.offset > after {
                    return told;
                }
            }
        })
    }
}

#[test]
fn a_follower_is_told_of_each_change_in_order() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let begun = world.room("v").offset;
    let mut flow = world.watch("v", begun).expect("it is public");
    let first = world.send("bob", "v", 5, "one").expect("it fits");
    let told = world.news(&mut flow, begun);
    assert_eq!((texts(&told.bullets), told.gone.len()), (vec!["one".to_owned()], 0));
    assert!(told.is_public && !told.has_gap && !told.epoch.is_empty());
    world.recall("bob", "v", &first.danmaku_id).expect("it is his");
    let told = world.news(&mut flow, told.offset);
    assert_eq!((told.bullets.len(), told.gone), (0, vec![first.danmaku_id]));
    let owner = as_role("ada", Role::Creator);
    world.state(&owner, "v", Some(true), None).expect("it is hers");
    let told = world.news(&mut flow, told.offset);
    assert!(told.state.expect("a room has a state").is_muted);
    world.change("v", true);
    assert!(!world.news(&mut flow, told.offset).is_public, "whoever reads is asked again");
}

#[test]
fn whoever_comes_back_is_told_what_they_missed_and_nothing_twice() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let begun = world.room("v").offset;
    let gone = world.send("bob", "v", 5, "gone").expect("it fits");
    world.send("bob", "v", 5, "kept").expect("it fits");
    let known = world.room("v").offset;
    world.recall("bob", "v", &gone.danmaku_id).expect("it is his");
    world.send("eve", "v", 5, "new").expect("it fits");
    let mut flow = world.watch("v", known).expect("it is public");
    let told = world.news(&mut flow, known);
    assert_eq!((texts(&told.bullets), told.gone.len()), (vec!["new".to_owned()], 1));
    let mut flow = world.watch("v", begun).expect("it is public");
    let told = world.news(&mut flow, begun);
    assert_eq!(texts(&told.bullets), ["kept", "new"], "what is gone is not shown first");
}

#[test]
fn whoever_missed_too_much_is_told_that_there_was_more() {
    let world = World::with(Options { changes_told_max: 3, send_apart_ms: 0, ..quick() });
    world.publish("v", Privacy::Public);
    let begun = world.room("v").offset;
    for at in 0..4 {
        world.send("bob", "v", at, &format!("{at}")).expect("it fits");
    }
    let mut flow = world.watch("v", begun).expect("it is public");
    let told = world.news(&mut flow, begun);
    assert!(told.has_gap && told.bullets.is_empty());
    assert_eq!(told.offset, world.room("v").offset);
    let mut flow = world.watch("v", begun + 1).expect("it is public");
    assert_eq!(world.news(&mut flow, begun + 1).bullets.len(), 3);
}

#[test]
fn the_room_of_a_deleted_video_is_followed_no_more() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let mut flow = world.watch("v", 0).expect("it is public");
    world.delete("v");
    let ended = world.harness.run(async {
        loop {
            match flow.next().await {
                Some(Ok(_)) => {},
                Some(Err(error)) => return code::<()>(Err(error)),
                None => return "ended".to_owned(),
            }
        }
    });
    assert_eq!(ended, "danmaku.ROOM_UNKNOWN");
    assert_eq!(code(world.watch("v", 0).map(drop)), "danmaku.ROOM_UNKNOWN");
}

#[test]
fn a_text_is_taken_away_by_those_who_keep_the_room_and_recalled_by_its_sender() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let delete = |cx: &_, danmaku_id: &str| {
        let (video_id, danmaku_id) = ("v".to_owned(), danmaku_id.to_owned());
        let request = DeleteDanmakuRequest { video_id, danmaku_id };
        world.harness.run(world.client.delete_danmaku(cx, request)).map(drop)
    };
    let sent = world.send("bob", "v", 5, "one").expect("it fits");
    let danmaku_id = sent.danmaku_id.as_str();
    assert_eq!(code(delete(&super::by("bob"), danmaku_id)), "kernel.NOT_OWNER");
    assert_eq!(code(world.recall("eve", "v", danmaku_id)), "danmaku.DANMAKU_UNKNOWN");
    assert_eq!(code(world.recall("bob", "w", danmaku_id)), "danmaku.DANMAKU_UNKNOWN");
    world.harness.clock.turn(120_000);
    world.recall("bob", "v", danmaku_id).expect("there is a moment left");
    assert_eq!(code(world.recall("bob", "v", danmaku_id)), "danmaku.DANMAKU_UNKNOWN");
    let late = world.send("bob", "v", 5, "two").expect("it fits");
    world.harness.clock.turn(120_001);
    assert_eq!(code(world.recall("bob", "v", &late.danmaku_id)), "danmaku.RECALL_TOO_LATE");
    delete(&as_role("ada", Role::Creator), &late.danmaku_id).expect("it is her video");
    let last = world.send("bob", "v", 5, "three").expect("it fits");
    delete(&as_role("mod", Role::Moderator), &last.danmaku_id).expect("they may");
    assert_eq!(world.delta("v", 0, 0), [""; 0]);
}
