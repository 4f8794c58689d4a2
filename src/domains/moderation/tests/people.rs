//! What people decide: who may, one at a time, and what owners can do about it.

use super::super::model::Require;
use super::{World, admin, by, code, moderator};
use crate::contract::moderation::{
    Action, AppealDecisionRequest, Cause, ClaimCaseRequest, DecideCaseRequest, GetStandingRequest,
    GetStandingResponse, ListAuditRequest, Reason, VerifyAuditRequest,
};
use crate::kernel::context::{Context, Role};
use crate::kernel::fault::Reply;

/// A world with one case that waits for a person.
fn waiting() -> World {
    let world = World::requiring(Require::Model);
    world.describe("v1", 1, "a fish");
    world.package("v1", "p1", &["0.9", "0.9"]);
    world.wait_told("v1", 1);
    world
}

fn claim(world: &World, cx: &Context) -> Reply<u64> {
    let request = ClaimCaseRequest { video_id: "v1".to_owned() };
    let claimed = world.harness.run(world.client.claim_case(cx, request))?;
    Ok(claimed.case.expect("a reply has its case").version)
}

fn standing(world: &World, cx: &Context) -> Reply<GetStandingResponse> {
    let request = GetStandingRequest { video_id: "v1".to_owned() };
    world.harness.run(world.client.get_standing(cx, request))
}

fn appeal(world: &World, cx: &Context, text: &str) -> Reply<()> {
    let request = AppealDecisionRequest { video_id: "v1".to_owned(), text: text.to_owned() };
    world.harness.run(world.client.appeal_decision(cx, request)).map(drop)
}

#[test]
fn only_moderators_see_and_decide() {
    let world = waiting();
    for cx in [by("ada", Role::Creator), by("eve", Role::Viewer)] {
        assert_eq!(code(claim(&world, &cx)), "kernel.NOT_ALLOWED");
        assert_eq!(code(world.decide(&cx, "v1", Action::Pass)), "kernel.NOT_ALLOWED");
    }
    // A moderator of their own video is not one.
    let own = world.decide(&by("ada", Role::Moderator), "v1", Action::Pass);
    assert_eq!(code(own), "moderation.OWN_VIDEO");
    assert_eq!(world.told("v1").len(), 1);
    world.decide(&moderator("mod"), "v1", Action::Pass).expect("they may");
    assert_eq!(world.wait_told("v1", 2).action(), Action::Pass);
    assert_eq!(world.waiting(), Vec::<String>::new());
}

#[test]
fn a_case_is_in_one_pair_of_hands_at_a_time() {
    let world = waiting();
    let (first, second) = (moderator("first"), moderator("second"));
    let version = claim(&world, &first).expect("it is free");
    assert_eq!(code(claim(&world, &second)), "moderation.IN_OTHER_HANDS");
    assert_eq!(code(world.decide(&second, "v1", Action::Pass)), "moderation.IN_OTHER_HANDS");
    claim(&world, &first).expect("it is theirs");
    let stale = DecideCaseRequest {
        video_id: "v1".to_owned(),
        action: Action::Pass.into(),
        if_version: version,
        ..DecideCaseRequest::default()
    };
    let decided = world.harness.run(world.client.decide_case(&first, stale));
    assert_eq!(code(decided), "moderation.CASE_CHANGED");
    world.harness.clock.turn(world.options.get().lease_ms + 1);
    claim(&world, &second).expect("the lease has run out");
    assert_eq!(code(world.decide(&first, "v1", Action::Pass)), "moderation.IN_OTHER_HANDS");
    world.decide(&second, "v1", Action::Block).expect("it is theirs");
}

#[test]
fn a_decision_against_a_video_says_why_and_can_be_appealed_once() {
    let world = waiting();
    let owner = by("ada", Role::Creator);
    assert_eq!(code(appeal(&world, &owner, "why?")), "moderation.NOTHING_TO_APPEAL");
    let bare = DecideCaseRequest {
        video_id: "v1".to_owned(),
        action: Action::Block.into(),
        ..DecideCaseRequest::default()
    };
    let decided = world.harness.run(world.client.decide_case(&moderator("mod"), bare));
    assert_eq!(code(decided), "moderation.DECISION_INVALID", "it needs a reason");
    world.decide(&moderator("mod"), "v1", Action::Block).expect("they may");
    let failure = world.wait_told("v1", 2).failure.expect("it says why");
    assert_eq!(failure.cause(), Cause::DecidedByModerator);
    let told = standing(&world, &owner).expect("it is hers");
    assert_eq!((told.reason(), &*told.note, told.is_appealable), (Reason::Sexual, "seen", true));
    assert_eq!(code(standing(&world, &by("eve", Role::Creator))), "moderation.CASE_UNKNOWN");
    assert_eq!(code(appeal(&world, &by("eve", Role::Creator), "x")), "moderation.CASE_UNKNOWN");
    assert_eq!(code(appeal(&world, &owner, " ")), "moderation.APPEAL_INVALID");
    appeal(&world, &owner, "it is a fish").expect("she may");
    assert_eq!(code(appeal(&world, &owner, "again")), "moderation.NOTHING_TO_APPEAL");
    assert_eq!(world.waiting(), ["v1"]);
    assert_eq!(world.case("v1").expect("it is there").appeal, "it is a fish");
    assert_eq!(world.told("v1").len(), 2, "it stays blocked meanwhile");
    world.decide(&moderator("mod"), "v1", Action::AgeLimit).expect("they may");
    assert_eq!(world.wait_told("v1", 3).action(), Action::AgeLimit);
    assert!(standing(&world, &owner).expect("it is hers").is_appealable, "this one is new");
}

#[test]
fn a_decision_holds_when_other_texts_come_and_not_for_another_package() {
    let world = waiting();
    world.decide(&moderator("mod"), "v1", Action::Block).expect("they may");
    world.wait_told("v1", 2);
    world.describe("v1", 2, "a better title");
    assert_eq!(world.wait_told("v1", 3).action(), Action::Block);
    world.package("v1", "p2", &["0.1", "0.1"]);
    assert_eq!(world.wait_told("v1", 4).action(), Action::Pass);
}

#[test]
fn an_appeal_comes_before_all_others() {
    let world = waiting();
    world.decide(&moderator("mod"), "v1", Action::Block).expect("they may");
    world.describe("v2", 1, "older");
    world.package("v2", "p2", &["0.99", "0.99"]);
    world.wait_told("v2", 1);
    appeal(&world, &by("ada", Role::Creator), "why?").expect("she may");
    assert_eq!(world.waiting(), ["v1", "v2"]);
}

#[test]
fn every_decision_stands_in_the_log_in_one_chain() {
    let world = waiting();
    world.decide(&moderator("mod"), "v1", Action::Block).expect("they may");
    appeal(&world, &by("ada", Role::Creator), "why?").expect("she may");
    let (root, moderator) = (admin(), moderator("mod"));
    let asked = world.client.list_audit(&root, ListAuditRequest::default());
    let entries = world.harness.run(asked).expect("administrators may").entries;
    let deeds: Vec<_> = entries.iter().map(|one| (&*one.actor, &*one.deed)).collect();
    assert_eq!(deeds, [("rules", "judged"), ("mod", "decided"), ("ada", "appealed")]);
    let asked = world.client.verify_audit(&root, VerifyAuditRequest::default());
    let verified = world.harness.run(asked).expect("administrators may");
    assert_eq!((verified.checked, verified.next, verified.broken_at), (3, 0, 0));
    let asked = world.client.list_audit(&moderator, ListAuditRequest::default());
    assert_eq!(code(world.harness.run(asked)), "kernel.NOT_ALLOWED");
}

/// The lease, the version and the row are read in the unit that writes: of any number of decisions
/// at once, on the version that all of them saw, one is taken.
#[test]
fn of_decisions_at_once_one_is_taken_and_none_outlives_its_video() {
    let world = waiting();
    let version = world.case("v1").expect("it is there").version;
    let decide = |name: &str| {
        let (cx, client) = (moderator(name), world.client.clone());
        let request = DecideCaseRequest {
            video_id: "v1".to_owned(),
            action: Action::Pass.into(),
            if_version: version,
            ..DecideCaseRequest::default()
        };
        async move { client.decide_case(&cx, request).await }
    };
    let (a, b, c) =
        world.harness.run(async { tokio::join!(decide("one"), decide("two"), decide("three")) });
    let taken = [&a, &b, &c].into_iter().filter(|decided| decided.is_ok()).count();
    assert_eq!((taken, world.told("v1").len()), (1, 2), "{a:?} {b:?} {c:?}");
    world.delete("v1");
    world.wait(|| world.case("v1").is_err());
    let late = world.decide(&moderator("mod"), "v1", Action::Block);
    assert_eq!(code(late), "moderation.CASE_UNKNOWN");
    assert!(world.told("v1").is_empty(), "what was told of it went with it");
}
