//! What waits for moderators and administrators, and what other domains tell of uploads and
//! danmaku: told once, and never twice of one kind to whoever has not read the first.

use super::{World, as_role, by, moderator};
use crate::contract::community::NotificationKind::{
    CommentRemoved, DanmakuRemoved as TextGone, DanmakuShown, QuotaLow, ReportWaits, ReviewWaits,
    SignUpWaits, UploadFailed,
};
use crate::contract::community::{
    Comment, ListHeldCommentsRequest, NotificationKind, ReadNotificationsRequest,
    ReportCommentRequest, ReportReason,
};
use crate::contract::danmaku::{DanmakuApproved, DanmakuRemoved};
use crate::contract::ingest::{QuotaNearlyUsed, SourceRefused};
use crate::contract::moderation::{Action, ReviewDecided, VideoReported};
use crate::contract::transcode::PackageFailed;
use crate::contract::user::SignUpRequested;
use crate::contract::video::Privacy;
use crate::kernel::context::{Context, Role};

impl World {
    /// Waits until nothing is left of which staff are to be told.
    fn staff_told(&self) {
        self.harness.eventually("staff to be told", || async {
            let sql = "SELECT COUNT(*) FROM staff_tellings";
            let read = self.db.read(move |view| view.value::<i64>(sql, &[]));
            (read.await.ok()? == Some(0)).then_some(())
        });
    }

    fn report_spam(&self, name: &str, one: &Comment) {
        self.tick();
        let request = ReportCommentRequest {
            video_id: one.video_id.clone(),
            comment_id: one.comment_id.clone(),
            reason: ReportReason::Spam.into(),
            ..ReportCommentRequest::default()
        };
        self.harness.run(self.client.report_comment(&by(name), request)).expect("it is taken");
        self.staff_told();
    }

    fn read_everything(&self, name: &str) {
        let request = ReadNotificationsRequest::default();
        let cx = as_role(name, Role::Viewer);
        self.harness.run(self.client.read_notifications(&cx, request)).expect("they are theirs");
    }

    fn of_kind(&self, name: &str, kind: NotificationKind) -> Vec<String> {
        let told = self.told(name).into_iter().filter(|one| one.kind() == kind);
        told.map(|one| format!("{}/{}", one.video_id, one.comment_id)).collect()
    }
}

#[test]
fn many_reports_are_one_notification_until_it_is_read() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let some: Vec<_> = (0..5).map(|at| world.post("bob", &format!("hi {at}"))).collect();
    let some: Vec<Comment> = some.into_iter().map(|one| one.expect("it fits")).collect();
    let theirs = world.post("mod", "mine").expect("it fits");
    let place = |one: &Comment| format!("v/{}", one.comment_id);
    for one in &some {
        world.report_spam("eve", one);
    }
    for name in ["mod", "chief"] {
        assert_eq!(world.of_kind(name, ReportWaits), [place(&some[4])], "the newest, for {name}");
    }
    world.report_spam("eve", &theirs);
    assert_eq!(world.of_kind("mod", ReportWaits), [place(&some[4])], "not of what is theirs");
    assert_eq!(world.of_kind("chief", ReportWaits), [place(&theirs)]);
    world.read_everything("mod");
    world.report_spam("eve", &some[4]);
    assert_eq!(world.of_kind("mod", ReportWaits).len(), 1, "it is no new report");
    world.report_spam("dan", &some[0]);
    assert_eq!(world.of_kind("mod", ReportWaits), [place(&some[0]), place(&some[4])]);
    let event = VideoReported {
        video_id: "w".to_owned(),
        owner_id: "mod".to_owned(),
        report_id: "r1".to_owned(),
    };
    world.harness.publish(&world.judge, event);
    world.heard("VideoReported", "w");
    world.staff_told();
    assert_eq!(world.of_kind("chief", ReportWaits), ["w/"]);
    assert_eq!(world.of_kind("mod", ReportWaits).len(), 2, "it is their video");
    assert!(world.of_kind("eve", ReportWaits).is_empty() && world.kinds("bob").is_empty());
}

#[test]
fn what_the_rules_hold_is_told_to_moderators_and_goes_with_the_comment() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let held = world.post("bob", "odd one").expect("it waits");
    world.staff_told();
    let place = format!("v/{}", held.comment_id);
    for name in ["mod", "chief"] {
        assert_eq!(world.of_kind(name, ReviewWaits), std::slice::from_ref(&place));
    }
    assert!(world.of_kind("ada", ReviewWaits).is_empty(), "she does not decide about it");
    let waiting = |cx: &Context| {
        let request = ListHeldCommentsRequest::default();
        let told = world.harness.run(world.client.list_held_comments(cx, request));
        told.expect("they have an account").waiting_count
    };
    assert_eq!((waiting(&moderator()), waiting(&by("ada"))), (1, 0));
    world.decide_as(&moderator(), &held, false).expect("they may");
    assert!(world.of_kind("chief", ReviewWaits).is_empty(), "it waits no longer");
    assert_eq!(world.kinds("bob"), [CommentRemoved]);
    let shown = world.post("bob", "fine").expect("it fits");
    world.tick();
    world.edit("bob", &shown, "odd after all").expect("it waits");
    world.staff_told();
    assert_eq!(world.of_kind("mod", ReviewWaits).len(), 1, "also what was written anew");
    for (number, is_by_person) in [(1, false), (2, true)] {
        let event = ReviewDecided {
            video_id: format!("w{number}"),
            owner_id: "ada".to_owned(),
            action: Action::Review.into(),
            is_by_person,
            ..ReviewDecided::default()
        };
        world.tick();
        world.harness.publish(&world.judge, event);
        world.heard("ReviewDecided", &format!("w{number}"));
    }
    world.staff_told();
    assert_eq!(world.of_kind("mod", ReviewWaits), ["w1/"], "a person has looked at the other");
}

#[test]
fn administrators_hear_of_sign_ups_and_owners_of_what_failed() {
    let world = World::new();
    for name in ["new1", "new2"] {
        world.tick();
        world.harness.publish(&world.user, SignUpRequested { user_id: name.to_owned() });
        world.heard("SignUpRequested", name);
        world.staff_told();
    }
    assert_eq!(world.kinds("chief"), [SignUpWaits], "one until it is read");
    assert!(world.kinds("mod").is_empty(), "they do not decide about it");
    let owner_id = "ada".to_owned();
    for video_id in ["v1", "v2"] {
        world.tick();
        let refused = SourceRefused {
            video_id: video_id.to_owned(),
            upload_id: format!("of-{video_id}"),
            owner_id: owner_id.clone(),
            failure: None,
        };
        world.harness.publish(&world.ingest, refused.clone());
        world.harness.publish(&world.ingest, refused);
        world.heard("SourceRefused", video_id);
    }
    let (video_id, owner) = ("v3".to_owned(), owner_id.clone());
    let failed = PackageFailed { video_id, owner_id: owner, ..PackageFailed::default() };
    world.tick();
    world.harness.publish(&world.transcode, failed);
    world.heard("PackageFailed", "v3");
    world.tick();
    world.harness.publish(&world.ingest, QuotaNearlyUsed { video_id: "v4".to_owned(), owner_id });
    world.heard("QuotaNearlyUsed", "v4");
    assert_eq!(world.kinds("ada"), [QuotaLow, UploadFailed, UploadFailed, UploadFailed]);
}

#[test]
fn who_writes_over_a_picture_hears_what_others_did_with_it() {
    let world = World::new();
    let (video_id, user_id) = ("v".to_owned(), "bob".to_owned());
    let shown = DanmakuApproved { danmaku_id: "d1".to_owned(), video_id, user_id };
    world.harness.publish(&world.danmaku, shown);
    world.heard("DanmakuApproved", "d1");
    for (danmaku_id, user_id, is_recalled) in [("d1", "bob", false), ("d2", "", true)] {
        world.tick();
        let gone = DanmakuRemoved {
            danmaku_id: danmaku_id.to_owned(),
            video_id: "v".to_owned(),
            is_recalled,
            user_id: user_id.to_owned(),
        };
        world.harness.publish(&world.danmaku, gone);
        world.heard("DanmakuRemoved", danmaku_id);
    }
    assert_eq!(world.kinds("bob"), [TextGone, DanmakuShown]);
}
