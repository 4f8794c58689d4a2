//! What somebody is told of what was decided about them, and of what they have reported.

use super::super::model::Require;
use super::{World, by, moderator};
use crate::boot::harness::{by_operator, by_visitor};
use crate::contract::moderation::{
    Action, Cause, ExportAccountRequest, ExportAccountResponse, Failure, Reason, ReportVideoRequest,
};
use crate::kernel::context::{Context, Role};
use crate::kernel::fault::{Reply, Shared};
use crate::kernel::wire::Page;

fn export(world: &World, cx: &Context, cursor: &str) -> Reply<ExportAccountResponse> {
    let page = Some(Page { cursor: cursor.to_owned(), limit: 1 });
    world.harness.run(world.client.export_account(cx, ExportAccountRequest { page }))
}

#[test]
fn decisions_and_reports_are_told_and_neither_who_decided_nor_what_became_of_a_report() {
    let world = World::requiring(Require::Text);
    world.describe("v1", 1, "a fish");
    world.package("v1", "p-v1", &[]);
    world.wait_told("v1", 1);
    let owner = world.case("v1").expect("it is there").owner_id;
    let cx = by(&owner, Role::Creator);
    world.decide(&moderator("themoderator"), "v1", Action::Block).expect("they may");
    world.harness.clock.turn(1);
    let report = |cx: &Context, note: &str| {
        let (video_id, reason) = ("v1".to_owned(), Reason::Spam.into());
        let request = ReportVideoRequest { video_id, reason, note: note.to_owned() };
        world.harness.run(world.client.report_video(cx, request)).expect("they may");
    };
    report(&by("eve", Role::Viewer), "it sells");
    let told = export(&world, &cx, "").expect("it is theirs");
    assert_eq!((told.cases.len(), told.reports.len(), &*told.next_cursor), (1, 0, ""));
    let case = &told.cases[0];
    assert_eq!(
        (case.action(), case.reason(), &*case.note),
        (Action::Block, Reason::Sexual, "seen")
    );
    assert!(case.is_by_person && case.decided_at_ms > 0);
    let cause = case.failure.as_ref().map(Failure::cause);
    assert_eq!(cause, Some(Cause::DecidedByModerator));
    let all = format!("{told:?}");
    assert!(!all.contains("themoderator") && !all.contains("eve"), "{all}");
    // Who reports is told what they wrote, and no more.
    world.decide(&moderator("themoderator"), "v1", Action::Pass).expect("they may");
    let told = export(&world, &by("eve", Role::Viewer), "").expect("it is hers");
    assert_eq!((told.cases.len(), told.reports.len()), (0, 1));
    assert_eq!((&*told.reports[0].note, told.reports[0].reason()), ("it sells", Reason::Spam));
    // Both lists of one person are one.
    world.describe("v2", 1, "another fish");
    world.wait_case("v2", |case| case.title == "another fish");
    let first = export(&world, &cx, "").expect("it is theirs");
    let last = export(&world, &cx, &first.next_cursor).expect("it goes on");
    let ids = [&first, &last].map(|page| page.cases[0].video_id.clone());
    assert_eq!((ids, &*last.next_cursor), (["v2".to_owned(), "v1".to_owned()], ""));
    assert_eq!(export(&world, &by("root", Role::Admin), "").expect("none").cases, []);
    for cx in [by_operator(), by_visitor(), Context::of_domain("harness")] {
        assert!(export(&world, &cx, "").expect_err("nobody").is(Shared::SignInFirst));
    }
}
