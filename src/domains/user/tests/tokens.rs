//! API tokens of an account.

use super::{World, quick};
use crate::boot::harness::{FIRST_DAY_MS, by, by_visitor};
use crate::contract::user::{
    ApiToken, CreateApiTokenRequest, CreateApiTokenResponse, ListApiTokensRequest, Refusal,
    RevokeApiTokenRequest,
};
use crate::domains::user::Options;
use crate::kernel::context::{Context, Role};
use crate::kernel::fault::{Reply, Shared};

fn create(world: &World, cx: &Context, label: &str) -> Reply<CreateApiTokenResponse> {
    let (label, session_token) = (label.to_owned(), world.session_of(cx));
    let request = CreateApiTokenRequest { label, session_token };
    world.harness.run(world.user.create_api_token(cx, request))
}

fn revoke(world: &World, cx: &Context, token_id: &str) -> Reply<()> {
    let request = RevokeApiTokenRequest { token_id: token_id.to_owned() };
    world.harness.run(world.user.revoke_api_token(cx, request)).map(drop)
}

fn list(world: &World, cx: &Context) -> Reply<Vec<ApiToken>> {
    let listing = world.user.list_api_tokens(cx, ListApiTokensRequest {});
    world.harness.run(listing).map(|reply| reply.tokens)
}

fn account(world: &World, name: &str) -> Context {
    by(&world.sign_up(name).unwrap().user.unwrap().user_id, Role::Creator)
}

#[test]
fn a_token_works_until_its_owner_revokes_it() {
    let world = World::new();
    let (alice, bob) = (account(&world, "alice"), account(&world, "bob"));
    let made = create(&world, &alice, " laptop ").unwrap();
    let token = made.token.unwrap();
    assert_eq!((token.label.as_str(), token.used_at_ms), ("laptop", 0));
    assert_eq!(world.api_token(&made.api_token).unwrap().name, "alice");
    assert_eq!(world.session(&made.api_token), None);
    // Another's token looks like none, even to who knows its id.
    assert!(revoke(&world, &bob, &token.token_id).unwrap_err().is(Refusal::TokenUnknown));
    assert!(revoke(&world, &alice, "nothing").unwrap_err().is(Refusal::TokenUnknown));
    assert!(list(&world, &bob).unwrap().is_empty());
    assert!(world.api_token(&made.api_token).is_some());
    for _ in 0..2 {
        revoke(&world, &alice, &token.token_id).unwrap();
        assert_eq!(world.api_token(&made.api_token), None);
    }
    assert!(list(&world, &alice).unwrap().is_empty());
    world.harness.clock.turn(quick().revoked_kept_ms + 1);
    world.harness.eventually("the sweep", || async {
        let sql = "SELECT COUNT(*) FROM api_tokens";
        let found: i64 = world.db.read(move |view| view.value(sql, &[])).await.ok()??;
        (found == 0).then_some(())
    });
}

#[test]
fn tokens_are_listed_newest_first_with_their_last_use() {
    let world = World::new();
    let alice = account(&world, "alice");
    let first = create(&world, &alice, "first").unwrap();
    world.harness.clock.turn(1_000);
    create(&world, &alice, "second").unwrap();
    assert!(world.api_token(&first.api_token).is_some());
    let listed = world.harness.eventually("the note", || async {
        let listed = world.user.list_api_tokens(&alice, ListApiTokensRequest {}).await.ok()?;
        (listed.tokens[1].used_at_ms > 0).then_some(listed.tokens)
    });
    let labels: Vec<&str> = listed.iter().map(|token| token.label.as_str()).collect();
    assert_eq!(labels, ["second", "first"]);
    assert_eq!(listed[1].used_at_ms, FIRST_DAY_MS + 1_000);
    assert_eq!(listed[0].used_at_ms, 0);
}

#[test]
fn strangers_have_no_tokens_and_labels_are_judged() {
    let world = World::new();
    for cx in [by_visitor(), super::by_operator()] {
        assert!(create(&world, &cx, "x").unwrap_err().is(Shared::SignInFirst));
        assert!(list(&world, &cx).unwrap_err().is(Shared::SignInFirst));
        assert!(revoke(&world, &cx, "x").unwrap_err().is(Shared::SignInFirst));
    }
    let ghost = by("nobody", Role::Admin);
    assert!(create(&world, &ghost, "x").unwrap_err().is(Refusal::ProofNeeded));
    let alice = account(&world, "alice");
    for label in ["", "a\tb", &"x".repeat(61)] {
        assert!(create(&world, &alice, label).unwrap_err().is(Refusal::LabelInvalid));
    }
}

#[test]
fn a_race_for_the_last_token_is_won_once() {
    let world = World::with(Options { api_tokens_max: 3, ..quick() });
    let alice = account(&world, "alice");
    create(&world, &alice, "first").unwrap();
    let second = create(&world, &alice, "second").unwrap().token.unwrap();
    let calls = (0..16).map(|_| {
        let (client, cx) = (world.user.clone(), alice.clone());
        let (label, session_token) = ("x".to_owned(), world.session_of(&alice));
        let request = CreateApiTokenRequest { label, session_token };
        async move { client.create_api_token(&cx, request).await }
    });
    let replies = world.race(calls);
    assert_eq!(replies.iter().filter(|reply| reply.is_ok()).count(), 1);
    for error in replies.into_iter().filter_map(Result::err) {
        assert!(error.is(Refusal::TooManyTokens), "{error}");
    }
    // A revoked one makes room.
    revoke(&world, &alice, &second.token_id).unwrap();
    create(&world, &alice, "fourth").unwrap();
}

#[test]
fn a_repeat_gives_the_same_token_without_its_secret() {
    let world = World::new();
    let alice = account(&world, "alice").keyed("form-1");
    let first = create(&world, &alice, "laptop").unwrap();
    let again = create(&world, &alice, "laptop").unwrap();
    assert_eq!(again.token, first.token);
    assert_eq!(again.api_token, "");
    assert!(create(&world, &alice, "phone").is_err());
    assert_eq!(list(&world, &alice).unwrap().len(), 1);
}
