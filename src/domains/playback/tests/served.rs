//! What the front says that it has sent: who may say so, and how it is told.

use super::{World, operator, user, visitor};
use crate::boot::harness::FIRST_DAY_MS;
use crate::contract::playback::{
    AuthorizeMediaRequest, BytesServed, MediaKind, ReportBytesRequest, ServedBytes,
};
use crate::contract::video::Privacy;
use crate::domains::playback::model::{Options, decide_kind};
use crate::kernel::context::Context;
use crate::kernel::fault::{Error, Fault, Reply, Shared};

const MINUTE_MS: i64 = 60_000;

fn report(world: &World, cx: &Context, served: Vec<ServedBytes>) -> Reply<()> {
    world.harness.run(world.client.report_bytes(cx, ReportBytesRequest { served })).map(drop)
}

fn sent(video_id: &str, kind: MediaKind, bytes: u64, minute_ms: i64) -> ServedBytes {
    ServedBytes { video_id: video_id.to_owned(), kind: kind.into(), bytes, minute_ms }
}

fn front() -> Context {
    Context::of_domain("gateway")
}

#[test]
fn sums_are_told_once_their_minute_is_over() {
    let world = World::with(Options { served_every_ms: 10, ..Options::default() });
    let minute_ms = FIRST_DAY_MS - FIRST_DAY_MS.rem_euclid(MINUTE_MS);
    let batch = || {
        vec![
            sent("a", MediaKind::Video, 1000, minute_ms),
            sent("a", MediaKind::Audio, 10, minute_ms),
            sent("b", MediaKind::Video, 0, minute_ms),
        ]
    };
    report(&world, &front(), batch()).expect("it is the front");
    report(&world, &front(), batch()).expect("it is the front");
    // Another clock, or a report that was very late: it counts for now.
    let odd =
        vec![sent("a", MediaKind::Playlist, 7, 5), sent("a", MediaKind::Picture, 3, i64::MAX)];
    report(&world, &front(), odd).expect("it is the front");
    assert!(world.told::<BytesServed>("BytesServed").is_empty(), "the minute is not over");
    world.harness.clock.turn(MINUTE_MS);
    world.harness.eventually("all to be told", || async {
        let sql = "SELECT COUNT(*) FROM kernel_outbox WHERE kind = 'BytesServed'";
        let read = world.db.read(move |view| view.value::<i64>(sql, &[]));
        (read.await.ok()? == Some(4)).then_some(())
    });
    let mut told: Vec<BytesServed> = world.told("BytesServed");
    told.sort_by_key(|one| one.kind);
    let facts: Vec<_> = told.iter().map(|one| (&*one.video_id, one.kind(), one.bytes)).collect();
    let expected = [
        ("a", MediaKind::Video, 2000),
        ("a", MediaKind::Audio, 20),
        ("a", MediaKind::Playlist, 7),
        ("a", MediaKind::Picture, 3),
    ];
    assert_eq!(facts, expected);
    assert!(told.iter().all(|one| one.minute_ms == minute_ms), "{told:?}");
}

#[test]
fn nobody_but_the_front_says_what_was_sent() {
    let world = World::new();
    for cx in [visitor("v"), user("ada"), operator()] {
        let served = vec![sent("a", MediaKind::Video, 1, FIRST_DAY_MS)];
        let refused = report(&world, &cx, served).expect_err("they are not the front");
        assert!(refused.is(Shared::NotAllowed), "{refused}");
    }
}

#[test]
fn what_has_no_room_is_not_counted() {
    let world = World::with(Options { served_waiting_max: 2, ..Options::default() });
    let some = |ids: &[&str]| {
        ids.iter().map(|id| sent(id, MediaKind::Video, 1, FIRST_DAY_MS)).collect::<Vec<_>>()
    };
    report(&world, &front(), some(&["a", "b"])).expect("there is room");
    report(&world, &front(), some(&["b", "a"])).expect("they have their places");
    let full = report(&world, &front(), some(&["a", "c"])).expect_err("there is none");
    assert!(matches!(full, Error::Fault(Fault::Overloaded)), "{full}");
    let many = vec![sent("a", MediaKind::Video, 1, FIRST_DAY_MS); 501];
    assert!(report(&world, &front(), many).expect_err("too many").is(Shared::TooManyIds));
}

#[test]
fn whoever_reads_media_hears_of_which_video_it_is() {
    let world = World::new();
    world.show("a", Privacy::Public);
    let media_token = world.start(&visitor("v"), "a").expect("it is public").media_token;
    let request = AuthorizeMediaRequest { media_token, path: "audio/3.m4s".to_owned() };
    let told = world.harness.run(world.client.authorize_media(&visitor("x"), request));
    let told = told.expect("it is good");
    assert_eq!((&*told.video_id, told.kind()), ("a", MediaKind::Audio));
    for (path, kind) in [
        ("master.m3u8", MediaKind::Playlist),
        ("audio/index.m3u8", MediaKind::Playlist),
        ("720p/3.m4s", MediaKind::Video),
        ("720p/init.mp4", MediaKind::Video),
        ("audio/init.mp4", MediaKind::Audio),
        ("storyboard.jpg", MediaKind::Picture),
    ] {
        assert_eq!(decide_kind(path), kind, "{path}");
    }
}
