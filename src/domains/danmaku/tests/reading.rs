//! Segments: their bases, versions and deltas, and how much is written where.

use super::{World, code, quick};
use crate::contract::danmaku::{
    GetDeltaRequest, GetSegmentRequest, ListNewestRequest, SegmentInfo,
};
use crate::contract::video::Privacy;
use crate::domains::danmaku::model::{Options, SEGMENT_MS};
use crate::kernel::tasks::sleep;
use std::time::Duration;

impl World {
    /// Waits until a segment has been encoded again.
    fn baked(&self, video_id: &str, number: u32, version: u64) -> SegmentInfo {
        self.harness.eventually("the segment to be encoded", || async {
            let request = crate::contract::danmaku::GetRoomRequest {
                video_id: video_id.to_owned(),
                media_token: super::token(video_id),
            };
            let room = self.client.get_room(&super::visitor(), request).await.ok()?;
            let found = room.segments.into_iter().find(|one| one.number == number)?;
            (found.version > version).then_some(found)
        })
    }
}

fn calm() -> Options {
    Options { send_apart_ms: 0, repeat_apart_ms: 0, encode_apart_ms: 600_000, ..quick() }
}

#[test]
fn a_segment_is_what_was_encoded_and_what_came_since() {
    let world = World::with(Options { fresh_rows_max: 3, ..calm() });
    world.publish("v", Privacy::Public);
    world.send("bob", "v", 30_000, "later").expect("it fits");
    world.send("bob", "v", 10_000, "earlier").expect("it fits");
    let before = world.room("v").segments[0];
    assert_eq!((before.version, before.offset, before.count), (1, 0, 2));
    assert_eq!(world.segment("v", 0, 1).expect("it is the version"), [""; 0]);
    assert_eq!(world.delta("v", 0, before.offset), ["later", "earlier"]);
    world.send("bob", "v", 20_000, "between").expect("it fits");
    let baked = world.baked("v", 0, 1);
    assert_eq!((baked.version, baked.count), (2, 3));
    assert_eq!(world.segment("v", 0, 2).expect("it is"), ["earlier", "between", "later"]);
    assert_eq!(world.delta("v", 0, baked.offset), [""; 0]);
    assert_eq!(code(world.segment("v", 0, 1)), "danmaku.VERSION_UNKNOWN");
    assert_eq!(code(world.segment("v", 7, 1)), "danmaku.VERSION_UNKNOWN");
    world.send("bob", "v", 15_000, "fresh").expect("it fits");
    assert_eq!(world.segment("v", 0, 2).expect("it is"), ["earlier", "between", "later"]);
    assert_eq!(world.delta("v", 0, baked.offset), ["fresh"]);
}

#[test]
fn what_is_recalled_is_in_no_version_that_is_given_from_then_on() {
    let world = World::with(Options { fresh_rows_max: 2, ..calm() });
    world.publish("v", Privacy::Public);
    world.send("bob", "v", 1_000, "stays").expect("it fits");
    let goes = world.send("eve", "v", 2_000, "goes").expect("it fits");
    let baked = world.baked("v", 0, 1);
    assert_eq!(world.segment("v", 0, baked.version).expect("it is"), ["stays", "goes"]);
    world.recall("eve", "v", &goes.danmaku_id).expect("it is hers");
    assert_eq!(code(world.segment("v", 0, baked.version)), "danmaku.VERSION_UNKNOWN");
    let after = world.room("v").segments[0];
    assert!(after.version > baked.version && after.count == 1, "{after:?}");
    assert_eq!(world.segment("v", 0, after.version).expect("it is"), ["stays"]);
    assert_eq!(world.delta("v", 0, 0), ["stays"]);
}

#[test]
fn a_few_texts_wait_no_longer_than_they_may() {
    let world = World::with(Options { encode_apart_ms: 10_000, ..calm() });
    world.publish("v", Privacy::Public);
    world.send("bob", "v", 1_000, "alone").expect("it fits");
    world.harness.clock.turn(9_000);
    world.harness.run(sleep(Duration::from_millis(100)));
    assert_eq!(world.room("v").segments[0].version, 1, "it may wait");
    world.harness.clock.turn(2_000);
    let baked = world.baked("v", 0, 1);
    assert_eq!(world.segment("v", 0, baked.version).expect("it is"), ["alone"]);
}

#[test]
fn whoever_has_a_version_hears_whether_it_is_the_current_one() {
    let world = World::with(calm());
    world.publish("v", Privacy::Public);
    world.send("bob", "v", 1_000, "one").expect("it is shown");
    let ask = |version| {
        let request = GetSegmentRequest {
            video_id: "v".to_owned(),
            version,
            is_held: true,
            ..GetSegmentRequest::default()
        };
        world.harness.run(world.client.get_segment(&super::visitor(), request))
    };
    let told = ask(1).expect("it is the version");
    assert_eq!((told.bullets.len(), told.is_public), (0, true));
    assert_eq!(code(ask(2)), "danmaku.VERSION_UNKNOWN");
    assert_eq!(code(ask(0)), "danmaku.VERSION_UNKNOWN");
}

#[test]
fn texts_lie_in_the_segment_of_their_moment() {
    let world = World::with(calm());
    world.publish("v", Privacy::Public);
    for (time_ms, text) in [(SEGMENT_MS - 1, "last"), (SEGMENT_MS, "first"), (800_000, "third")] {
        world.send("bob", "v", time_ms, text).expect("it fits");
    }
    let room = world.room("v");
    assert_eq!(room.segment_ms, 360_000);
    let counts: Vec<_> = room.segments.iter().map(|one| (one.number, one.count)).collect();
    assert_eq!(counts, [(0, 1), (1, 1), (2, 1)]);
    assert_eq!(world.delta("v", 1, 0), ["first"]);
    let full: Vec<_> = (0..).zip(&room.energy).filter(|(_, count)| **count > 0).collect();
    assert_eq!(full, [(39, &1), (40, &1), (88, &1)], "hundredths of fifteen minutes");
}

#[test]
fn a_delta_that_was_cut_says_where_it_goes_on() {
    let world = World::with(Options { segment_rows_max: 100, fresh_rows_max: 1_000, ..calm() });
    world.publish("v", Privacy::Public);
    for at in 0..130 {
        world.send("bob", "v", at, &format!("{at}")).expect("it fits");
    }
    let delta = |after_offset| {
        let (video_id, media_token) = ("v".to_owned(), super::token("v"));
        let request = GetDeltaRequest { video_id, media_token, number: 0, after_offset };
        world.harness.run(world.client.get_delta(&super::visitor(), request)).expect("it is public")
    };
    let (first, newest) = (delta(0), world.room("v").offset);
    assert_eq!((first.bullets.len(), &*first.bullets[99].text), (100, "99"));
    assert!(first.offset < newest, "{} {newest}", first.offset);
    let rest = delta(first.offset);
    assert_eq!((rest.bullets.len(), &*rest.bullets[0].text), (30, "100"));
    assert_eq!(rest.offset, newest);
}

#[test]
fn players_that_take_a_room_as_a_whole_get_its_newest_in_the_order_of_the_video() {
    let world = World::with(calm());
    world.publish("v", Privacy::Public);
    for (time_ms, text) in [(500_000, "a"), (10, "b"), (700_000, "c"), (20, "d")] {
        world.send("bob", "v", time_ms, text).expect("it fits");
    }
    let gone = world.send("bob", "v", 1, "e").expect("it fits");
    world.recall("bob", "v", &gone.danmaku_id).expect("it is his");
    world.send("bob", "v", 2, "an odd word").expect("it is held");
    let newest = |limit| {
        let (video_id, media_token) = ("v".to_owned(), String::new());
        let request = ListNewestRequest { video_id, media_token, limit };
        let told = world.harness.run(world.client.list_newest(&super::visitor(), request));
        super::texts(&told.expect("it is public").bullets)
    };
    assert_eq!(newest(0), ["b", "d", "a", "c"]);
    assert_eq!(newest(3), ["b", "d", "c"]);
    assert_eq!(newest(u32::MAX).len(), 4);
}

#[test]
fn of_a_full_segment_the_newest_are_given() {
    let world = World::with(Options { segment_rows_max: 100, fresh_rows_max: 150, ..calm() });
    world.publish("v", Privacy::Public);
    for at in 0..150 {
        world.send("bob", "v", at, &format!("{at}")).expect("it fits");
    }
    let baked = world.baked("v", 0, 1);
    let given = world.segment("v", 0, baked.version).expect("it is");
    assert_eq!((given.len(), &*given[0], &*given[99]), (100, "50", "149"));
    assert_eq!(baked.count, 150, "all are there");
}
