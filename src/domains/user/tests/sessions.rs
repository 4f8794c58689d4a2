//! How long sessions live, and what of them is written when.

use super::{PASSWORD, World, by_operator, quick};
use crate::boot::harness::{FIRST_DAY_MS, by_visitor};
use crate::contract::user::{AddUserRequest, SignOutRequest};
use crate::domains::user::Options;
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
    let adding = world.user.add_user(&keyed, AddUserRequest { name, role: 0, password });
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
