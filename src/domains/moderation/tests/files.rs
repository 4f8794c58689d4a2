//! Known files: what goes on the list, what is known again, and who may see any of it.

use super::super::Options;
use super::super::model::{KnownBad, Require};
use super::{World, admin, by, code, moderator, sha256_of};
use crate::contract::moderation::{
    Action, AddKnownFileRequest, Cause, KnownFile, ListAuditRequest, ListKnownFilesRequest,
    RemoveKnownFileRequest,
};
use crate::kernel::context::{Context, Role};
use crate::kernel::fault::{Error, Reply};
use crate::kernel::wire::{Detail, Page};

impl World {
    fn add_file(&self, cx: &Context, (video, sha256): (&str, &str), label: &str) -> Reply<String> {
        let (video_id, sha256, label) = (video.to_owned(), sha256.to_owned(), label.to_owned());
        let request = AddKnownFileRequest { video_id, sha256, label };
        let added = self.harness.run(self.client.add_known_file(cx, request))?;
        Ok(added.file.expect("a reply has its file").sha256)
    }

    fn files(&self) -> Vec<KnownFile> {
        let mod_ = moderator("mod");
        let asked = self.client.list_known_files(&mod_, <_>::default());
        let listed = self.harness.run(asked).expect("moderators may");
        assert_eq!(usize::try_from(listed.count), Ok(listed.files.len()));
        listed.files
    }

    fn remove_file(&self, cx: &Context, file_id: &str) -> Reply<()> {
        let request = RemoveKnownFileRequest { file_id: file_id.to_owned() };
        self.harness.run(self.client.remove_known_file(cx, request)).map(drop)
    }

    /// What becomes of a video with harmless texts and pictures that is made of such a file.
    fn bring(&self, video: &str, file: &str) -> (Action, Option<Cause>) {
        self.describe(video, 1, "a fish");
        self.package_of(video, &format!("p-{video}"), &["0.1 2"], &sha256_of(file));
        let told = self.wait_told(video, 1);
        (told.action(), told.failure.map(|failure| failure.cause()))
    }
}

fn quick(options: Options) -> World {
    World::with(Options { sweep_every_ms: 20, retry_every_ms: 100, ..options })
}

#[test]
fn a_file_that_is_uploaded_again_is_known_whoever_brings_it() {
    let world = quick(Options { require: Require::Text, ..Options::default() });
    assert_eq!(world.bring("v1", "a"), (Action::Pass, None), "nothing is known yet");
    let kept = world.add_file(&moderator("mod"), ("v1", ""), " a film ").expect("they may");
    assert_eq!(kept, sha256_of("a"));
    assert_eq!(world.bring("v2", "a"), (Action::Block, Some(Cause::KnownBad)));
    let findings = world.case("v2").expect("it is there").findings.expect("they are kept");
    assert_eq!((&*findings.known_file, findings.source_sha256), ("a film", sha256_of("a")));
    assert_eq!(world.bring("v3", "b"), (Action::Pass, None), "another file is another one");
    world.decide(&moderator("mod"), "v2", Action::Pass).expect("they may");
    assert_eq!(world.wait_told("v2", 2).action(), Action::Pass, "what a person decides holds");
    let file_id = world.files().remove(0).file_id;
    world.remove_file(&moderator("mod"), &file_id).expect("they may");
    assert_eq!(world.files(), []);
    assert_eq!(world.bring("v4", "a"), (Action::Pass, None), "it is known no more");
}

#[test]
fn the_operator_says_what_becomes_of_a_known_file_and_scores_do_not_hide_it() {
    let require = Require::Model;
    let world = quick(Options { require, known_bad: KnownBad::Review, ..Options::default() });
    let mod_ = moderator("mod");
    world.add_file(&mod_, ("", &sha256_of("a")), "a film").expect("they may");
    assert_eq!(world.bring("v1", "a"), (Action::Review, Some(Cause::KnownBad)));
    assert_eq!(world.scorer.count(), 2, "its picture and its cover are scored as well");
    assert_eq!(world.waiting(), ["v1"]);
    let off = Options { require: Require::Off, ..Options::clone(&world.options.get()) };
    world.options.set(off);
    assert_eq!(world.bring("v2", "a"), (Action::Pass, None), "nothing is looked for");
}

#[test]
fn only_moderators_keep_the_list_and_it_keeps_its_bounds() {
    let world = quick(Options { known_files_max: 2, ..Options::default() });
    let mod_ = moderator("mod");
    let own = by("ada", Role::Creator);
    let digest = sha256_of("a");
    assert_eq!(code(world.add_file(&own, ("", &digest), "x")), "kernel.NOT_ALLOWED");
    assert_eq!(code(world.remove_file(&own, "x")), "kernel.NOT_ALLOWED");
    let asked = ListKnownFilesRequest::default();
    let listed = world.harness.run(world.client.list_known_files(&own, asked));
    assert_eq!(code(listed), "kernel.NOT_ALLOWED");
    for (digest, label) in [("xyz", "x"), (&*digest, ""), (&*digest, "two\nlines")] {
        let odd = code(world.add_file(&mod_, ("", digest), label));
        assert_eq!(odd, "moderation.KNOWN_FILE_INVALID", "{digest} {label:?}");
    }
    assert_eq!(code(world.add_file(&mod_, ("v9", ""), "x")), "moderation.CASE_UNKNOWN");
    world.describe("v1", 1, "a fish");
    world.package_of("v1", "p1", &["0.1 2"], "");
    world.wait_told("v1", 1);
    assert_eq!(code(world.add_file(&mod_, ("v1", ""), "x")), "moderation.SOURCE_UNKNOWN");

    world.add_file(&mod_, ("", &digest.to_uppercase()), "first").expect("they may");
    world.add_file(&mod_, ("", &sha256_of("b")), "second").expect("they may");
    world.add_file(&mod_, ("", &digest), "first again").expect("it is there already");
    let Err(Error::Refused(full)) = world.add_file(&mod_, ("", &sha256_of("c")), "third") else {
        panic!("there are as many as may be")
    };
    assert_eq!(full.name, "TOO_MANY_KNOWN_FILES");
    let most = Detail::new("most", 2_u64);
    assert!(full.details.contains(&most), "{:?}", full.details);
    let labels: Vec<_> = world.files().into_iter().map(|one| one.label).collect();
    assert_eq!(labels.len(), 2);
    assert!(labels.contains(&"first again".to_owned()), "{labels:?}");
    let page = Some(Page { cursor: String::new(), limit: 1 });
    let asked = world.client.list_known_files(&mod_, ListKnownFilesRequest { page });
    let first = world.harness.run(asked).expect("they may");
    assert_eq!((first.files.len(), first.next_cursor.is_empty()), (1, false));
    let root = admin();
    let asked = world.client.list_audit(&root, ListAuditRequest::default());
    let entries = world.harness.run(asked).expect("administrators may").entries;
    let logged = entries.into_iter().filter(|one| one.deed == "added_known_file");
    let logged: Vec<_> = logged.map(|one| one.detail).collect();
    assert_eq!(logged, ["first", "second", "first again"]);
}
