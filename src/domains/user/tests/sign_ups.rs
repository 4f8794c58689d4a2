//! Sign-ups that wait for an administrator.

use super::{PASSWORD, World, by_operator, quick, sign_up};
use crate::boot::harness::{by, by_visitor};
use crate::contract::user::{
    ApproveSignUpRequest, CountUsersRequest, GetSignUpStatusRequest, GetUserRequest,
    ListSignUpsRequest, ListStaffRequest, ListUsersRequest, MintResetLinkRequest, Refusal,
    RefuseSignUpRequest, Role, SetRoleRequest, SignUpEntry, SignUpMode, SignUpRequest,
    SignUpResponse, SuspendUserRequest,
};
use crate::domains::user::Options;
use crate::domains::user::model::SignUp;
use crate::kernel::context::{Context, Role as CallerRole};
use crate::kernel::fault::{Error, Reply, Shared};
use crate::kernel::wire::Detail;

fn by_approval() -> Options {
    Options { sign_up: SignUp::Approval, ..quick() }
}

fn asking(name: &str) -> SignUpRequest {
    SignUpRequest { answer: " I film fish ".to_owned(), ..sign_up(name) }
}

fn ask(world: &World, name: &str) -> Reply<SignUpResponse> {
    world.harness.run(world.user.sign_up(&by_visitor(), asking(name)))
}

fn waiting(world: &World) -> Vec<SignUpEntry> {
    let cx = by_operator();
    let listing = world.user.list_sign_ups(&cx, ListSignUpsRequest::default());
    world.harness.run(listing).expect("the operator may").sign_ups
}

fn approve(world: &World, cx: &Context, user_id: &str) -> Reply<()> {
    let request = ApproveSignUpRequest { user_id: user_id.to_owned() };
    world.harness.run(world.user.approve_sign_up(cx, request)).map(drop)
}

fn refuse(world: &World, cx: &Context, user_id: &str, reason: &str) -> Reply<()> {
    let request = RefuseSignUpRequest { user_id: user_id.to_owned(), reason: reason.to_owned() };
    world.harness.run(world.user.refuse_sign_up(cx, request)).map(drop)
}

#[test]
fn who_waits_is_let_in_when_an_administrator_approves() {
    let world = World::with(by_approval());
    let reply = ask(&world, "alice").unwrap();
    assert!(reply.is_waiting && reply.session_token.is_empty());
    let user_id = reply.user.unwrap().user_id;
    assert_eq!(world.number("SELECT COUNT(*) FROM sessions"), 0);
    let pending = world.sign_in("alice", PASSWORD).unwrap_err();
    assert!(pending.is(Refusal::AccountPending));
    let wrong = world.sign_in("alice", "incorrect horse battery").unwrap_err();
    assert!(wrong.is(Refusal::CredentialsWrong), "only who knows the password hears of it");
    let [told] = &waiting(&world)[..] else { panic!("one waits") };
    assert_eq!((told.name.as_str(), told.answer.as_str()), ("alice", "I film fish"));
    assert_eq!(told.ends_at_ms - told.asked_at_ms, 14 * 86_400_000);
    approve(&world, &by_operator(), &user_id).unwrap();
    approve(&world, &by_operator(), &user_id).unwrap();
    world.harness.clock.turn(1_000);
    let signed_in = world.sign_in("alice", PASSWORD).unwrap();
    assert_eq!(signed_in.user.unwrap().role(), Role::Creator);
    assert!(waiting(&world).is_empty());
}

#[test]
fn nobody_sees_an_account_that_was_not_let_in_but_its_name_is_taken() {
    let world = World::with(by_approval());
    let user_id = ask(&world, "alice").unwrap().user.unwrap().user_id;
    let get = |user_id: &str, name: &str| {
        let request = GetUserRequest { user_id: user_id.to_owned(), name: name.to_owned() };
        world.harness.run(world.user.get_user(&by_visitor(), request)).map(drop)
    };
    assert!(get("", "alice").unwrap_err().is(Refusal::UserUnknown));
    assert!(get(&user_id, "").unwrap_err().is(Refusal::UserUnknown));
    let cx = by_operator();
    let listing = world.user.list_users(&cx, ListUsersRequest::default());
    assert!(world.harness.run(listing).unwrap().users.is_empty());
    let (of, role) = (user_id.clone(), Role::Admin.into());
    let role = SetRoleRequest { user_id: of, role, ..SetRoleRequest::default() };
    let raised = world.harness.run(world.user.set_role(&cx, role)).unwrap_err();
    assert!(raised.is(Refusal::UserUnknown));
    let link = MintResetLinkRequest { user_id: user_id.clone(), ..MintResetLinkRequest::default() };
    let link = world.harness.run(world.user.mint_reset_link(&cx, link)).unwrap_err();
    assert!(link.is(Refusal::UserUnknown));
    assert!(ask(&world, "ALICE").unwrap_err().is(Refusal::NameTaken));
    approve(&world, &cx, &user_id).unwrap();
    get("", "alice").unwrap();
}

#[test]
fn who_is_refused_reads_why_until_the_name_is_free_again() {
    let world = World::with(by_approval());
    let user_id = ask(&world, "alice").unwrap().user.unwrap().user_id;
    for reason in ["", " ", &"x".repeat(301)] {
        let told = refuse(&world, &by_operator(), &user_id, reason).unwrap_err();
        assert!(told.is(Refusal::ReasonInvalid), "{reason:?}");
    }
    refuse(&world, &by_operator(), &user_id, "no fish here").unwrap();
    assert!(waiting(&world).is_empty());
    let Error::Refused(told) = world.sign_in("alice", PASSWORD).unwrap_err() else {
        panic!("a fault")
    };
    assert_eq!(&*told.name, "SIGN_UP_REFUSED");
    assert_eq!(told.details, [Detail::new("reason", "no fish here")]);
    assert!(ask(&world, "alice").unwrap_err().is(Refusal::NameTaken));
    world.harness.clock.turn(14 * 86_400_000);
    world.harness.eventually("the sweep of sign-ups", async || {
        let sql = "SELECT COUNT(*) FROM accounts";
        let read = world.db.read(move |view| view.value::<i64>(sql, &[])).await;
        (read.ok().flatten() == Some(0)).then_some(())
    });
    ask(&world, "alice").unwrap();
}

#[test]
fn who_was_let_in_is_not_swept_and_not_refused() {
    let world = World::with(by_approval());
    let alice = ask(&world, "alice").unwrap().user.unwrap().user_id;
    let bob = ask(&world, "bob").unwrap().user.unwrap().user_id;
    approve(&world, &by_operator(), &alice).unwrap();
    // An administrator may think again.
    refuse(&world, &by_operator(), &bob, "who are you").unwrap();
    approve(&world, &by_operator(), &bob).unwrap();
    let late = refuse(&world, &by_operator(), &alice, "spam").unwrap_err();
    assert!(late.is(Refusal::SignUpUnknown));
    let carl = ask(&world, "carl").unwrap().user.unwrap().user_id;
    world.harness.clock.turn(14 * 86_400_000);
    world.harness.eventually("the sweep of sign-ups", async || {
        let sql = "SELECT COUNT(*) FROM accounts";
        let read = world.db.read(move |view| view.value::<i64>(sql, &[])).await;
        (read.ok().flatten() == Some(2)).then_some(())
    });
    assert!(approve(&world, &by_operator(), &carl).unwrap_err().is(Refusal::SignUpUnknown));
    world.sign_in("alice", PASSWORD).unwrap();
    world.sign_in("bob", PASSWORD).unwrap();
}

#[test]
fn the_question_is_answered_and_the_queue_is_bounded() {
    let world = World::with(Options { sign_ups_waiting_max: 3, ..by_approval() });
    let silent = world.sign_up("alice").unwrap_err();
    assert!(silent.is(Refusal::AnswerInvalid));
    let calls = (0..16).map(|number| {
        let client = world.user.clone();
        let request = asking(&format!("racer{number}"));
        async move { client.sign_up(&by_visitor(), request).await }
    });
    let replies = world.race(calls);
    assert_eq!(replies.iter().filter(|reply| reply.is_ok()).count(), 3);
    let refused = replies.into_iter().filter_map(Result::err);
    assert!(refused.into_iter().all(|error| error.is(Refusal::SignUpsFull)));
    assert_eq!(world.number("SELECT COUNT(*) FROM accounts"), 3);
    let first = waiting(&world).remove(0).user_id;
    refuse(&world, &by_operator(), &first, "a robot").unwrap();
    ask(&world, "alice").unwrap();
}

#[test]
fn accounts_are_counted_by_role_without_those_that_wait() {
    let world = World::with(by_approval());
    let count = |cx: &Context| {
        let told = world.harness.run(world.user.count_users(cx, CountUsersRequest {}))?;
        let numbers = told.roles.into_iter().map(|one| (one.role(), one.accounts, one.suspended));
        Reply::Ok(numbers.collect::<Vec<_>>())
    };
    let alice = ask(&world, "alice").unwrap().user.unwrap().user_id;
    ask(&world, "bob").unwrap();
    approve(&world, &by_operator(), &alice).unwrap();
    let reason = "spam".to_owned();
    let request = SuspendUserRequest { user_id: alice.clone(), reason };
    world.harness.run(world.user.suspend_user(&by_operator(), request)).unwrap();
    let expected =
        [(Role::Viewer, 0, 0), (Role::Creator, 1, 1), (Role::Moderator, 0, 0), (Role::Admin, 0, 0)];
    assert_eq!(count(&by_operator()).unwrap(), expected);
    assert!(count(&by(&alice, CallerRole::Moderator)).unwrap_err().is(Shared::NotAllowed));
}

#[test]
fn domains_may_ask_who_decides_and_those_who_wait_are_none_of_them() {
    let world = World::with(by_approval());
    let add = |name: &str, role: Role| {
        let user_id = ask(&world, name).unwrap().user.unwrap().user_id;
        approve(&world, &by_operator(), &user_id).unwrap();
        let (of, role) = (user_id.clone(), role.into());
        let role = SetRoleRequest { user_id: of, role, ..SetRoleRequest::default() };
        world.harness.run(world.user.set_role(&by_operator(), role)).unwrap();
        user_id
    };
    let (root, judge) = (add("root", Role::Admin), add("judge", Role::Moderator));
    ask(&world, "alice").unwrap();
    let staff = |cx: &Context, is_admin_only: bool| {
        let request = ListStaffRequest { is_admin_only };
        world.harness.run(world.user.list_staff(cx, request)).map(|told| told.user_ids)
    };
    let community = Context::of_domain("community");
    let mut all = staff(&community, false).unwrap();
    all.sort();
    let mut both = [root.clone(), judge.clone()];
    both.sort();
    assert_eq!(all, both);
    assert_eq!(staff(&community, true).unwrap(), [root], "the other is none");
    for cx in [by_visitor(), by(&judge, CallerRole::Moderator)] {
        assert!(staff(&cx, false).unwrap_err().is(Shared::NotAllowed));
    }
    let told = world.harness.published(&world.db);
    assert_eq!(told.iter().filter(|one| one.kind() == "SignUpRequested").count(), 3);
}

#[test]
fn only_administrators_see_and_decide_sign_ups() {
    let world = World::with(by_approval());
    let user_id = ask(&world, "alice").unwrap().user.unwrap().user_id;
    let others = [by_visitor(), by(&user_id, CallerRole::Moderator), Context::of_domain("gateway")];
    for cx in others {
        let listing = world.user.list_sign_ups(&cx, ListSignUpsRequest::default());
        assert!(world.harness.run(listing).unwrap_err().is(Shared::NotAllowed));
        assert!(approve(&world, &cx, &user_id).unwrap_err().is(Shared::NotAllowed));
        assert!(refuse(&world, &cx, &user_id, "x").unwrap_err().is(Shared::NotAllowed));
    }
    approve(&world, &by("root", CallerRole::Admin), &user_id).unwrap();
    for unknown in ["nobody", "not an id"] {
        let told = approve(&world, &by_operator(), unknown).unwrap_err();
        assert!(told.is(Refusal::SignUpUnknown));
    }
}

#[test]
fn the_sign_up_status_says_how_it_goes_and_what_is_asked() {
    let world = World::new();
    let status = |options: Options| {
        world.options.set(options);
        let cx = by_visitor();
        let told = world.user.get_sign_up_status(&cx, GetSignUpStatusRequest {});
        let told = world.harness.run(told).unwrap();
        (told.mode(), told.is_sign_up_open, told.question)
    };
    let sign_up_question = "What do you film?".to_owned();
    let question = sign_up_question.clone();
    let asked = status(Options { sign_up_question, ..by_approval() });
    assert_eq!(asked, (SignUpMode::Approval, true, question));
    for (sign_up, mode, is_open) in [
        (SignUp::Open, SignUpMode::Open, true),
        (SignUp::Invitation, SignUpMode::Invitation, false),
        (SignUp::Closed, SignUpMode::Closed, false),
    ] {
        assert_eq!(status(Options { sign_up, ..quick() }), (mode, is_open, String::new()));
    }
}
