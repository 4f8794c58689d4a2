//! Whom comments name, words that an owner looks at first, one comment by its address, and reports.

use super::{World, by, code, comment, moderator, quick, texts, visitor};
use crate::contract::community::{
    Comment, CommentOrder, CommentState, GetBlockedWordsRequest, GetCommentRequest,
    GetCommentResponse, ListReportedCommentsRequest, NotificationKind, ReportCommentRequest,
    ReportReason, ReportedComment, SaveBlockedWordsRequest,
};
use crate::contract::user::AccountErased;
use crate::contract::video::Privacy;
use crate::domains::community::model::Options;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use std::sync::atomic::Ordering;

impl World {
    fn mentions_told(&self, name: &str) -> usize {
        self.kinds(name).iter().filter(|kind| **kind == NotificationKind::Mention).count()
    }

    fn block_words(&self, name: &str, words: &[&str]) -> Reply<Vec<String>> {
        let words = words.iter().map(|&word| word.to_owned()).collect();
        let request = SaveBlockedWordsRequest { words };
        Ok(self.harness.run(self.client.save_blocked_words(&by(name), request))?.words)
    }

    fn one_as(&self, cx: &Context, comment_id: &str) -> Reply<GetCommentResponse> {
        let request = GetCommentRequest {
            video_id: "v".to_owned(),
            comment_id: comment_id.to_owned(),
            ..GetCommentRequest::default()
        };
        self.harness.run(self.client.get_comment(cx, request))
    }

    fn report(&self, name: &str, one: &Comment, reason: ReportReason) -> Reply<()> {
        self.tick();
        let request = ReportCommentRequest {
            video_id: one.video_id.clone(),
            comment_id: one.comment_id.clone(),
            reason: reason.into(),
            note: format!("{name} says so"),
            ..ReportCommentRequest::default()
        };
        self.harness.run(self.client.report_comment(&by(name), request)).map(drop)
    }

    fn reported(&self) -> Vec<ReportedComment> {
        let request = ListReportedCommentsRequest::default();
        let told = self.harness.run(self.client.list_reported_comments(&moderator(), request));
        told.expect("a moderator may").comments
    }
}

#[test]
fn whoever_is_named_is_told_once_and_the_name_leads_to_them() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let posted = world.post("bob", "@eve @ada @nobody hi @EVE").expect("it fits");
    assert_eq!(posted.mentioned_ids, ["ada", "eve"]);
    assert_eq!(world.list()[0].mentioned_ids, ["ada", "eve"]);
    assert_eq!(world.mentions_told("eve"), 1);
    assert_eq!(world.mentions_told("ada"), 0, "she hears of the comment itself");
    world.edit("bob", &posted, "@eve @cat again").expect("it is his");
    assert_eq!((world.mentions_told("eve"), world.mentions_told("cat")), (1, 1));
    assert_eq!(world.list()[0].mentioned_ids, ["cat", "eve"]);
    world.edit("bob", &posted, "@cat again").expect("it is his");
    assert_eq!(world.mentions_told("eve"), 0, "she is not named any more");
    world.edit("bob", &posted, "@eve @cat again").expect("it is his");
    let reply = world.reply("eve", &posted, "@bob @cat look").expect("it fits");
    assert_eq!(world.replies_as(&visitor(), &posted)[0].mentioned_ids, ["bob", "cat"]);
    assert_eq!((world.mentions_told("bob"), world.mentions_told("cat")), (0, 2));
    world.delete("eve", &reply).expect("it is hers");
    assert_eq!(world.mentions_told("cat"), 1, "nothing is told of what is gone");
    let pest = world.post("pest", "@eve");
    assert_eq!(code(pest), "community.USER_BLOCKED");
    let muted = world.post("noise", "@eve listen").expect("whoever is muted may");
    assert_eq!(muted.mentioned_ids, ["eve"]);
    let foe = world.post("foe", "@eve @cat listen").expect("she has blocked only him");
    assert_eq!(foe.mentioned_ids, ["cat"]);
    assert_eq!(world.mentions_told("eve"), 1, "but nobody hears of it");
}

#[test]
fn nobody_hears_of_what_they_may_not_see() {
    let world = World::with(Options { mentions_max: 1, ..quick() });
    world.publish("v", Privacy::Public);
    world.publish("w", Privacy::Private);
    let request = comment("w", "@eve");
    let private = crate::contract::community::PostCommentRequest {
        media_token: super::token("w"),
        ..request
    };
    world.post_as(&by("bob"), private).expect("his session proves it");
    assert_eq!(world.mentions_told("eve"), 0, "she may not watch it");
    let held = world.post("bob", "odd @eve @cat").expect("it is held");
    assert_eq!(
        (held.state(), held.mentioned_ids.clone()),
        (CommentState::Held, vec!["eve".to_owned()])
    );
    assert_eq!(world.mentions_told("eve"), 0);
    world.decide_as(&moderator(), &held, true).expect("a moderator may");
    assert_eq!((world.mentions_told("eve"), world.mentions_told("cat")), (1, 0), "as many as fit");
    let event = AccountErased { user_id: "eve".to_owned(), erased_at_ms: 7 };
    world.harness.publish(&world.user, event);
    world.heard("AccountErased", "eve");
    world.harness.eventually("her name to be forgotten", || async {
        let sql = "SELECT COUNT(*) FROM mentions WHERE user_id = 'eve'";
        let read = world.db.read(move |view| view.value::<i64>(sql, &[]));
        (read.await.ok()? == Some(0)).then_some(())
    });
    // `user` may still have known her when it was asked.
    let late = world.post("bob", "@eve are you there").expect("it fits");
    assert!(late.mentioned_ids.is_empty(), "she does not come back");
}

#[test]
fn words_that_an_owner_has_blocked_wait_for_them() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let kept = world.block_words("ada", &["Spoiler", " 剧透 "]).expect("they fit");
    assert_eq!(kept, ["spoiler", "剧透"]);
    let request = GetBlockedWordsRequest {};
    let read = world.harness.run(world.client.get_blocked_words(&by("ada"), request));
    assert_eq!(read.expect("they are hers").words, ["spoiler", "剧透"]);
    assert_eq!(code(world.block_words("ada", &[" "])), "community.WORD_INVALID");
    assert_eq!(code(world.block_words("ada", &["x"; 201])), "community.WORDS_INVALID");
    let waits = world.post("bob", "A SPOILER").expect("it waits");
    assert_eq!(waits.state(), CommentState::Reviewed);
    assert!(world.kinds("ada").contains(&NotificationKind::CommentWaits));
    assert_eq!(world.post("bob", "fine").expect("it fits").state(), CommentState::Shown);
    assert_eq!(world.post("ada", "my own spoiler").expect("hers").state(), CommentState::Shown);
    let fine = world.list().remove(1);
    let edited = world.edit("bob", &fine, "now 有剧透").expect("it is his");
    assert_eq!(edited.state(), CommentState::Reviewed, "also when it is written anew");
    world.decide_as(&by("ada"), &waits, true).expect("it waits for her");
    world.is_out.store(true, Ordering::SeqCst);
    let later = world.post("bob", "another spoiler").expect("it waits");
    assert_eq!(later.state(), CommentState::Pending);
    world.is_out.store(false, Ordering::SeqCst);
    world.harness.eventually("it to be judged", || async {
        let sql = "SELECT COUNT(*) FROM comments WHERE state = 1";
        let read = world.db.read(move |view| view.value::<i64>(sql, &[]));
        (read.await.ok()? == Some(0)).then_some(())
    });
    assert_eq!(texts(&world.list()), ["my own spoiler", "A SPOILER"]);
    assert!(world.block_words("ada", &[]).expect("none fits").is_empty());
    assert_eq!(world.post("bob", "last spoiler").expect("it fits").state(), CommentState::Shown);
}

#[test]
fn one_comment_is_had_by_its_address() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let root = world.post("bob", "root").expect("it fits");
    let reply = world.reply("eve", &root, "reply").expect("it fits");
    let told = world.one_as(&visitor(), &reply.comment_id).expect("it is shown");
    assert_eq!(told.comment.expect("it is told").text, "reply");
    assert_eq!(told.root.expect("it is told").text, "root");
    let told = world.one_as(&visitor(), &root.comment_id).expect("it is shown");
    assert_eq!((told.comment.expect("it is told").text.as_str(), told.root), ("root", None));
    let held = world.post("bob", "odd").expect("it is held");
    world.one_as(&by("bob"), &held.comment_id).expect("it is his");
    world.one_as(&moderator(), &held.comment_id).expect("it waits for them");
    assert_eq!(code(world.one_as(&by("ada"), &held.comment_id)), "community.COMMENT_UNKNOWN");
    assert_eq!(code(world.one_as(&by("eve"), &held.comment_id)), "community.COMMENT_UNKNOWN");
    assert_eq!(code(world.one_as(&visitor(), &held.comment_id)), "community.COMMENT_UNKNOWN");
    world.delete("bob", &root).expect("it is his");
    assert_eq!(code(world.one_as(&visitor(), &root.comment_id)), "community.COMMENT_UNKNOWN");
    let told = world.one_as(&visitor(), &reply.comment_id).expect("it is shown");
    let root = told.root.expect("its place is told");
    assert_eq!((root.state(), root.text.as_str()), (CommentState::Gone, ""));
}

#[test]
fn a_report_waits_for_a_moderator_and_no_one_else() {
    let world = World::with(Options { reports_per_day_max: 2, ..quick() });
    world.publish("v", Privacy::Public);
    let [mean, fine] = ["mean", "fine"].map(|text| world.post("bob", text).expect("it fits"));
    for _ in 0..2 {
        world.report("eve", &mean, ReportReason::Hate).expect("she may");
    }
    world.report("cat", &mean, ReportReason::Other).expect("it may");
    world.report("bob", &mean, ReportReason::Other).expect("it is his own, and nothing is sent");
    world.report("eve", &fine, ReportReason::Spam).expect("she may");
    assert_eq!(code(world.report("eve", &mean, ReportReason::Spam)), "community.TOO_MANY_REPORTS");
    let nothing = world.report("cat", &fine, ReportReason::Unspecified);
    assert_eq!(code(nothing), "community.REPORT_INVALID");
    let reported = world.reported();
    let seen: Vec<(&str, u64)> = reported
        .iter()
        .map(|one| (one.comment.as_ref().expect("it is told").text.as_str(), one.report_count))
        .collect();
    assert_eq!(seen, [("mean", 2), ("fine", 1)], "what waits longest comes first");
    assert_eq!(reported[0].reports[1].note, "eve says so");
    let request = ListReportedCommentsRequest::default();
    let refused = world.harness.run(world.client.list_reported_comments(&by("ada"), request));
    assert_eq!(code(refused), "kernel.NOT_ALLOWED");
    assert_eq!(code(world.decide_as(&by("ada"), &fine, true)), "kernel.NOT_ALLOWED");
    world.decide_as(&moderator(), &fine, true).expect("a moderator may");
    assert_eq!(code(world.decide_as(&moderator(), &fine, true)), "community.COMMENT_UNKNOWN");
    let again = world.report("eve", &fine, ReportReason::Spam);
    assert_eq!(code(again), "community.TOO_MANY_REPORTS", "answered ones count as well");
    world.harness.clock.turn(2 * 86_400_000);
    world.report("eve", &fine, ReportReason::Spam).expect("she may, and nothing is sent");
    assert_eq!(world.reported().len(), 1, "what was answered does not come back");
    assert_eq!(world.kinds("bob"), [], "what stays, its author does not hear of");
    world.decide_as(&moderator(), &mean, false).expect("a moderator may");
    assert_eq!(world.kinds("bob"), [NotificationKind::CommentRemoved]);
    assert_eq!(texts(&world.list_as(&visitor(), CommentOrder::New)), ["fine"]);
    assert!(world.reported().is_empty());
    assert_eq!(world.count("SELECT COUNT(*) FROM comment_reports WHERE answered_at_ms = 0"), 0);
    let own = world.post_as(&moderator(), comment("v", "by a moderator")).expect("it fits");
    world.report("eve", &own, ReportReason::Hate).expect("she may");
    assert!(world.reported().is_empty(), "nobody reads who has reported them");
    assert_eq!(code(world.decide_as(&moderator(), &own, true)), "community.COMMENT_OWN");
    assert_eq!(world.count("SELECT COUNT(*) FROM comment_reports WHERE answered_at_ms = 0"), 1);
}
