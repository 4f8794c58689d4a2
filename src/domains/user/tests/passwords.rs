//! Passwords that change: by who knows the old one, and by the one-time link.

use super::{PASSWORD, World, by_operator, quick, sign_in};
use crate::boot::harness::{by, by_visitor};
use crate::contract::user::{
    AddUserRequest, ChangePasswordRequest, ChangePasswordResponse, CreateApiTokenRequest,
    GetResetLinkRequest, MintResetLinkRequest, RedeemResetLinkRequest, RedeemResetLinkResponse,
    Refusal,
};
use crate::domains::user::Options;
use crate::kernel::context::{Context, Role};
use crate::kernel::fault::{Reply, Shared};

const NEXT: &str = "wrong donkey charger";

/// Somebody who has just signed up, and their session.
fn account(world: &World, name: &str) -> (Context, String) {
    let reply = world.sign_up(name).expect("the name is free");
    (by(&reply.user.expect("a card").user_id, Role::Creator), reply.session_token)
}

fn change(
    world: &World,
    cx: &Context,
    (current, next): (&str, &str),
    kept: &str,
) -> Reply<ChangePasswordResponse> {
    let request = ChangePasswordRequest {
        current_password: current.to_owned(),
        new_password: next.to_owned(),
        kept_session_token: kept.to_owned(),
        place: None,
    };
    world.harness.run(world.user.change_password(cx, request))
}

fn mint(world: &World, cx: &Context, name: &str) -> Reply<String> {
    let (name, session_token) = (name.to_owned(), world.session_of(cx));
    let request = MintResetLinkRequest { user_id: String::new(), name, session_token };
    world.harness.run(world.user.mint_reset_link(cx, request)).map(|reply| reply.token)
}

fn redeem(world: &World, cx: &Context, token: &str) -> Reply<RedeemResetLinkResponse> {
    let (token, new_password) = (token.to_owned(), NEXT.to_owned());
    let request = RedeemResetLinkRequest { token, new_password };
    world.harness.run(world.user.redeem_reset_link(cx, request))
}

/// Whose password the link would set.
fn whose(world: &World, token: &str) -> Option<String> {
    let request = GetResetLinkRequest { token: token.to_owned() };
    let told = world.harness.run(world.user.get_reset_link(&by_visitor(), request));
    told.expect("it is a query").user.map(|user| user.name)
}

#[test]
fn a_new_password_ends_every_session_but_the_one_that_asked() {
    let world = World::new();
    let (alice, here) = account(&world, "alice");
    let (_, bobs) = account(&world, "bob");
    let label = "laptop".to_owned();
    let request = CreateApiTokenRequest { label, session_token: here.clone() };
    let token = world.user.create_api_token(&alice, request);
    let token = world.harness.run(token).unwrap().api_token;
    let elsewhere = world.sign_in("alice", PASSWORD).unwrap().session_token;
    let keyed = alice.clone().keyed("form-1");
    let told = change(&world, &keyed, (PASSWORD, NEXT), &here).unwrap();
    assert_eq!(told.sessions_ended, 1);
    assert_eq!(world.session(&elsewhere), None);
    assert!(world.session(&here).is_some() && world.session(&bobs).is_some());
    assert!(world.api_token(&token).is_some(), "tokens go on");
    assert!(world.sign_in("alice", PASSWORD).unwrap_err().is(Refusal::CredentialsWrong));
    world.harness.clock.turn(1_000);
    world.sign_in("alice", NEXT).unwrap();
    // The same form again is no wrong password.
    assert_eq!(change(&world, &keyed, (PASSWORD, NEXT), &here).unwrap(), told);
}

#[test]
fn the_current_password_is_asked_at_the_pace_of_sign_in() {
    let world = World::new();
    let (alice, here) = account(&world, "alice");
    let wrong = |current: &str| change(&world, &alice, (current, NEXT), &here).unwrap_err();
    assert!(wrong("short").is(Refusal::PasswordWrong));
    assert!(wrong("incorrect horse battery").is(Refusal::PasswordWrong));
    assert!(wrong(PASSWORD).is(Refusal::TryLater));
    // Whoever guesses here has used up the tries of the door as well.
    assert!(world.sign_in("alice", PASSWORD).unwrap_err().is(Refusal::TryLater));
    world.harness.clock.turn(1_000);
    for weak in ["short", "ALICE", ""] {
        let told = change(&world, &alice, (PASSWORD, weak), &here).unwrap_err();
        assert!(told.is(Refusal::PasswordTooWeak), "{weak:?}: {told}");
    }
    assert!(change(&world, &alice, (PASSWORD, NEXT), &here).is_ok());
}

#[test]
fn a_weak_password_costs_no_try() {
    let world = World::with(Options { tries_at_once_max: 1, ..quick() });
    let (alice, here) = account(&world, "alice");
    for _ in 0..9 {
        let told = change(&world, &alice, (PASSWORD, "short"), &here).unwrap_err();
        assert!(told.is(Refusal::PasswordTooWeak), "{told}");
    }
    assert!(change(&world, &alice, (PASSWORD, NEXT), &here).is_ok());
}

#[test]
fn who_has_no_account_or_no_password_changes_none() {
    let world = World::new();
    for cx in [by_visitor(), by_operator()] {
        assert!(change(&world, &cx, (PASSWORD, NEXT), "").unwrap_err().is(Shared::SignInFirst));
    }
    let ghost = by("nobody", Role::Admin);
    assert!(change(&world, &ghost, (PASSWORD, NEXT), "").unwrap_err().is(Refusal::UserUnknown));
    let new = AddUserRequest { name: "robot".to_owned(), ..AddUserRequest::default() };
    let robot = world.harness.run(world.user.add_user(&by_operator(), new)).unwrap();
    let robot = by(&robot.user.unwrap().user_id, Role::Creator);
    assert!(change(&world, &robot, ("", NEXT), "").unwrap_err().is(Refusal::PasswordWrong));
    assert!(change(&world, &robot, (PASSWORD, NEXT), "").unwrap_err().is(Refusal::PasswordWrong));
}

#[test]
fn a_link_sets_a_password_once_and_ends_every_session() {
    let world = World::new();
    let (_, here) = account(&world, "alice");
    let token = mint(&world, &by_operator(), "ALICE").unwrap();
    assert_eq!(whose(&world, &token).as_deref(), Some("alice"));
    assert!(world.sign_in("alice", PASSWORD).is_ok(), "until then nothing has changed");
    let keyed = by_visitor().keyed("form-1");
    let told = redeem(&world, &keyed, &token).unwrap();
    assert_eq!(told.user.as_ref().map(|user| user.name.as_str()), Some("alice"));
    assert_eq!(world.session(&here), None);
    assert_eq!(world.number("SELECT COUNT(*) FROM sessions"), 0);
    assert!(world.sign_in("alice", PASSWORD).unwrap_err().is(Refusal::CredentialsWrong));
    world.harness.clock.turn(1_000);
    world.sign_in("alice", NEXT).unwrap();
    assert_eq!(redeem(&world, &keyed, &token).unwrap(), told, "the same form again");
    assert_eq!(whose(&world, &token), None);
    let late = redeem(&world, &by_visitor(), &token).unwrap_err();
    assert!(late.is(Refusal::ResetLinkInvalid));
}

#[test]
fn a_link_gives_its_first_password_to_an_account_without_one() {
    let world = World::new();
    let new = AddUserRequest { name: "robot".to_owned(), ..AddUserRequest::default() };
    world.harness.run(world.user.add_user(&by_operator(), new)).unwrap();
    let token = mint(&world, &by_operator(), "robot").unwrap();
    redeem(&world, &by_visitor(), &token).unwrap();
    world.sign_in("robot", NEXT).unwrap();
}

#[test]
fn a_link_that_is_wrong_replaced_or_old_sets_nothing() {
    let world = World::new();
    let (alice, here) = account(&world, "alice");
    let wrong = |token: &str| {
        assert_eq!(whose(&world, token), None);
        let refused = redeem(&world, &by_visitor(), token).unwrap_err();
        assert!(refused.is(Refusal::ResetLinkInvalid), "{refused}");
    };
    wrong("");
    wrong(&"A".repeat(43));
    let replaced = mint(&world, &by_operator(), "alice").unwrap();
    let newest = mint(&world, &by_operator(), "alice").unwrap();
    wrong(&replaced);
    change(&world, &alice, (PASSWORD, NEXT), &here).unwrap();
    wrong(&newest);
    let old = mint(&world, &by_operator(), "alice").unwrap();
    world.harness.clock.turn(quick().reset_link_ms);
    wrong(&old);
    world.harness.eventually("the sweep", || async {
        let sql = "SELECT COUNT(*) FROM reset_links";
        let found: i64 = world.db.read(move |view| view.value(sql, &[])).await.ok()??;
        (found == 0).then_some(())
    });
}

#[test]
fn a_weak_password_does_not_use_the_link_up() {
    let world = World::new();
    account(&world, "alice");
    let token = mint(&world, &by_operator(), "alice").unwrap();
    for weak in ["short", "", "alice"] {
        let (token, new_password) = (token.clone(), weak.to_owned());
        let request = RedeemResetLinkRequest { token, new_password };
        let told = world.harness.run(world.user.redeem_reset_link(&by_visitor(), request));
        assert!(told.unwrap_err().is(Refusal::PasswordTooWeak));
    }
    redeem(&world, &by_visitor(), &token).unwrap();
}

#[test]
fn only_administrators_make_links_and_only_for_accounts() {
    let world = World::new();
    let (alice, _) = account(&world, "alice");
    for cx in [by_visitor(), alice, by("mo", Role::Moderator), Context::of_domain("gateway")] {
        assert!(mint(&world, &cx, "alice").unwrap_err().is(Shared::NotAllowed));
    }
    let admin = world.admin("root");
    for name in ["nobody", "not a name", ""] {
        assert!(mint(&world, &admin, name).unwrap_err().is(Refusal::UserUnknown), "{name:?}");
    }
    let token = mint(&world, &admin, "alice").unwrap();
    let kept = world.db.read(|view| view.value("SELECT token_hash FROM reset_links", &[]));
    let hash: String = world.harness.run(kept).unwrap().unwrap();
    assert!(hash != token && whose(&world, &hash).is_none(), "only a hash is kept");
}

#[test]
fn of_many_who_come_with_the_link_at_once_one_is_let_through() {
    let world = World::new();
    account(&world, "alice");
    let token = mint(&world, &by_operator(), "alice").unwrap();
    let calls = (0..16).map(|number| {
        let (client, token) = (world.user.clone(), token.clone());
        let new_password = format!("{NEXT} {number}");
        let request = RedeemResetLinkRequest { token, new_password };
        async move { client.redeem_reset_link(&by_visitor(), request).await }
    });
    let replies = world.race(calls);
    assert_eq!(replies.iter().filter(|reply| reply.is_ok()).count(), 1);
    let refused = replies.into_iter().filter_map(Result::err);
    assert!(refused.into_iter().all(|error| error.is(Refusal::ResetLinkInvalid)));
}

#[test]
fn who_signs_in_while_the_password_changes_is_not_left_in() {
    let many = Options { tries_at_once_max: 100, ..quick() };
    let world = World::with(many);
    account(&world, "alice");
    let token = mint(&world, &by_operator(), "alice").unwrap();
    let redeeming = |number: usize| {
        let client = world.user.clone();
        let (token, new_password) = (token.clone(), NEXT.to_owned());
        async move {
            if number == 20 {
                let request = RedeemResetLinkRequest { token, new_password };
                return client.redeem_reset_link(&by_visitor(), request).await.map(drop);
            }
            client.sign_in(&by_visitor(), sign_in("alice", PASSWORD)).await.map(drop)
        }
    };
    let replies = world.race((0..60).map(redeeming));
    let wrong =
        |reply: &&Reply<()>| reply.as_ref().is_err_and(|error| error.is(Refusal::CredentialsWrong));
    assert!(replies.iter().filter(wrong).count() > 0, "nobody came too late: it was no race");
    let left = world.number("SELECT COUNT(*) FROM sessions");
    assert_eq!(left, 0, "the old password still has sessions");
}
