//! How long sessions live, and what of them is written when.

use super::{PASSWORD, World, by_operator, quick, sign_in};
use crate::boot::harness::{FIRST_DAY_MS, by, by_visitor};
use crate::contract::user::{
    AddUserRequest, CreateApiTokenRequest, EndAllSessionsRequest, EndSessionRequest,
    ListSessionsRequest, Place, SessionEntry, SignInRequest, SignOutRequest,
};
use crate::domains::user::Options;
use crate::kernel::context::{Context, Role};
use crate::kernel::fault::Shared;
use crate::kernel::tasks;
use std::time::Duration;

const DAY_MS: i64 = 86_400_000;

fn sign_out(world: &World, token: &str) {
    let request = SignOutRequest { session_token: token.to_owned() };
    world.harness.run(world.user.sign_out(&by_visitor(), request)).expect("it is never refused");
}

#[test]
fn who_signs_out_is_out_and_may_do_it_again() {
    let world = World::new();
    let first = world.sign_up("alice").unwrap();
    let other = world.sign_in("alice", PASSWORD).unwrap();
    for _ in 0..2 {
        sign_out(&world, &first.session_token);
        assert_eq!(world.session(&first.session_token), None);
    }
    for token in ["", "nonsense", &"A".repeat(43)] {
        sign_out(&world, token);
    }
    assert!(world.session(&other.session_token).is_some());
}

#[test]
fn nonsense_is_nobody() {
    let world = World::new();
    let token = world.sign_up("alice").unwrap().session_token;
    for wrong in ["", "x", &"A".repeat(43), &token.to_lowercase(), &format!("shoal_{token}")] {
        assert_eq!(world.session(wrong), None);
        assert_eq!(world.api_token(wrong), None);
    }
    // A session is no API token, and the hash of a token is no token.
    assert_eq!(world.api_token(&token), None);
    let kept = world.db.read(|view| view.value("SELECT token_hash FROM sessions", &[]));
    let hash: String = world.harness.run(kept).unwrap().unwrap();
    assert_eq!(world.session(&hash), None);
}

#[test]
fn no_file_holds_a_secret() {
    let world = World::new();
    let keyed = by_operator().keyed("form-1");
    let session = world.sign_up("alice").unwrap().session_token;
    let (name, password) = ("bob".to_owned(), PASSWORD.to_owned());
    let adding = world
        .user
        .add_user(&keyed, AddUserRequest { name, role: 0, password, ..Default::default() });
    let api_token = world.harness.run(adding).unwrap().api_token;
    for entry in std::fs::read_dir(world.harness.folder()).unwrap() {
        let path = entry.unwrap().path();
        let Ok(bytes) = std::fs::read(&path) else { continue };
        for secret in [session.as_str(), api_token.as_str(), PASSWORD] {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{} holds {secret}", path.display());
        }
    }
}

#[test]
fn a_session_lives_as_long_as_it_is_used() {
    let world = World::with(Options { use_stale_ms: 2 * DAY_MS, ..quick() });
    let token = world.sign_up("alice").unwrap().session_token;
    let used = "SELECT used_at_ms FROM sessions";
    // Within the staleness nothing is written.
    world.harness.clock.turn(DAY_MS);
    assert!(world.session(&token).is_some());
    world.harness.run(tasks::sleep(Duration::from_millis(60)));
    assert_eq!(world.number(used), FIRST_DAY_MS);
    // Beyond it the use is noted, and the thirty days begin anew.
    world.harness.clock.turn(28 * DAY_MS);
    assert!(world.session(&token).is_some());
    world.harness.eventually("the note", || async {
        let found: i64 = world.db.read(move |view| view.value(used, &[])).await.ok()??;
        (found == FIRST_DAY_MS + 29 * DAY_MS).then_some(())
    });
    world.harness.clock.turn(30 * DAY_MS);
    assert!(world.session(&token).is_some());
}

#[test]
fn an_idle_session_has_ended_and_is_swept_in_batches() {
    let batches = Options { sweep_rows_max: 2, use_noted_every_ms: 600_000, ..quick() };
    let world = World::with(batches);
    let token = world.sign_up("alice").unwrap().session_token;
    for _ in 0..4 {
        world.sign_in("alice", PASSWORD).unwrap();
    }
    world.harness.clock.turn(30 * DAY_MS);
    let fresh = world.sign_in("alice", PASSWORD).unwrap().session_token;
    assert!(world.session(&token).is_some());
    world.harness.clock.turn(1);
    assert_eq!(world.session(&token), None);
    world.harness.eventually("the sweep", || async {
        let sql = "SELECT COUNT(*) FROM sessions";
        let found: i64 = world.db.read(move |view| view.value(sql, &[])).await.ok()??;
        (found == 1).then_some(())
    });
    assert!(world.session(&fresh).is_some());
}

#[test]
fn an_account_has_so_many_sessions_and_no_more() {
    let world = World::with(Options { sessions_max: 3, ..quick() });
    let mut tokens = vec![world.sign_up("alice").unwrap().session_token];
    world.sign_up("bob").unwrap();
    for _ in 0..4 {
        world.harness.clock.turn(1);
        tokens.push(world.sign_in("alice", PASSWORD).unwrap().session_token);
    }
    let alive: Vec<bool> = tokens.iter().map(|token| world.session(token).is_some()).collect();
    assert_eq!(alive, [false, false, true, true, true]);
    assert_eq!(world.number("SELECT COUNT(*) FROM sessions"), 4);
}

#[test]
fn a_session_outlives_its_domain() {
    let world = World::new();
    let token = world.sign_up("ada").expect("the name is free").session_token;
    let world = world.restart();
    assert_eq!(world.session(&token).map(|user| user.name), Some("ada".to_owned()));
    assert!(world.sign_in("ada", PASSWORD).is_ok());
    assert!(world.sign_up("ada").is_err(), "the name is still taken");
}

/// Somebody who has just signed up, and their session.
fn account(world: &World, name: &str) -> (Context, String) {
    let reply = world.sign_up(name).expect("the name is free");
    (by(&reply.user.expect("a card").user_id, Role::Creator), reply.session_token)
}

fn list(world: &World, cx: &Context, token: &str) -> Vec<SessionEntry> {
    let request = ListSessionsRequest { session_token: token.to_owned() };
    world.harness.run(world.user.list_sessions(cx, request)).expect("they may").sessions
}

fn end(world: &World, cx: &Context, session_id: &str) {
    let request = EndSessionRequest { session_id: session_id.to_owned() };
    world.harness.run(world.user.end_session(cx, request)).expect("it is never refused");
}

#[test]
fn sessions_are_listed_with_what_their_person_knows_them_by() {
    let world = World::new();
    let (alice, first) = account(&world, "alice");
    account(&world, "bob");
    world.harness.clock.turn(1_000);
    let place = Place {
        browser: "Firefox".to_owned(),
        system: "Linux".to_owned(),
        short_network: "203.0.113.x".to_owned(),
        ..Place::default()
    };
    let request = SignInRequest { place: Some(place), ..sign_in("alice", PASSWORD) };
    let phone = world.harness.run(world.user.sign_in(&by_visitor(), request)).unwrap();
    let told = list(&world, &alice, &first);
    let known: Vec<_> = told
        .iter()
        .map(|one| (one.browser.as_str(), one.system.as_str(), one.short_network.as_str()))
        .collect();
    assert_eq!(known, [("", "", ""), ("Firefox", "Linux", "203.0.113.x")]);
    assert_eq!((told[0].is_current, told[1].is_current), (true, false));
    assert_eq!(told[1].created_at_ms, FIRST_DAY_MS + 1_000);
    let by_use = list(&world, &alice, "");
    assert_eq!(by_use[0].browser, "Firefox", "the last used one comes first");
    assert!(told.iter().all(|one| one.session_id != first && !one.session_id.is_empty()));
    // The id of a session opens nothing.
    assert_eq!(world.session(&told[0].session_id), None);
    assert!(world.session(&phone.session_token).is_some());
    let visitor = by_visitor();
    let nobody = world.user.list_sessions(&visitor, ListSessionsRequest::default());
    assert!(world.harness.run(nobody).unwrap_err().is(Shared::SignInFirst));
}

#[test]
fn what_has_idled_out_is_not_listed() {
    let world = World::with(Options { sweep_every_ms: 86_400_000, ..quick() });
    let (alice, first) = account(&world, "alice");
    world.harness.clock.turn(quick().session_idle_ms);
    assert_eq!(list(&world, &alice, &first).len(), 1);
    world.harness.clock.turn(1);
    assert_eq!(list(&world, &alice, &first).len(), 0);
}

#[test]
fn a_session_is_ended_by_its_id_and_by_nobody_else() {
    let world = World::new();
    let (alice, first) = account(&world, "alice");
    let (bob, _) = account(&world, "bob");
    let other = world.sign_in("alice", PASSWORD).unwrap().session_token;
    let ids = list(&world, &alice, &first);
    let lost = ids.iter().find(|one| !one.is_current).expect("the other").session_id.clone();
    end(&world, &bob, &lost);
    assert!(world.session(&other).is_some(), "it is not bob's");
    for id in ["nothing", "", "../x", &lost, &lost] {
        end(&world, &alice, id);
    }
    assert_eq!(world.session(&other), None);
    assert!(world.session(&first).is_some());
    let nobody = EndSessionRequest { session_id: lost };
    let nobody = world.harness.run(world.user.end_session(&by_visitor(), nobody));
    assert!(nobody.unwrap_err().is(Shared::SignInFirst));
}

#[test]
fn all_sessions_end_but_here_and_tokens_if_asked() {
    let world = World::new();
    let (alice, here) = account(&world, "alice");
    let (_, bobs) = account(&world, "bob");
    let label = "laptop".to_owned();
    let request = CreateApiTokenRequest { label, session_token: here.clone() };
    let token = world.user.create_api_token(&alice, request);
    let token = world.harness.run(token).unwrap().api_token;
    let end_all = |kept: &str, with_api_tokens| {
        let kept_session_token = kept.to_owned();
        let kept_api_token = String::new();
        let request = EndAllSessionsRequest { kept_session_token, with_api_tokens, kept_api_token };
        let told = world.harness.run(world.user.end_all_sessions(&alice, request)).unwrap();
        (told.sessions_ended, told.tokens_revoked)
    };
    for _ in 0..3 {
        world.sign_in("alice", PASSWORD).unwrap();
    }
    assert_eq!(end_all(&here, false), (3, 0));
    assert!(world.session(&here).is_some() && world.api_token(&token).is_some());
    assert_eq!(end_all(&here, true), (0, 1));
    assert_eq!(world.api_token(&token), None);
    assert_eq!(end_all("", true), (1, 0));
    assert_eq!(world.session(&here), None);
    let again = world.sign_in("alice", PASSWORD).unwrap().session_token;
    let tokens = ["one", "two"].map(|label| {
        let (label, session_token) = (label.to_owned(), again.clone());
        let request = CreateApiTokenRequest { label, session_token };
        world.harness.run(world.user.create_api_token(&alice, request)).unwrap().api_token
    });
    let kept_api_token = tokens[1].clone();
    let request = EndAllSessionsRequest {
        kept_session_token: String::new(),
        with_api_tokens: true,
        kept_api_token,
    };
    world.harness.run(world.user.end_all_sessions(&alice, request)).unwrap();
    let alive = tokens.map(|token| world.api_token(&token).is_some());
    assert_eq!(alive, [false, true], "the one that asks goes on");
    assert!(world.session(&bobs).is_some(), "another's go on");
}
