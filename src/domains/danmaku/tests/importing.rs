//! Texts out of files: which come in, once, and that they are judged.

use super::{World, as_role, by, code, quick, token, visitor};
use crate::contract::danmaku::{
    Bullet, ImportDanmakuRequest, ImportDanmakuResponse, ImportedBullet, LeftOut, LeftOutReason,
    ListNewestRequest, Mode, Size,
};
use crate::contract::user::AccountErased;
use crate::contract::video::Privacy;
use crate::domains::danmaku::model::Options;
use crate::kernel::context::{Context, Role};
use crate::kernel::fault::Reply;
use crate::kernel::wire::EventRecord;
use std::sync::atomic::Ordering;

impl World {
    fn import_as(
        &self,
        cx: &Context,
        video_id: &str,
        bullets: Vec<ImportedBullet>,
    ) -> Reply<ImportDanmakuResponse> {
        let (video_id, media_token) = (video_id.to_owned(), token(video_id));
        let request = ImportDanmakuRequest { video_id, media_token, bullets };
        self.harness.run(self.client.import_danmaku(cx, request))
    }

    /// As the owner of the video.
    fn import(&self, video_id: &str, bullets: Vec<ImportedBullet>) -> (u64, Vec<LeftOut>) {
        let told = self.import_as(&by("ada"), video_id, bullets).expect("it is theirs");
        (told.taken, told.left_out)
    }

    async fn ask_newest(&self, video_id: &str) -> Vec<Bullet> {
        let (video_id, media_token) = (video_id.to_owned(), token(video_id));
        let request = ListNewestRequest { video_id, media_token, limit: 0 };
        let told = self.client.list_newest(&visitor(), request).await;
        told.expect("it may be watched").bullets
    }

    /// Waits until so many texts of a room are shown.
    fn shown(&self, video_id: &str, count: usize) -> Vec<Bullet> {
        self.harness.eventually("texts to be shown", || async {
            Some(self.ask_newest(video_id).await).filter(|all| all.len() == count)
        })
    }
}

fn one(text: &str) -> ImportedBullet {
    ImportedBullet {
        time_ms: 1_000,
        mode: Mode::Top.into(),
        color: 255,
        size: Size::Small.into(),
        text: text.to_owned(),
        sender: "a1b2".to_owned(),
        row: "1".to_owned(),
        sent_at_ms: 1_000_000,
    }
}

fn left(reason: LeftOutReason, count: u64) -> LeftOut {
    LeftOut { reason: reason.into(), count }
}

#[test]
fn what_a_file_has_is_judged_and_then_shown_as_the_file_has_it() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let other = ImportedBullet { sender: "c3d4".to_owned(), ..one("another") };
    let all = vec![one("a good word"), other, one("a bad word"), one("an odd word")];
    assert_eq!(world.import("v", all), (4, vec![]));
    let shown = world.shown("v", 2);
    let find = |text: &str| shown.iter().find(|one| one.text == text).expect("it is shown");
    let (first, second) = (find("a good word"), find("another"));
    assert_eq!((first.mode(), first.size(), first.color), (Mode::Top, Size::Small, 255));
    assert_eq!((first.time_ms, first.sent_at_ms), (1_000, 1_000_000));
    assert_ne!(first.sender, second.sender, "filters tell them apart");
    assert!(!first.sender.contains("a1b2"), "{}", first.sender);
    let own = world.send("ada", "v", 5, "mine").expect("it fits");
    assert_ne!(own.sender, first.sender);
    // Whoever has brought it is not told of each.
    let told = world.harness.published(&world.db);
    let kinds: Vec<_> = told.iter().map(EventRecord::kind).collect();
    assert!(kinds.iter().all(|kind| *kind == "DanmakuAppeared"), "{kinds:?}");
}

#[test]
fn nothing_is_shown_that_nobody_could_judge() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    world.is_out.store(true, Ordering::SeqCst);
    assert_eq!(world.import("v", vec![one("a good word")]), (1, vec![]));
    world.harness.run(crate::kernel::tasks::sleep(std::time::Duration::from_millis(100)));
    assert_eq!(world.delta("v", 0, 0), [""; 0]);
    world.is_out.store(false, Ordering::SeqCst);
    world.shown("v", 1);
}

#[test]
fn the_same_file_twice_adds_nothing_twice() {
    let world = World::new();
    for video_id in ["v", "w"] {
        world.publish(video_id, Privacy::Public);
    }
    let file =
        || vec![one("a"), one("b"), one("a"), ImportedBullet { row: "2".into(), ..one("a") }];
    assert_eq!(world.import("v", file()), (3, vec![left(LeftOutReason::Known, 1)]));
    assert_eq!(world.import("v", file()), (0, vec![left(LeftOutReason::Known, 4)]));
    assert_eq!(world.import("w", file()), (3, vec![left(LeftOutReason::Known, 1)]));
    assert_eq!(world.shown("v", 3).len(), 3);
    // Our own file in the room that it is of.
    let own = world.send("bob", "v", 5, "mine").expect("it fits");
    let own = ImportedBullet { row: own.danmaku_id, ..one("mine") };
    assert_eq!(world.import("v", vec![own]), (0, vec![left(LeftOutReason::Known, 1)]));
}

#[test]
fn what_cannot_be_written_here_is_left_out_and_counted_by_its_reason() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let file = vec![
        ImportedBullet { time_ms: super::DURATION_MS + 60_000, ..one("a") },
        ImportedBullet { time_ms: u64::MAX, ..one("a") },
        ImportedBullet { mode: 0, ..one("a") },
        ImportedBullet { mode: 99, ..one("a") },
        ImportedBullet { color: 1 << 24, ..one("a") },
        ImportedBullet { size: 99, ..one("a") },
        one(""),
        one(" \n "),
        one(&"x".repeat(101)),
        one("a\u{0}b"),
        one("a\u{1b}[31mb"),
        one("a good word"),
    ];
    let expected = vec![
        left(LeftOutReason::Time, 2),
        left(LeftOutReason::Mode, 2),
        left(LeftOutReason::Look, 2),
        left(LeftOutReason::Text, 5),
    ];
    assert_eq!(world.import("v", file), (1, expected));
}

#[test]
fn a_file_is_for_the_owner_and_for_moderators() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let import = |cx: &Context, video_id: &str| world.import_as(cx, video_id, vec![one("a")]);
    assert_eq!(code(import(&visitor(), "v")), "kernel.SIGN_IN_FIRST");
    assert_eq!(code(import(&by("bob"), "v")), "kernel.NOT_OWNER");
    assert_eq!(code(import(&by("ada"), "no id!")), "danmaku.ROOM_UNKNOWN");
    assert_eq!(import(&as_role("mod", Role::Moderator), "v").expect("they may").taken, 1);
    let many = world.import_as(&by("ada"), "v", vec![one("a"); 501]);
    assert_eq!(code(many), "danmaku.FILE_TOO_LONG");
    world.delete("v");
    assert_eq!(code(import(&by("ada"), "v")), "danmaku.ROOM_UNKNOWN");
}

#[test]
fn a_room_takes_only_so_many() {
    let world = World::with(Options { imported_rows_max: 2, ..quick() });
    world.publish("v", Privacy::Public);
    let file = || vec![one("a"), one("b"), one("c")];
    assert_eq!(world.import("v", file()), (2, vec![left(LeftOutReason::Full, 1)]));
    let again = vec![left(LeftOutReason::Known, 2), left(LeftOutReason::Full, 1)];
    assert_eq!(world.import("v", file()), (0, again));
}

#[test]
fn whoever_brings_a_file_writes_on_as_before() {
    let world = World::with(Options { send_apart_ms: 60_000, repeat_apart_ms: 60_000, ..quick() });
    world.publish("v", Privacy::Public);
    let now = ImportedBullet { sent_at_ms: i64::MAX, ..one("a") };
    assert_eq!(world.import("v", vec![now, one("b")]), (2, vec![]));
    world.send("ada", "v", 5, "a").expect("no pace counts what a file has");
    assert_eq!(code(world.send("ada", "v", 5, "b")), "danmaku.SEND_LATER");
    assert_eq!(world.import("v", vec![one("c")]), (1, vec![]), "nor is a file too soon");
}

#[test]
fn what_somebody_brought_goes_with_their_account() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    assert_eq!(world.import("v", vec![one("a")]), (1, vec![]));
    world.shown("v", 1);
    let erased = AccountErased { user_id: "ada".to_owned(), ..AccountErased::default() };
    world.harness.publish(&world.user, erased);
    world.shown("v", 0);
}
