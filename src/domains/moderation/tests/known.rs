//! Known pictures: what goes on the list, what is recognised, and who may see any of it.

use super::super::Options;
use super::super::model::{AboveThreshold, KnownBad, Require};
use super::{World, admin, by, code, moderator};
use crate::contract::moderation::{
    Action, AddKnownPictureRequest, Cause, ExportKnownPicturesRequest, GetFrameRequest,
    ImportKnownPicturesRequest, KnownPicture, ListAuditRequest, ListKnownPicturesRequest,
    RemoveKnownPictureRequest,
};
use crate::kernel::context::{Context, Role};
use crate::kernel::fault::{Error, Reply};
use crate::kernel::ports::scoring::ScoringFault;
use crate::kernel::wire::{Detail, Page};

const ONE: &str = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22";
const TWO: &str = "0a0b0c0d0e0f1a1b1c1d1e1f2a2b2c2d2e2f3a3b3c3d3e3f4a4b4c4d4e4f5a5b";

impl World {
    /// Puts the picture of a moment of a case on the list.
    fn add_frame(&self, cx: &Context, video: &str, at_ms: u64) -> Reply<Vec<KnownPicture>> {
        let request = AddKnownPictureRequest {
            video_id: video.to_owned(),
            at_ms,
            label: " seven ".to_owned(),
            hash: String::new(),
        };
        Ok(self.harness.run(self.client.add_known_picture(cx, request))?.pictures)
    }

    fn add_hash(&self, hash: &str, label: &str) -> Reply<Vec<KnownPicture>> {
        let (hash, label) = (hash.to_owned(), label.to_owned());
        let request = AddKnownPictureRequest { hash, label, ..AddKnownPictureRequest::default() };
        let moderator = moderator("mod");
        let added = self.client.add_known_picture(&moderator, request);
        Ok(self.harness.run(added)?.pictures)
    }

    /// Labels with hashes, the newest first.
    fn known(&self) -> Vec<(String, String)> {
        let moderator = moderator("mod");
        let asked = self.client.list_known_pictures(&moderator, <_>::default());
        let listed = self.harness.run(asked).expect("moderators may");
        assert_eq!(usize::try_from(listed.count), Ok(listed.pictures.len()));
        listed.pictures.into_iter().map(|one| (one.label, one.hash)).collect()
    }

    fn import_known(&self, cx: &Context, csv: &str) -> Reply<u32> {
        let request = ImportKnownPicturesRequest { csv: csv.to_owned().into() };
        Ok(self.harness.run(self.client.import_known_pictures(cx, request))?.pictures)
    }

    fn deeds(&self) -> Vec<(String, String, String)> {
        let root = admin();
        let asked = self.client.list_audit(&root, ListAuditRequest::default());
        let entries = self.harness.run(asked).expect("administrators may").entries;
        let listed = entries.into_iter().filter(|one| one.deed.contains("known"));
        listed.map(|one| (one.deed, one.subject, one.detail)).collect()
    }

    /// A video of such pictures, with harmless texts.
    fn show(&self, video: &str, pictures: &[&str]) {
        self.describe(video, 1, "a fish");
        self.package(video, &format!("p-{video}"), pictures);
    }
}

/// A world in which the drawing of seed 7 is on the list, taken from a video that had passed.
fn knowing(options: Options) -> World {
    let world = World::with(Options { sweep_every_ms: 20, retry_every_ms: 100, ..options });
    world.show("v0", &["0.1 1", "0.1 7"]);
    assert_eq!(world.wait_told("v0", 1).action(), Action::Pass, "nothing is known yet");
    let added = world.add_frame(&moderator("mod"), "v0", 1_000).expect("they may");
    assert_eq!(added.len(), 1);
    assert_eq!((&*added[0].label, &*added[0].added_by), ("seven", "mod"));
    world
}

#[test]
fn copies_of_a_known_picture_block_a_video_whatever_was_done_to_them() {
    let world = knowing(Options { require: Require::Text, ..Options::default() });
    for (video, picture) in [
        ("same", "0.1 7"),
        ("mirrored", "0.1 7 mirrored"),
        ("framed", "0.1 7 framed"),
        ("smaller", "0.1 7 smaller"),
        ("coarse", "0.1 7 coarse"),
        ("all", "0.1 7 mirrored framed coarse"),
    ] {
        world.show(video, &["0.1 2", picture, "0.1 3"]);
        let told = world.wait_told(video, 1);
        assert_eq!(told.action(), Action::Block, "{video}");
        let failure = told.failure.expect("it says why");
        assert_eq!(failure.cause(), Cause::KnownBad, "{video}");
        assert_eq!(failure.details, [], "nor which, nor where");
        let found = world.case(video).expect("it is there").findings.expect("they are kept").known;
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].at_ms, &*found[0].label), (1_000, "seven"));
        assert!(found[0].distance <= 31);
    }
    world.show("other", &["0.1 2", "0.1 8", "0.1 9"]);
    assert_eq!(world.wait_told("other", 1).action(), Action::Pass);
    assert_eq!(world.scorer.count(), 0, "scores are not required");
    // What a person decides about it holds.
    world.decide(&moderator("mod"), "same", Action::Pass).expect("they may");
    assert_eq!(world.wait_told("same", 2).action(), Action::Pass);
}

#[test]
fn the_operator_says_what_becomes_of_it() {
    let require = Require::Text;
    let world = knowing(Options { require, known_bad: KnownBad::Review, ..Options::default() });
    world.show("v1", &["0.1 7"]);
    let told = world.wait_told("v1", 1);
    let cause = told.failure.clone().map(|failure| failure.cause());
    assert_eq!((told.action(), cause), (Action::Review, Some(Cause::KnownBad)));
    assert_eq!(world.waiting(), ["v1"]);
    let off = Options { require: Require::Off, ..Options::clone(&world.options.get()) };
    world.options.set(off);
    world.show("v2", &["0.1 7"]);
    assert_eq!(world.wait_told("v2", 1).action(), Action::Pass, "nothing is looked for");
}

#[test]
fn the_hardest_finding_is_told() {
    let world = knowing(Options {
        require: Require::Model,
        known_bad: KnownBad::Review,
        above_threshold: AboveThreshold::Block,
        ..Options::default()
    });
    for (video, pictures, action, cause) in [
        ("v1", ["0.1 7", "0.1 7"], Action::Review, Cause::KnownBad),
        ("v2", ["0.9 7", "0.9 7"], Action::Block, Cause::PicturesNotAllowed),
    ] {
        world.show(video, &pictures);
        let told = world.wait_told(video, 1);
        let told_cause = told.failure.clone().map(|failure| failure.cause());
        assert_eq!((told.action(), told_cause), (action, Some(cause)), "{video}");
    }
    // Where both ask for the same, it is the list.
    let both = Options { known_bad: KnownBad::Block, ..Options::clone(&world.options.get()) };
    world.options.set(both);
    world.show("v3", &["0.9 7", "0.9 7"]);
    let cause = world.wait_told("v3", 1).failure.map(|failure| failure.cause());
    assert_eq!(cause, Some(Cause::KnownBad));
}

#[test]
fn pictures_are_scored_and_recognised_together_and_recognised_without_a_model() {
    let world = knowing(Options { require: Require::Model, ..Options::default() });
    let before = world.scorer.count();
    world.show("v1", &["0.1 2", "0.2 3"]);
    assert_eq!(world.wait_told("v1", 1).action(), Action::Pass);
    assert_eq!(world.scorer.count(), before + 3, "the cover too");
    world.show("v2", &["0.9 2", "0.95 3"]);
    let failure = world.wait_told("v2", 1).failure.expect("it says why");
    assert_eq!(failure.cause(), Cause::PicturesNotAllowed);
    world.show("v3", &["0.1 2", "0.2 7"]);
    let told = world.wait_told("v3", 1);
    assert_eq!(told.failure.map(|failure| failure.cause()), Some(Cause::KnownBad));
    let findings = world.case("v3").expect("it is there").findings.expect("they are kept");
    assert_eq!((findings.scores.len(), findings.known.len()), (2, 1));
    let lost = ScoringFault::NoModel { path: "m".into(), cause: "gone".into() };
    world.scorer.fail(Some(lost));
    world.show("v4", &["0.1 2", "0.1 3"]);
    let failure = world.wait_told("v4", 1).failure.expect("it says why");
    assert_eq!(failure.cause(), Cause::PicturesNotScored);
    world.show("v5", &["0.1 2", "0.1 3", "0.1 7"]);
    let told = world.wait_told("v5", 1);
    let cause = told.failure.clone().map(|failure| failure.cause());
    assert_eq!((told.action(), cause), (Action::Block, Some(Cause::KnownBad)));
}

#[test]
fn a_picture_that_cannot_be_read_goes_to_a_person() {
    let world = knowing(Options { require: Require::Text, ..Options::default() });
    world.show("v1", &["0.1 2", "not a picture"]);
    let told = world.wait_told("v1", 1);
    let cause = told.failure.clone().map(|failure| failure.cause());
    assert_eq!((told.action(), cause), (Action::Review, Some(Cause::PicturesNotScored)));
    world.show("v2", &[]);
    assert_eq!(world.wait_told("v2", 1).action(), Action::Review);
}

#[test]
fn the_list_and_the_pictures_are_for_moderators_and_files_for_administrators() {
    let world = knowing(Options { require: Require::Text, ..Options::default() });
    let run = |reply: Reply<()>| code(reply);
    for cx in [by("ada", Role::Creator), by("eve", Role::Viewer)] {
        let client = &world.client;
        assert_eq!(code(world.add_frame(&cx, "v0", 0)), "kernel.NOT_ALLOWED");
        let listed = client.list_known_pictures(&cx, ListKnownPicturesRequest::default());
        assert_eq!(run(world.harness.run(listed).map(drop)), "kernel.NOT_ALLOWED");
        let request = RemoveKnownPictureRequest { picture_id: "p".to_owned() };
        let removed = client.remove_known_picture(&cx, request);
        assert_eq!(run(world.harness.run(removed).map(drop)), "kernel.NOT_ALLOWED");
        let frame = GetFrameRequest { video_id: "v0".to_owned(), at_ms: 0 };
        let frame = client.get_frame(&cx, frame);
        assert_eq!(run(world.harness.run(frame).map(drop)), "kernel.NOT_ALLOWED");
    }
    let moderator = moderator("mod");
    assert_eq!(code(world.import_known(&moderator, "hash,label\n")), "kernel.NOT_ALLOWED");
    let export = world.client.export_known_pictures(&moderator, ExportKnownPicturesRequest {});
    assert_eq!(run(world.harness.run(export).map(drop)), "kernel.NOT_ALLOWED");
    let frame = GetFrameRequest { video_id: "v0".to_owned(), at_ms: 1_000 };
    let frame = world.harness.run(world.client.get_frame(&moderator, frame));
    assert_eq!(frame.expect("they may").jpeg, "0.1 7");
    // The cover is taken after a tenth of five seconds, and is no sampled picture.
    let cover = GetFrameRequest { video_id: "v0".to_owned(), at_ms: 500 };
    let cover = world.harness.run(world.client.get_frame(&moderator, cover));
    assert_eq!(&*cover.expect("they may").jpeg, b"0.0 0 plain");
    let frame = GetFrameRequest { video_id: "v0".to_owned(), at_ms: 1_001 };
    let frame = world.harness.run(world.client.get_frame(&moderator, frame));
    assert_eq!(code(frame), "moderation.FRAME_UNKNOWN");
}

#[test]
fn a_framed_picture_is_listed_twice_and_one_that_says_nothing_not_at_all() {
    let world = World::requiring(Require::Text);
    world.show("v0", &["0.1 5 framed", "0.1 5 plain", "not a picture"]);
    world.wait_told("v0", 1);
    let moderator = moderator("mod");
    let added = world.add_frame(&moderator, "v0", 0).expect("they may");
    assert_eq!((added.len(), world.known().len()), (2, 2));
    world.show("v1", &["0.1 5"]);
    assert_eq!(world.wait_told("v1", 1).action(), Action::Block, "the border is cut off");
    let refused = [(1_000, "PICTURE_PLAIN"), (2_000, "FRAME_UNREADABLE"), (9, "FRAME_UNKNOWN")];
    for (at_ms, expected) in refused {
        let refused = code(world.add_frame(&moderator, "v0", at_ms));
        assert_eq!(refused, format!("moderation.{expected}"));
    }
    assert_eq!(code(world.add_frame(&moderator, "v9", 0)), "moderation.CASE_UNKNOWN");
}

#[test]
fn a_list_goes_out_and_comes_in_and_what_is_removed_passes_again() {
    let world = knowing(Options { require: Require::Text, ..Options::default() });
    for (hash, label) in [("f8", "x"), (ONE, " "), (ONE, "a\nb"), (ONE, &"x".repeat(101))] {
        assert_eq!(code(world.add_hash(hash, label)), "moderation.KNOWN_PICTURE_INVALID");
    }
    world.harness.clock.turn(1_000);
    world.add_hash(&ONE.to_uppercase(), "one").expect("they may");
    world.harness.clock.turn(1_000);
    let list = format!("label,hash\n\"two, too\",{TWO}\nagain,{ONE}\n");
    assert_eq!(world.import_known(&admin(), &list).expect("it is in order"), 2);
    let known = world.known();
    let labels: Vec<_> = known.iter().map(|(label, _)| label.as_str()).collect();
    assert_eq!(labels, ["two, too", "again", "seven"], "the newest first, each hash once");
    let wrong = format!("hash,label\n{TWO},new\n{},x\n", &ONE[1..]);
    let refused = world.import_known(&admin(), &wrong);
    let Err(Error::Refused(refused)) = refused else { panic!("it is taken") };
    assert_eq!(refused.name, "KNOWN_PICTURES_INVALID");
    assert!(refused.details.contains(&Detail::new("line", 3_u64)), "{:?}", refused.details);
    assert_eq!(world.known(), known, "nothing is kept of it");
    let root = admin();
    let export = world.client.export_known_pictures(&root, ExportKnownPicturesRequest {});
    let csv = world.harness.run(export).expect("administrators may").csv;
    let csv = String::from_utf8(csv.to_vec()).expect("text");
    assert!(csv.ends_with(&format!("{ONE},again\r\n{TWO},\"two, too\"\r\n")), "{csv}");
    assert_eq!(world.import_known(&root, &csv).expect("it is in order"), 3);
    assert_eq!(world.known(), known);

    let request = ListKnownPicturesRequest { page: Some(Page { limit: 2, ..Page::default() }) };
    let asked = world.client.list_known_pictures(&root, request);
    let part = world.harness.run(asked).expect("administrators may");
    assert_eq!((part.pictures.len(), part.count), (2, 3));
    let page = Some(Page { limit: 2, cursor: part.next_cursor });
    let asked = world.client.list_known_pictures(&root, ListKnownPicturesRequest { page });
    let rest = world.harness.run(asked).expect("administrators may");
    assert_eq!((rest.pictures.len(), &*rest.next_cursor), (1, ""));
    let picture_id = rest.pictures[0].picture_id.clone();
    for _ in 0..2 {
        let request = RemoveKnownPictureRequest { picture_id: picture_id.clone() };
        let removed = world.client.remove_known_picture(&root, request);
        world.harness.run(removed).expect("removing it again changes nothing");
    }
    world.show("v1", &["0.1 7"]);
    assert_eq!(world.wait_told("v1", 1).action(), Action::Pass, "it is not known any more");
    let deeds = world.deeds();
    let deeds: Vec<_> = deeds.iter().map(|(deed, _, detail)| (&**deed, &**detail)).collect();
    assert_eq!(
        deeds,
        [
            ("added_known_picture", "seven"),
            ("added_known_picture", "one"),
            ("imported_known_pictures", "2 pictures"),
            ("imported_known_pictures", "3 pictures"),
            ("removed_known_picture", "seven"),
        ]
    );
}

/// The list is counted in the unit that adds: of any number of pictures at once as many are taken
/// as there is room for, and one hash stands there once.
#[test]
fn of_pictures_at_once_as_many_are_taken_as_there_is_room_for() {
    let world = World::with(Options { known_pictures_max: 1, ..Options::default() });
    let add = |hash: &str, label: &str| {
        let (cx, client) = (moderator("mod"), world.client.clone());
        let (hash, label) = (hash.to_owned(), label.to_owned());
        let request = AddKnownPictureRequest { hash, label, ..AddKnownPictureRequest::default() };
        async move { client.add_known_picture(&cx, request).await }
    };
    let (a, b, c) = world
        .harness
        .run(async { tokio::join!(add(ONE, "one"), add(TWO, "two"), add(ONE, "again")) });
    // Whichever came first: calls at once have no order.
    let known = world.known();
    let [(_, hash)] = known.as_slice() else { panic!("{known:?}") };
    assert_eq!((a.is_ok(), c.is_ok()), (hash == ONE, hash == ONE), "{known:?}");
    let refused = if hash == ONE { vec![b] } else { vec![a, c] };
    for reply in refused {
        assert_eq!(code(reply), "moderation.TOO_MANY_KNOWN_PICTURES");
    }
    let other = if hash == ONE { TWO } else { ONE };
    let list = format!("hash,label\n{other},other\n");
    let full = world.import_known(&admin(), &list);
    assert_eq!(code(full), "moderation.TOO_MANY_KNOWN_PICTURES");
    assert_eq!(world.known().len(), 1);
}
