//! The pictures of people: what is taken, who sees which, and what is left of one.

use super::mail::reached;
use super::{World, quick};
use crate::boot::harness::{by, by_visitor};
use crate::contract::moderation::{self, Action};
use crate::contract::user::{
    EraseAccountRequest, ExportAccountRequest, GetAvatarRequest, GetAvatarResponse, GetUserRequest,
    Refusal, RemoveAvatarRequest, SetAvatarRequest, Standing,
};
use crate::domains::user::Options;
use crate::kernel::context::{Context, Role as CallerRole};
use crate::kernel::fault::{Error, Reply, Shared};
use crate::kernel::ports::media::{
    Cancel, EncodedLadder, Flaw, LadderPlan, MediaFault, MediaSource, MediaTool, MediaWork,
    PictureCount, ProbeReport, Progress, StillPlan, StoryboardPlan,
};
use crate::kernel::ports::picture::SquarePlan;
use bytes::Bytes;
use std::sync::{Mutex, PoisonError};
use tokio::sync::watch;

/// Makes squares that say of what they were made.
#[derive(Default)]
pub(super) struct FakeEasel {
    /// What it answers instead, once.
    trouble: Mutex<Option<MediaFault>>,
}

fn never<'a, T: Send + 'a>() -> MediaWork<'a, T> {
    Box::pin(async { Err(MediaFault::Cancelled) })
}

impl MediaTool for FakeEasel {
    fn probe<'a>(&'a self, _: &'a MediaSource, _: Cancel) -> MediaWork<'a, ProbeReport> {
        never()
    }

    fn count_pictures<'a>(&'a self, _: &'a MediaSource, _: Cancel) -> MediaWork<'a, PictureCount> {
        never()
    }

    fn encode_ladder<'a>(
        &'a self,
        _: &'a LadderPlan,
        _: watch::Sender<Progress>,
        _: Cancel,
    ) -> MediaWork<'a, EncodedLadder> {
        never()
    }

    fn stills<'a>(&'a self, _: &'a StillPlan, _: Cancel) -> MediaWork<'a, ()> {
        never()
    }

    fn squares<'a>(&'a self, plan: &'a SquarePlan, _: Cancel) -> MediaWork<'a, ()> {
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(trouble) = trouble {
            return Box::pin(async { Err(trouble) });
        }
        let came = std::fs::read(&plan.path).unwrap();
        for square in &plan.squares {
            let edge = square.edge_px.to_string();
            std::fs::write(&square.output, [edge.as_bytes(), b" of ", &came].concat()).unwrap();
        }
        Box::pin(async { Ok(()) })
    }

    fn storyboard<'a>(&'a self, _: &'a StoryboardPlan, _: Cancel) -> MediaWork<'a, ()> {
        never()
    }
}

/// A PNG of 2 × 2 pixels, as far as its chunks say.
pub(super) fn png(word: &str) -> Bytes {
    let chunk = |kind: &[u8], body: &[u8]| {
        let length = u32::try_from(body.len()).unwrap().to_be_bytes();
        [&length, kind, body, &[0; 4]].concat()
    };
    let head = chunk(b"IHDR", &[0, 0, 0, 2, 0, 0, 0, 2, 1, 0, 0, 0, 0]);
    let body = [head, chunk(b"IDAT", word.as_bytes()), chunk(b"IEND", b"")].concat();
    [b"\x89PNG\r\n\x1a\n", &*body].concat().into()
}

fn set(world: &World, cx: &Context, picture: Bytes) -> Reply<String> {
    let asked = world.user.set_avatar(cx, SetAvatarRequest { picture });
    world.harness.run(asked).map(|told| told.avatar)
}

fn get(world: &World, cx: &Context, avatar: &str, edge_px: u32) -> Reply<GetAvatarResponse> {
    let request = GetAvatarRequest { avatar: avatar.to_owned(), edge_px };
    world.harness.run(world.user.get_avatar(cx, request))
}

/// The picture that others see of an account.
fn seen(world: &World, name: &str) -> String {
    let request = GetUserRequest { user_id: String::new(), name: name.to_owned() };
    let told = world.harness.run(world.user.get_user(&by_visitor(), request));
    told.expect("they are there").user.expect("a card").avatar
}

/// Everything that lies in the store of media, by its path.
fn media(world: &World) -> Vec<String> {
    let mut open =
        vec![world.harness.folder().join("blobs/user"), world.harness.folder().join("work/user")];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.path().is_dir() {
                true => open.push(entry.path()),
                false => found.push(entry.path().to_string_lossy().into_owned()),
            }
        }
    }
    found
}

fn problem(reply: Reply<String>) -> String {
    match reply.expect_err("it is refused") {
        Error::Refused(refused) => {
            assert_eq!(refused.name, "PICTURE_INVALID");
            let found = refused.details.iter().find(|one| one.name == "problem");
            format!("{:?}", found.and_then(|one| one.value.as_ref()))
        },
        Error::Fault(fault) => panic!("{fault}"),
    }
}

#[test]
fn a_picture_is_seen_by_its_person_and_moderators_and_by_all_once_it_has_passed() {
    let mut world = World::new();
    let moderation = world.harness.source::<moderation::Owner>();
    let ada = world.sign_up("ada").unwrap().user.unwrap().user_id;
    let cx = by(&ada, CallerRole::Viewer);
    let first = set(&world, &cx, png("fish")).unwrap();
    let told = world.told_profiles(&ada);
    let last = told.last().unwrap();
    assert_eq!((last.version, &*last.avatar), (2, &*first));
    let blob = last.picture.clone().unwrap();
    let read = world.harness.blobs.read(&format!("user/{}", blob.path), 0, 99);
    let read = world.harness.run(read).unwrap();
    assert!(read.starts_with(b"256 of \x89PNG"), "{read:?}");
    assert_eq!(seen(&world, "ada"), "");
    let (moderator, other) = (by("mod", CallerRole::Moderator), by("eve", CallerRole::Creator));
    for (who, may) in [(&cx, true), (&moderator, true), (&other, false), (&by_visitor(), false)] {
        let told = get(&world, who, &first, 96);
        assert_eq!(told.is_ok(), may);
        match told {
            Ok(told) => assert!(!told.is_public && told.blob.unwrap().path.ends_with("/96.jpg")),
            Err(error) => assert!(error.is(Refusal::AvatarUnknown)),
        }
    }
    world.judge(&moderation, &ada, [Action::Pass, Action::Pass]);
    world.wait("it to pass", || seen(&world, "ada") == first);
    assert!(get(&world, &by_visitor(), &first, 256).unwrap().is_public);
    assert!(get(&world, &by_visitor(), &first, 97).unwrap_err().is(Refusal::AvatarUnknown));
    // The next one waits; the first is shown until then, and is gone afterwards.
    let second = set(&world, &cx, png("bird")).unwrap();
    assert_eq!((&*seen(&world, "ada"), &*world.profile(&cx).avatar), (&*first, &*second));
    assert_eq!(media(&world).len(), 4);
    world.judge(&moderation, &ada, [Action::Pass, Action::Pass]);
    world.wait("it to pass", || seen(&world, "ada") == second);
    world.wait("the first to go", || media(&world).len() == 2);
    assert!(get(&world, &cx, &first, 96).unwrap_err().is(Refusal::AvatarUnknown));
    assert!(media(&world).iter().all(|path| path.contains(&second)));
    let removed = world.user.remove_avatar(&cx, RemoveAvatarRequest {});
    world.harness.run(removed).unwrap();
    assert_eq!(seen(&world, "ada"), "");
    world.wait("it to go", || media(&world).is_empty());
    let left = "SELECT COUNT(*) FROM avatar_removals";
    world.wait("nothing to be left to remove", || world.number(left) == 0);
    assert_eq!(world.told_profiles(&ada).last().unwrap().picture, None);
}

#[test]
fn what_is_no_picture_is_refused_with_its_problem_and_leaves_nothing() {
    let world = World::with(Options { avatar_bytes_max: 2_000, ..quick() });
    let ada = world.sign_up("ada").unwrap().user.unwrap().user_id;
    let cx = by(&ada, CallerRole::Viewer);
    let page = [&png("x")[..], b"<script>alert(1)</script>"].concat();
    for (picture, expected) in [
        (Bytes::new(), "empty"),
        (Bytes::from_static(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "svg"),
        (Bytes::from_static(b"\0\0\0\x18ftypheic\0\0\0\0"), "heic"),
        (Bytes::from_static(b"#EXTM3U\nfile:///etc/passwd"), "kind"),
        (page.into(), "document"),
        (png("x").slice(..30), "cut"),
        (png(&"x".repeat(2_000)), "bytes"),
    ] {
        let told = problem(set(&world, &cx, picture));
        assert!(told.contains(expected), "{told} {expected}");
    }
    let failed = |flaw| MediaFault::Failed { flaw, stderr_tail: String::new() };
    for (trouble, expected) in [
        (failed(Flaw::TooLarge), "pixels"),
        (failed(Flaw::Damaged), "damaged"),
        (MediaFault::Killed { signal: 11 }, "damaged"),
    ] {
        *world.easel.trouble.lock().unwrap() = Some(trouble);
        assert!(problem(set(&world, &cx, png("x"))).contains(expected), "{expected}");
        assert_eq!(media(&world), Vec::<String>::new());
    }
    *world.easel.trouble.lock().unwrap() = Some(MediaFault::ToolMissing { tool: "x".to_owned() });
    assert!(matches!(set(&world, &cx, png("x")), Err(Error::Fault(_))));
    assert!(set(&world, &by_visitor(), png("x")).unwrap_err().is(Shared::SignInFirst));
    let gone = set(&world, &by("nobody", CallerRole::Viewer), png("x")).unwrap_err();
    assert!(gone.is(Refusal::UserUnknown));
    assert_eq!(world.told_profiles(&ada).len(), 1, "only that it is there");
    // What was planned and never used is removed in time.
    world.harness.clock.turn(600_001);
    world.wait("the plans to go", || world.number("SELECT COUNT(*) FROM avatar_removals") == 0);
}

#[test]
fn a_repeat_under_the_same_key_sets_one_picture() {
    let world = World::new();
    let ada = world.sign_up("ada").unwrap().user.unwrap().user_id;
    let cx = by(&ada, CallerRole::Viewer).keyed("k1");
    let first = set(&world, &cx, png("fish")).unwrap();
    assert_eq!(set(&world, &cx, png("fish")).unwrap(), first);
    assert_eq!(world.told_profiles(&ada).len(), 2);
}

#[test]
fn who_is_refused_is_told_by_mail_once() {
    let mut world = World::new();
    let moderation = world.harness.source::<moderation::Owner>();
    let cx = reached(&world, "alice", "alice@example.com");
    let alice = cx.caller.user_id().unwrap().to_string();
    set(&world, &cx, png("fish")).unwrap();
    let before = world.letterbox.taken().len();
    for _ in 0..2 {
        world.judge(&moderation, &alice, [Action::Pass, Action::Block]);
    }
    let mails = world.mails(before + 1);
    assert!(mails[before].text.as_str().contains("/account"), "{}", mails[before].text.as_str());
    assert!(mails[before].text.as_str().contains("no"));
    let standing = || world.profile(&cx).avatar_part.map(|part| part.standing());
    world.wait("it to stand", || standing() == Some(Standing::Refused));
    assert_eq!(world.letterbox.taken().len(), before + 1);
}

#[test]
fn an_export_has_the_picture_and_an_erasure_leaves_none() {
    let mut world = World::new();
    let moderation = world.harness.source::<moderation::Owner>();
    let ada = world.sign_up("ada").unwrap().user.unwrap().user_id;
    let cx = by(&ada, CallerRole::Viewer);
    let first = set(&world, &cx, png("fish")).unwrap();
    world.judge(&moderation, &ada, [Action::Pass, Action::Pass]);
    world.wait("it to pass", || seen(&world, "ada") == first);
    let second = set(&world, &cx, png("bird")).unwrap();
    let told = world.user.export_account(&cx, ExportAccountRequest::default());
    let told = world.harness.run(told).unwrap().account.unwrap();
    assert!(told.avatar.unwrap().path.contains(&second));
    assert_eq!(told.avatar_part.unwrap().standing(), Standing::Waiting);
    let request = EraseAccountRequest {
        typed_name: "ada".to_owned(),
        current_password: super::PASSWORD.to_owned(),
        session_token: world.session_of(&cx),
        ..EraseAccountRequest::default()
    };
    world.harness.run(world.user.erase_account(&cx, request)).unwrap();
    world.wait("both to go", || media(&world).is_empty());
    assert_eq!(world.number("SELECT COUNT(*) FROM portraits"), 0);
    assert_eq!(world.number("SELECT COUNT(*) FROM accounts WHERE avatar <> ''"), 0);
    world.judge_version(&moderation, (&ada, 3), [Action::Pass, Action::Pass]);
    assert!(get(&world, &by_visitor(), &second, 96).unwrap_err().is(Refusal::AvatarUnknown));
}

#[test]
fn who_sends_many_pictures_at_once_leaves_places_for_others() {
    let world = World::new();
    let [ada, bob] = ["ada", "bob"].map(|name| {
        let entered = world.sign_up(name).unwrap();
        by(&entered.user.unwrap().user_id, CallerRole::Viewer)
    });
    let calls = (0..21).map(|at| {
        let (client, cx) = (world.user.clone(), if at < 20 { ada.clone() } else { bob.clone() });
        let request = SetAvatarRequest { picture: png(&format!("{at}")) };
        async move { (at, client.set_avatar(&cx, request).await) }
    });
    let (his, hers): (Vec<_>, Vec<_>) = world.race(calls).into_iter().partition(|one| one.0 == 20);
    assert!(his[0].1.is_ok(), "his is made: {his:?}");
    let replies: Vec<_> = hers.into_iter().map(|one| one.1).collect();
    let taken = replies.iter().filter(|reply| reply.is_ok()).count();
    let turned_away = replies.iter().filter(|reply| {
        matches!(reply, Err(Error::Fault(crate::kernel::fault::Fault::Overloaded)))
    });
    assert_eq!((taken + turned_away.count(), taken > 0, taken < 20), (20, true, true));
    // Places are let go.
    set(&world, &ada, png("one more")).unwrap();
}
