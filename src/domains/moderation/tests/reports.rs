//! What viewers report: what is taken, where it brings a case, and that they learn nothing of it.

use super::super::Options;
use super::super::model::Require;
use super::{World, by, code, moderator};
use crate::boot::harness::by_visitor;
use crate::contract::moderation::{
    Action, AppealDecisionRequest, Reason, ReportVideoRequest, ReportVideoResponse,
};
use crate::kernel::context::{Context, Role};
use crate::kernel::fault::Reply;

const DAY_MS: i64 = 86_400_000;

impl World {
    /// A video that has passed.
    fn passed(&self, video: &str) {
        self.describe(video, 1, "a fish");
        self.package(video, &format!("p-{video}"), &[]);
        assert_eq!(self.wait_told(video, 1).action(), Action::Pass);
    }

    fn report(&self, cx: &Context, video: &str, note: &str) -> Reply<ReportVideoResponse> {
        let request = ReportVideoRequest {
            video_id: video.to_owned(),
            reason: Reason::Spam.into(),
            note: note.to_owned(),
        };
        self.harness.run(self.client.report_video(cx, request))
    }

    /// Notes of the reports of a video with whether they are open, the newest first.
    fn thread(&self, video: &str) -> Vec<(String, bool)> {
        let reports = self.case(video).expect("it is there").reports;
        reports.into_iter().map(|one| (one.note, one.closed_at_ms == 0)).collect()
    }
}

fn viewer(name: &str) -> Context {
    by(name, Role::Viewer)
}

#[test]
fn a_report_brings_a_video_before_a_person_and_a_decision_closes_it() {
    let world = World::requiring(Require::Text);
    world.passed("v1");
    assert_eq!(world.waiting(), Vec::<String>::new());
    world.report(&viewer("eve"), "v1", " look ").expect("she may");
    assert_eq!(world.waiting(), ["v1"]);
    assert_eq!(world.told("v1").len(), 1, "it stays public meanwhile");
    let reported = || {
        let told = world.harness.published(&world.db);
        told.iter().filter(|one| one.kind() == "VideoReported").count()
    };
    assert_eq!(reported(), 1);
    world.harness.clock.turn(1);
    world.report(&viewer("eve"), "v1", "again").expect("she is told the same");
    assert_eq!(reported(), 1, "of the same person once");
    world.report(&viewer("bob"), "v1", "me too").expect("he may");
    let open = |note: &str| (note.to_owned(), true);
    assert_eq!(world.thread("v1"), [open("me too"), open("look")], "one of each person");
    let case = world.case("v1").expect("it is there");
    assert_eq!((case.open_reports, &*case.reports[0].reporter_id), (2, "bob"));
    assert_eq!(case.reports[0].reason(), Reason::Spam);
    let decided = world.decide(&moderator("mod"), "v1", Action::Pass).expect("they may");
    assert_eq!((decided.open_reports, decided.reports.len()), (0, 2));
    assert_eq!(world.waiting(), Vec::<String>::new());
    assert_eq!(world.thread("v1").iter().filter(|(_, is_open)| *is_open).count(), 0);
    world.harness.clock.turn(1);
    world.report(&viewer("eve"), "v1", "still").expect("what is new is looked at anew");
    assert_eq!((world.waiting(), &world.thread("v1")[0]), (vec!["v1".to_owned()], &open("still")));
    world.delete("v1");
    world.wait(|| world.case("v1").is_err());
    assert_eq!(world.waiting(), Vec::<String>::new());
}

#[test]
fn what_is_reported_more_often_is_looked_at_sooner_and_appeals_before_it() {
    let world = World::requiring(Require::Text);
    for video in ["v1", "v2", "v3"] {
        world.passed(video);
        world.harness.clock.turn(1_000);
    }
    world.report(&viewer("u1"), "v1", "").expect("they may");
    world.harness.clock.turn(1_000);
    for name in ["u1", "u2", "u3"] {
        world.report(&viewer(name), "v2", "").expect("they may");
    }
    world.report(&viewer("u1"), "v3", "").expect("they may");
    assert_eq!(world.waiting(), ["v2", "v1", "v3"], "then those that wait longer");
    world.decide(&moderator("mod"), "v3", Action::Block).expect("they may");
    let appeal = AppealDecisionRequest { video_id: "v3".to_owned(), text: "why?".to_owned() };
    let owner = by("ada", Role::Creator);
    world.harness.run(world.client.appeal_decision(&owner, appeal)).expect("she may");
    assert_eq!(world.waiting(), ["v3", "v2", "v1"]);
}

#[test]
fn whoever_reports_learns_nothing_and_has_to_be_signed_in() {
    let world = World::requiring(Require::Text);
    world.passed("v1");
    assert_eq!(code(world.report(&by_visitor(), "v1", "")), "kernel.SIGN_IN_FIRST");
    let taken = world.report(&viewer("eve"), "v1", "x").expect("she may");
    for (who, video) in [("eve", "v1"), ("eve", "gone"), ("eve", "/"), ("ada", "v1")] {
        let told = world.report(&by(who, Role::Creator), video, "y").expect("it is told the same");
        assert_eq!(told, taken, "{who} {video}");
    }
    assert_eq!(world.thread("v1"), [("x".to_owned(), true)], "not of its owner");
    let long = world.report(&viewer("bob"), "v1", &"x".repeat(501));
    assert_eq!(code(long), "moderation.REPORT_INVALID");
    let request = ReportVideoRequest { video_id: "v1".to_owned(), ..<_>::default() };
    let viewer = viewer("bob");
    let bare = world.harness.run(world.client.report_video(&viewer, request));
    assert_eq!(code(bare), "moderation.REPORT_INVALID");
}

#[test]
fn one_person_sends_so_many_a_day() {
    let require = Require::Text;
    let world = World::with(Options { require, reports_per_day_max: 2, ..Options::default() });
    for video in ["v1", "v2", "v3"] {
        world.passed(video);
    }
    let eve = viewer("eve");
    world.report(&eve, "v1", "").expect("the first");
    world.harness.clock.turn(DAY_MS / 2);
    world.report(&eve, "v2", "").expect("the second");
    for video in ["v3", "gone", "v1"] {
        assert_eq!(code(world.report(&eve, video, "")), "moderation.TOO_MANY_REPORTS");
    }
    world.report(&viewer("bob"), "v3", "").expect("another person");
    world.harness.clock.turn(DAY_MS / 2);
    world.report(&eve, "v3", "").expect("the first is a day old");
}

/// One open report of a person and a video rests on a unique key.
#[test]
fn of_reports_at_once_one_is_kept() {
    let world = World::requiring(Require::Text);
    world.passed("v1");
    let report = |note: &str| {
        let (cx, client) = (viewer("eve"), world.client.clone());
        let request = ReportVideoRequest {
            video_id: "v1".to_owned(),
            reason: Reason::Hate.into(),
            note: note.to_owned(),
        };
        async move { client.report_video(&cx, request).await }
    };
    let sent = world.harness.run(async { tokio::join!(report("a"), report("b"), report("c")) });
    assert!(sent.0.is_ok() && sent.1.is_ok() && sent.2.is_ok(), "{sent:?}");
    assert_eq!(world.thread("v1").len(), 1);
}
