//! Texts that say nearly the same, texts that stand where their sender put them, and rooms for
//! followers.

use super::{World, as_role, by, code, quick, token, visitor, written};
use crate::contract::danmaku::{
    Bullet, ChangeRoomRequest, DecideHeldRequest, GetDeltaRequest, Mode, Position,
    SendDanmakuRequest,
};
use crate::contract::video::Privacy;
use crate::domains::danmaku::model::Options;
use crate::kernel::context::Role;
use crate::kernel::fault::{Error, Fault};
use std::sync::atomic::Ordering;

impl World {
    fn bullets(&self, video_id: &str) -> Vec<Bullet> {
        let (video_id, media_token) = (video_id.to_owned(), token(video_id));
        let request = GetDeltaRequest { video_id, media_token, ..GetDeltaRequest::default() };
        self.harness.run(self.client.get_delta(&visitor(), request)).expect("it is open").bullets
    }

    fn place(&self, name: &str, position: Option<Position>, mode: Mode) -> String {
        let mode = mode.into();
        let request = SendDanmakuRequest { mode, position, ..written("v", 9_000, "标题") };
        match self.send_as(&by(name), request) {
            Ok(sent) => {
                assert_eq!(sent.bullet.expect("it is written").position, position);
                "sent".to_owned()
            },
            Err(error) => code(Err::<(), _>(error)),
        }
    }
}

#[test]
fn what_says_nearly_the_same_at_nearly_the_same_moment_is_one_group() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let first = world.send("bob", "v", 20_000, "前方高能").expect("it is shown");
    assert_eq!(first.group_id, "", "none was before it");
    for (time_ms, text) in [(21_000, "前方高能！！"), (10_000, "钱方高能"), (34_999, "前方 高能")]
    {
        let same = world.send("eve", "v", time_ms, text).expect("it is shown");
        assert_eq!(same.group_id, first.danmaku_id, "{text}");
    }
    for (time_ms, text) in [(20_000, "高能什么"), (40_001, "前方高能"), (4_000, "前方高能")]
    {
        let other = world.send("eve", "v", time_ms, text).expect("it is shown");
        assert_eq!(other.group_id, "", "{text} at {time_ms}");
    }
    let told = world.bullets("v");
    let members = told.iter().filter(|one| one.group_id == first.danmaku_id).count();
    assert_eq!((told.len(), members), (7, 3), "everybody is given all of them");
    // Whoever stood for others is gone: those that come are a group of their own.
    world.recall("bob", "v", &first.danmaku_id).expect("it was just sent");
    let next = world.send("zoe", "v", 22_000, "前方高能").expect("it is shown");
    assert_eq!(next.group_id, "");
}

#[test]
fn a_site_may_merge_none() {
    let options = Options { send_apart_ms: 0, repeat_apart_ms: 0, merge_apart_ms: 0, ..quick() };
    let world = World::with(options);
    world.publish("v", Privacy::Public);
    for name in ["bob", "eve"] {
        let sent = world.send(name, "v", 5, "同样的话").expect("it is shown");
        assert_eq!(sent.group_id, "");
    }
}

#[test]
fn what_waited_comes_into_its_group_when_it_is_shown() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let held = world.send("bob", "v", 5_000, "odd thing to say").expect("it waits");
    let first = world.send("eve", "v", 5_000, "0dd thing to say").expect("it is shown");
    assert_eq!(first.group_id, "", "what waits stands for nobody");
    let (video_id, danmaku_id) = ("v".to_owned(), held.danmaku_id.clone());
    let request = DecideHeldRequest { video_id, danmaku_id, is_shown: true };
    let moderator = as_role("mod", Role::Moderator);
    world.harness.run(world.client.decide_held(&moderator, request)).expect("it waits");
    world.is_out.store(true, Ordering::SeqCst);
    let late = world.send("zoe", "v", 5_500, "0dd thing to say!").expect("it waits");
    world.is_out.store(false, Ordering::SeqCst);
    world.harness.eventually("it to be judged", || async {
        (world.ask_count("v").await == 3).then_some(())
    });
    for danmaku_id in [&held.danmaku_id, &late.danmaku_id] {
        let told = world.bullets("v");
        let one = told.iter().find(|one| one.danmaku_id == *danmaku_id).expect("it is shown");
        assert_eq!(one.group_id, first.danmaku_id);
    }
}

#[test]
fn the_owner_and_moderators_say_where_a_text_stands() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let at = |x, y, duration_ms| Some(Position { x, y, duration_ms });
    let good = at(500, 1_000, 4_500);
    assert_eq!(world.place("ada", good, Mode::Positioned), "sent");
    assert_eq!(world.place("bob", good, Mode::Positioned), "danmaku.POSITION_NOT_ALLOWED");
    for (position, mode) in [
        (None, Mode::Positioned),
        (good, Mode::Scroll),
        (at(1_001, 0, 4_500), Mode::Positioned),
        (at(0, u32::MAX, 4_500), Mode::Positioned),
        (at(0, 0, 499), Mode::Positioned),
        (at(0, 0, 20_001), Mode::Positioned),
    ] {
        assert_eq!(world.place("ada", position, mode), "danmaku.STYLE_INVALID", "{position:?}");
    }
    let told = world.bullets("v");
    assert_eq!((told.len(), told[0].position, told[0].mode()), (1, good, Mode::Positioned));
    // It is a part of the picture: nothing is merged into it.
    let same = world.send("bob", "v", 9_000, "标题").expect("it is shown");
    assert_eq!(same.group_id, "");
}

#[test]
fn a_room_for_followers_takes_texts_of_nobody_else() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let set = |name: &str, is_followers_only| {
        let is_followers_only = Some(is_followers_only);
        let video_id = "v".to_owned();
        let request =
            ChangeRoomRequest { video_id, is_followers_only, ..ChangeRoomRequest::default() };
        world.harness.run(world.client.change_room(&by(name), request))
    };
    assert!(set("bob", true).is_err(), "it is not his");
    let told = set("ada", true).expect("it is hers");
    assert!(told.state.expect("it is told").is_followers_only);
    assert!(world.room("v").state.expect("it is told").is_followers_only);
    assert_eq!(code(world.send("bob", "v", 5, "a")), "danmaku.FOLLOWERS_ONLY");
    world.send("fan", "v", 5, "b").expect("they follow her");
    world.send("ada", "v", 5, "c").expect("it is hers");
    let unsure = world.send("cut", "v", 5, "d").expect_err("nobody can say");
    assert!(matches!(unsure, Error::Fault(Fault::Unavailable(_))), "{unsure:?}");
    set("ada", false).expect("it is hers");
    world.send("bob", "v", 5, "e").expect("everybody may again");
}
