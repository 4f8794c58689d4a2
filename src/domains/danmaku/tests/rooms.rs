//! What becomes of a room when its video changes.

use super::{AWAY, World, as_role, by, code, token, visitor, written};
use crate::contract::danmaku::{
    ChangeRoomRequest, EnterRoomRequest, RoomState, SendDanmakuRequest,
};
use crate::contract::video::Privacy;
use crate::kernel::context::{Context, Role};
use crate::kernel::fault::{Error, Fault, Reply};

impl World {
    /// Says what holds in a room.
    pub(super) fn state(
        &self,
        cx: &Context,
        video_id: &str,
        is_muted: Option<bool>,
        slow_mode_ms: Option<u64>,
    ) -> Reply<RoomState> {
        let video_id = video_id.to_owned();
        let request =
            ChangeRoomRequest { video_id, is_muted, slow_mode_ms, ..ChangeRoomRequest::default() };
        let changed = self.harness.run(self.client.change_room(cx, request))?;
        Ok(changed.state.expect("a room has a state"))
    }
}

#[test]
fn everybody_reads_what_everybody_may_watch_and_others_need_a_session() {
    let world = World::new();
    let open = |cx: &Context, token: &str| world.room_as(cx, "v", token);
    assert_eq!(code(open(&visitor(), "")), "danmaku.ROOM_UNKNOWN", "it has not appeared");
    world.send("ada", "v", 5, "a first look").expect("she plays it");
    assert_eq!(code(open(&visitor(), "")), "danmaku.ROOM_UNKNOWN");
    assert_eq!(code(open(&visitor(), "play-w")), "danmaku.ROOM_UNKNOWN");
    open(&visitor(), &token("v")).expect("a session proves it");
    open(&by("ada"), "").expect("it is hers");
    open(&as_role("mod", Role::Moderator), "").expect("they look at everything");
    world.publish("v", Privacy::Unlisted);
    let room = open(&visitor(), "").expect("everybody may");
    assert!(room.is_public && !room.may_send);
    world.change("v", true);
    assert_eq!(code(open(&visitor(), "")), "danmaku.ROOM_UNKNOWN", "it is private now");
    open(&visitor(), &token("v")).expect("a session proves it");
    world.change("v", false);
    open(&visitor(), "").expect("everybody may again");
}

#[test]
fn what_everybody_may_watch_is_read_and_followed_without_asking_playback() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let enter = |video_id: &str, media_token: &str| {
        let (video_id, media_token) = (video_id.to_owned(), media_token.to_owned());
        let request = EnterRoomRequest { video_id, media_token };
        world.harness.run(world.client.enter_room(&visitor(), request))
    };
    let room = enter("v", AWAY).expect("everybody may");
    assert_eq!((room.offset, room.is_public), (world.room("v").offset, true));
    assert_eq!(room.epoch, world.room("v").epoch);
    let write = SendDanmakuRequest { media_token: AWAY.to_owned(), ..written("v", 5, "a") };
    let told = world.send_as(&by("bob"), write).expect_err("nobody can say");
    assert!(matches!(told, Error::Fault(Fault::Unavailable(_))), "{told}");
    // Where it matters who asks, nobody is let in by a fault.
    world.change("v", true);
    let told = enter("v", AWAY).expect_err("nobody can say");
    assert!(matches!(told, Error::Fault(Fault::Unavailable(_))), "{told}");
    assert_eq!(code(enter("v", "")), "danmaku.ROOM_UNKNOWN");
    assert!(!enter("v", &token("v")).expect("a session proves it").is_public);
}

#[test]
fn a_video_that_has_not_appeared_is_not_opened_by_a_change_of_it() {
    let world = World::new();
    world.send("ada", "v", 5, "a first look").expect("she plays it");
    world.tell_changed("v", false);
    world.heard("VideoChanged", "v");
    assert_eq!(code(world.room_as(&visitor(), "v", "")), "danmaku.ROOM_UNKNOWN");
    world.publish("p", Privacy::Private);
    assert_eq!(code(world.room_as(&visitor(), "p", "")), "danmaku.ROOM_UNKNOWN");
}

#[test]
fn nothing_is_left_of_the_room_of_a_deleted_video() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    for at in 0..7 {
        world.send("bob", "v", at, &format!("text {at}")).expect("it fits");
    }
    world.delete("v");
    world.harness.eventually("nothing to be left", || async {
        let sql = "SELECT (SELECT COUNT(*) FROM danmaku) + (SELECT COUNT(*) FROM rooms) \
                   + (SELECT COUNT(*) FROM segments) \
                   + (SELECT COUNT(*) FROM kernel_outbox WHERE kind = 'DanmakuAppeared')";
        let read = world.db.read(move |view| view.value::<i64>(sql, &[]));
        (read.await.ok()? == Some(0)).then_some(())
    });
    assert_eq!(code(world.room_as(&visitor(), "v", "")), "danmaku.ROOM_UNKNOWN");
    let late = code(world.send("bob", "v", 5, "too late"));
    assert_eq!(late, "danmaku.ROOM_UNKNOWN", "not even with a session from before");
}
