//! Who may write what, where and how often.

use super::{World, as_role, by, code, quick, token, visitor, written};
use crate::contract::danmaku::{Mode, SendDanmakuRequest, Size, Standing};
use crate::contract::video::Privacy;
use crate::domains::danmaku::model::Options;
use crate::kernel::context::Role;
use crate::kernel::fault::{Error, Reply};
use crate::kernel::wire::Detail;

#[test]
fn what_is_written_is_there_for_whoever_comes_later() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let request = SendDanmakuRequest {
        mode: Mode::Top.into(),
        size: Size::Large.into(),
        color: 0x00ff_cc00,
        ..written("v", 1_250, "  前方\n高能 ")
    };
    let sent = world.send_as(&by("bob"), request).expect("it fits");
    assert_eq!(sent.standing(), Standing::Shown);
    let bullet = sent.bullet.expect("it was sent");
    assert_eq!((&*bullet.text, bullet.time_ms), ("前方 高能", 1_250));
    assert_eq!(bullet.color, 0x00ff_cc00);
    assert_eq!((bullet.mode(), bullet.size()), (Mode::Top, Size::Large));
    assert!(!bullet.sender.is_empty() && !bullet.sender.contains("bob"));
    let plain = world.send("bob", "v", 2_000, "a").expect("it fits");
    assert_eq!((plain.mode(), plain.size()), (Mode::Scroll, Size::Medium));
    assert_eq!(plain.sender, bullet.sender, "one sender has one mark");
    assert_ne!(world.send("eve", "v", 3_000, "b").expect("it fits").sender, bullet.sender);
    assert_eq!(world.delta("v", 0, 0), ["前方 高能", "a", "b"]);
}

#[test]
fn a_text_that_comes_twice_under_one_key_is_there_once() {
    let world = World::new();
    let cx = by("bob").keyed("a-key-of-the-page");
    let first = world.send_as(&cx, written("v", 5, "once")).expect("it fits");
    let again = world.send_as(&cx, written("v", 5, "once")).expect("it is the same");
    assert_eq!(first, again);
    assert_eq!(world.delta("v", 0, 0), ["once"]);
}

#[test]
fn writing_takes_an_account_and_a_session_of_that_video() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let with = |media_token: &str| SendDanmakuRequest {
        media_token: media_token.to_owned(),
        ..written("v", 5, "hello")
    };
    assert_eq!(code(world.send_as(&visitor(), written("v", 5, "a"))), "kernel.SIGN_IN_FIRST");
    for wrong in ["", "expired", "play-another"] {
        let refused = code(world.send_as(&by("bob"), with(wrong)));
        assert_eq!(refused, "danmaku.SESSION_NEEDED", "{wrong}");
    }
    let elsewhere = SendDanmakuRequest { media_token: String::new(), ..written("w", 5, "a") };
    assert_eq!(code(world.send_as(&by("bob"), elsewhere)), "danmaku.ROOM_UNKNOWN");
    assert_eq!(code(world.send("bob", "no id!", 5, "a")), "danmaku.ROOM_UNKNOWN");
    assert_eq!(world.room("v").offset, 1, "nothing was written");
}

#[test]
fn a_text_its_moment_and_its_look_have_bounds() {
    let world = World::new();
    let refused = |request| code(world.send_as(&by("bob"), request));
    for text in [
        "",
        " \n ",
        "\u{200b}\u{202e}",
        "\u{3164}\u{ad}",
        &"x".repeat(101),
        "a\u{301}\u{301}\u{301}\u{301}\u{301}",
    ] {
        assert_eq!(refused(written("v", 5, text)), "danmaku.TEXT_INVALID", "{text:?}");
    }
    world.send("bob", "v", 5, &"字".repeat(100)).expect("it fits");
    for time_ms in [905_001, u64::MAX] {
        assert_eq!(refused(written("v", time_ms, "a")), "danmaku.TIME_INVALID", "{time_ms}");
    }
    let last = world.send("bob", "v", 904_999, "at the end").expect("a player may be late");
    assert_eq!(last.time_ms, 900_000, "it is there before the end");
    let odd = SendDanmakuRequest { color: 0x0100_0000, ..written("v", 5, "a") };
    assert_eq!(refused(odd), "danmaku.STYLE_INVALID");
    for (mode, size) in [(9, 1), (1, 9)] {
        let odd = SendDanmakuRequest { mode, size, ..written("v", 5, "a") };
        assert_eq!(refused(odd), "danmaku.STYLE_INVALID");
    }
    let turned = world.send("bob", "v", 6, "abc\u{202e}def\u{7}").expect("it fits");
    assert_eq!(turned.text, "abcdef", "nothing turns what follows");
}

fn wait(reply: Reply<impl std::fmt::Debug>) -> Vec<Detail> {
    let Error::Refused(refused) = reply.expect_err("it is too soon") else { panic!("a fault") };
    assert_eq!(refused.name, "SEND_LATER");
    refused.details
}

#[test]
fn an_account_writes_no_faster_than_it_may_wherever_it_writes() {
    let world = World::with(Options { send_apart_ms: 1_000, repeat_apart_ms: 5_000, ..quick() });
    world.send("bob", "v", 5, "one").expect("it is the first");
    world.harness.clock.turn(400);
    assert_eq!(wait(world.send("bob", "w", 5, "two")), [Detail::new("retry_after_ms", 600_u64)]);
    world.send("eve", "v", 5, "two").expect("she has written nothing yet");
    world.harness.clock.turn(600);
    assert_eq!(code(world.send("bob", "v", 9, "one")), "danmaku.TEXT_REPEATED");
    world.send("bob", "v", 5, "two").expect("it is long enough ago");
    world.harness.clock.turn(5_000);
    world.send("bob", "v", 9, "one").expect("that is long ago");
}

#[test]
fn whoever_takes_back_what_they_write_writes_no_faster_for_that() {
    let world = World::with(Options { send_apart_ms: 1_000, ..quick() });
    let sent = world.send("bob", "v", 5, "one").expect("it is the first");
    world.recall("bob", "v", &sent.danmaku_id).expect("it is his");
    assert_eq!(wait(world.send("bob", "v", 5, "two")), [Detail::new("retry_after_ms", 1_000_u64)]);
    world.harness.clock.turn(1_000);
    world.send("bob", "v", 5, "one").expect("it is not there any more");
}

#[test]
fn a_room_can_be_slow_or_silent_but_not_for_those_who_keep_it() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let owner = as_role("ada", Role::Creator);
    world.state(&owner, "v", None, Some(10_000)).expect("it is hers");
    world.send("bob", "v", 5, "one").expect("it is the first");
    world.harness.clock.turn(4_000);
    assert_eq!(wait(world.send("bob", "v", 5, "two")), [Detail::new("retry_after_ms", 6_000_u64)]);
    for text in ["mine", "mine too"] {
        world.send_as(&owner, written("v", 5, text)).expect("it is her room");
    }
    world.state(&owner, "v", Some(true), None).expect("it is hers");
    world.harness.clock.turn(60_000);
    assert_eq!(code(world.send("bob", "v", 5, "two")), "danmaku.ROOM_MUTED");
    world.send_as(&as_role("mod", Role::Moderator), written("v", 5, "quiet")).expect("they may");
    let room = world.room_as(&by("bob"), "v", &token("v")).expect("it is public");
    assert!(!room.may_send && !room.may_manage);
    let room = world.room_as(&owner, "v", &token("v")).expect("it is hers");
    assert!(room.may_send && room.may_manage);
    let state = room.state.expect("a room has a state");
    assert_eq!((state.is_muted, state.slow_mode_ms), (true, 10_000));
    world.state(&owner, "v", Some(false), Some(0)).expect("it is hers");
    world.send("bob", "v", 5, "two").expect("everybody may again");
}

#[test]
fn only_those_who_keep_a_room_change_what_holds_in_it() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    assert_eq!(code(world.state(&by("bob"), "v", Some(true), None)), "kernel.NOT_OWNER");
    assert_eq!(code(world.state(&visitor(), "v", Some(true), None)), "kernel.SIGN_IN_FIRST");
    let moderator = as_role("mod", Role::Moderator);
    assert_eq!(code(world.state(&moderator, "none", Some(true), None)), "danmaku.ROOM_UNKNOWN");
    let most = world.state(&moderator, "v", None, Some(3_600_001));
    assert_eq!(code(most), "danmaku.SLOW_MODE_INVALID");
    world.state(&moderator, "v", Some(true), Some(3_600_000)).expect("they may");
}
