//! What waits: for moderation, for a moderator, for the owner of a video; and who may comment at
//! all.

use super::{World, by, code, moderator, texts, visitor};
use crate::contract::community::{
    ChangeThreadRequest, CommentOrder, CommentState, GetCommentRequest, ListHeldCommentsRequest,
    NotificationKind, PinCommentRequest, Policy,
};
use crate::contract::video::Privacy;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use std::sync::atomic::Ordering;

impl World {
    fn set_policy(&self, cx: &Context, policy: Policy) -> Reply<()> {
        let request = ChangeThreadRequest { video_id: "v".to_owned(), policy: policy.into() };
        self.harness.run(self.client.change_thread(cx, request)).map(drop)
    }

    fn held(&self, cx: &Context) -> Vec<String> {
        let request = ListHeldCommentsRequest::default();
        let told = self.harness.run(self.client.list_held_comments(cx, request));
        told.expect("they have an account").comments.into_iter().map(|one| one.text).collect()
    }

    fn pin(&self, name: &str, comment_id: &str, is_pinned: bool) -> Reply<()> {
        let (video_id, comment_id) = ("v".to_owned(), comment_id.to_owned());
        let request = PinCommentRequest { video_id, comment_id, is_pinned };
        self.harness.run(self.client.pin_comment(&by(name), request)).map(drop)
    }
}

#[test]
fn what_a_rule_holds_is_decided_by_a_moderator() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let held = world.post("bob", "an odd word").expect("it is held");
    assert_eq!(held.state(), CommentState::Held);
    assert!(world.list().is_empty());
    let own = world.list_as(&by("bob"), CommentOrder::Hot);
    assert_eq!(texts(&own), ["an odd word"], "its author sees it");
    assert!(world.list_as(&by("eve"), CommentOrder::Hot).is_empty(), "and nobody else");
    assert_eq!(world.held(&moderator()), ["an odd word"]);
    assert!(world.held(&by("ada")).is_empty(), "it does not wait for her");
    assert_eq!(code(world.decide_as(&by("bob"), &held, true)), "kernel.NOT_OWNER");
    assert_eq!(code(world.decide_as(&by("ada"), &held, true)), "kernel.NOT_ALLOWED");
    world.decide_as(&moderator(), &held, true).expect("a moderator may");
    assert_eq!(code(world.decide_as(&moderator(), &held, true)), "community.COMMENT_UNKNOWN");
    assert_eq!(texts(&world.list()), ["an odd word"]);
    assert_eq!(world.kinds("bob"), [NotificationKind::CommentShown]);
    assert!(world.kinds("ada").contains(&NotificationKind::Comment));
    let other = world.post("bob", "odd again").expect("it is held");
    world.decide_as(&moderator(), &other, false).expect("a moderator may");
    assert_eq!(world.kinds("bob")[0], NotificationKind::CommentRemoved);
    assert_eq!(world.counts().comments, 1);
}

#[test]
fn what_cannot_be_judged_waits_until_it_can() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    world.is_out.store(true, Ordering::SeqCst);
    for text in ["fine", "an odd one", "a bad one"] {
        let posted = world.post("bob", text).expect("it waits");
        assert_eq!(posted.state(), CommentState::Pending);
    }
    assert!(world.list().is_empty(), "nothing is shown that nobody has judged");
    world.is_out.store(false, Ordering::SeqCst);
    world.harness.eventually("all to be judged", || async {
        let sql = "SELECT COUNT(*) FROM comments WHERE state = 1";
        let read = world.db.read(move |view| view.value::<i64>(sql, &[]));
        (read.await.ok()? == Some(0)).then_some(())
    });
    assert_eq!(texts(&world.list()), ["fine"]);
    assert_eq!(world.held(&moderator()), ["an odd one"]);
    assert_eq!(world.count("SELECT COUNT(*) FROM comments WHERE text = 'a bad one'"), 0);
}

#[test]
fn an_owner_closes_comments_or_looks_at_each_first() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    assert_eq!(code(world.set_policy(&by("bob"), Policy::Closed)), "kernel.NOT_OWNER");
    assert_eq!(code(world.set_policy(&by("ada"), Policy::Unspecified)), "community.POLICY_INVALID");
    world.set_policy(&by("ada"), Policy::Closed).expect("it is hers");
    assert_eq!(code(world.post("bob", "hi")), "community.COMMENTS_CLOSED");
    let seen = world.thread_as(&by("bob"), "v").expect("it is open");
    assert!(!seen.rights.expect("they are told").may_post);
    world.post("ada", "hers").expect("she may");
    world.set_policy(&by("ada"), Policy::Reviewed).expect("it is hers");
    let waiting = world.post("bob", "look at me").expect("it waits");
    assert_eq!(waiting.state(), CommentState::Reviewed);
    assert_eq!(texts(&world.list()), ["hers"]);
    assert_eq!(world.held(&by("ada")), ["look at me"]);
    assert!(world.held(&by("eve")).is_empty());
    assert_eq!(world.kinds("ada")[0], NotificationKind::CommentWaits);
    world.decide_as(&by("ada"), &waiting, true).expect("it waits for her");
    assert_eq!(texts(&world.list()), ["look at me", "hers"]);
    assert_eq!(world.kinds("bob"), [NotificationKind::CommentShown]);
}

#[test]
fn a_pinned_comment_stands_above_all_others() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let first = world.post("bob", "first").expect("it fits");
    let second = world.post("bob", "second").expect("it fits");
    let reply = world.reply("eve", &first, "reply").expect("it fits");
    assert_eq!(code(world.pin("bob", &first.comment_id, true)), "kernel.NOT_OWNER");
    assert_eq!(code(world.pin("ada", &reply.comment_id, true)), "community.PIN_INVALID");
    world.pin("ada", &first.comment_id, true).expect("it is hers");
    let listed = world.list();
    assert_eq!(texts(&listed), ["first", "second"], "each once");
    assert_eq!((listed[0].is_pinned, listed[1].is_pinned), (true, false));
    world.pin("ada", &second.comment_id, false).expect("it is no error");
    assert!(world.list()[0].is_pinned, "another one stays");
    world.pin("ada", &first.comment_id, false).expect("it is hers");
    assert_eq!(texts(&world.list()), ["second", "first"]);
    world.pin("ada", &second.comment_id, true).expect("it is hers");
    world.delete("bob", &second).expect("it is his");
    assert_eq!(texts(&world.list_as(&visitor(), CommentOrder::Hot)), ["first"]);
}

#[test]
fn what_was_muted_while_it_waited_is_asked_again_when_it_is_let_through() {
    for is_silent in [false, true] {
        let world = World::new();
        world.publish("v", Privacy::Public);
        let first = world.post("eve", "hi").expect("it fits");
        let held = world.reply("bob", &first, "odd @dan").expect("it waits");
        world.is_out.store(true, Ordering::SeqCst);
        let pending = world.reply("bob", &first, "late @dan").expect("it waits");
        world.is_silent.store(is_silent, Ordering::SeqCst);
        world.decide_as(&moderator(), &held, true).expect("they may");
        world.is_out.store(false, Ordering::SeqCst);
        world.harness.eventually("the other to be judged", || async {
            let cx = visitor();
            let (video_id, comment_id) = ("v".to_owned(), pending.comment_id.clone());
            let request = GetCommentRequest { video_id, comment_id, ..Default::default() };
            world.client.get_comment(&cx, request).await.ok().map(drop)
        });
        let heard = if is_silent { 0 } else { 2 };
        let count = |name, kind| world.kinds(name).iter().filter(|&&one| one == kind).count();
        assert_eq!(count("eve", NotificationKind::Reply), heard, "{is_silent}");
        assert_eq!(count("dan", NotificationKind::Mention), heard, "{is_silent}");
        assert_eq!(count("ada", NotificationKind::Comment), 1 + heard, "{is_silent}");
        assert_eq!(count("bob", NotificationKind::CommentShown), 2, "{is_silent}");
    }
}
