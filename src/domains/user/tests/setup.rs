//! The one-time link by which a site gets its first administrator.

use super::{PASSWORD, World, by_operator};
use crate::boot::harness::{by, by_visitor};
use crate::contract::user::{
    AddUserRequest, ClaimSetupRequest, ClaimSetupResponse, MintSetupLinkRequest, Refusal, Role,
};
use crate::kernel::context::{Context, Role as CallerRole};
use crate::kernel::fault::{Reply, Shared};

fn mint(world: &World, cx: &Context) -> Reply<String> {
    let minting = world.user.mint_setup_link(cx, MintSetupLinkRequest {});
    world.harness.run(minting).map(|reply| reply.token)
}

fn claim(world: &World, cx: &Context, token: &str, name: &str) -> Reply<ClaimSetupResponse> {
    world.harness.run(world.user.claim_setup(cx, request(token, name)))
}

fn request(token: &str, name: &str) -> ClaimSetupRequest {
    let (token, name, password) = (token.to_owned(), name.to_owned(), PASSWORD.to_owned());
    ClaimSetupRequest { token, name, password, place: None }
}

#[test]
fn the_link_makes_one_administrator() {
    let world = World::new();
    let token = mint(&world, &by_operator()).unwrap();
    let keyed = by_visitor().keyed("form-1");
    let reply = claim(&world, &keyed, &token, "root").unwrap();
    assert_eq!(reply.user.clone().unwrap().role(), Role::Admin);
    assert_eq!(world.session(&reply.session_token), reply.user);
    world.sign_in("root", PASSWORD).unwrap();
    // The same form again gives the same account; anybody else comes too late.
    let again = claim(&world, &keyed, &token, "root").unwrap();
    assert_eq!((again.user, again.session_token.as_str()), (reply.user, ""));
    let late = claim(&world, &by_visitor(), &token, "eve").unwrap_err();
    assert!(late.is(Refusal::SetupDone));
    assert!(mint(&world, &by_operator()).unwrap_err().is(Refusal::SetupDone));
}

#[test]
fn nobody_from_the_network_mints_a_link() {
    let world = World::new();
    for cx in [by_visitor(), by("somebody", CallerRole::Admin), Context::of_domain("gateway")] {
        assert!(mint(&world, &cx).unwrap_err().is(Shared::NotAllowed));
    }
    assert!(mint(&world, &by_operator()).is_ok());
}

#[test]
fn a_link_that_is_wrong_replaced_or_old_does_not_hold() {
    let world = World::new();
    let wrong = |token: &str| {
        let refused = claim(&world, &by_visitor(), token, "root").unwrap_err();
        assert!(refused.is(Refusal::SetupLinkInvalid), "{refused}");
    };
    wrong("");
    wrong(&"A".repeat(43));
    let replaced = mint(&world, &by_operator()).unwrap();
    let newest = mint(&world, &by_operator()).unwrap();
    wrong(&replaced);
    world.harness.clock.turn(86_400_000);
    wrong(&newest);
    assert_eq!(world.number("SELECT COUNT(*) FROM accounts"), 0);
}

#[test]
fn a_name_or_password_that_is_refused_does_not_use_the_link_up() {
    let world = World::new();
    world.sign_up("alice").unwrap();
    let token = mint(&world, &by_operator()).unwrap();
    let taken = claim(&world, &by_visitor(), &token, "ALICE").unwrap_err();
    assert!(taken.is(Refusal::NameTaken));
    let weak = ClaimSetupRequest { password: "short".to_owned(), ..request(&token, "root") };
    let weak = world.harness.run(world.user.claim_setup(&by_visitor(), weak)).unwrap_err();
    assert!(weak.is(Refusal::PasswordTooWeak));
    claim(&world, &by_visitor(), &token, "root").unwrap();
}

#[test]
fn an_administrator_made_otherwise_ends_the_link() {
    let world = World::new();
    let token = mint(&world, &by_operator()).unwrap();
    let role = Role::Admin.into();
    let admin = AddUserRequest { name: "root".to_owned(), role, ..Default::default() };
    world.harness.run(world.user.add_user(&by_operator(), admin)).unwrap();
    let late = claim(&world, &by_visitor(), &token, "eve").unwrap_err();
    assert!(late.is(Refusal::SetupDone));
}

#[test]
fn of_many_who_come_with_the_link_at_once_one_is_let_through() {
    let world = World::new();
    let token = mint(&world, &by_operator()).unwrap();
    let calls = (0..16).map(|number| {
        let client = world.user.clone();
        let claim = request(&token, &format!("root{number}"));
        async move { client.claim_setup(&by_visitor(), claim).await }
    });
    let replies = world.race(calls);
    assert_eq!(replies.iter().filter(|reply| reply.is_ok()).count(), 1);
    let refused = replies.into_iter().filter_map(Result::err);
    assert!(refused.into_iter().all(|error| error.is(Refusal::SetupDone)));
    assert_eq!(world.number("SELECT COUNT(*) FROM accounts"), 1);
}
