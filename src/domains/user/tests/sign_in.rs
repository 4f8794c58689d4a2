//! Passwords: right, wrong, and tried too often.

use super::{PASSWORD, World, quick, sign_in};
use crate::boot::harness::by_visitor;
use crate::contract::user::{Place, Refusal, SignInRequest};
use crate::domains::user::Options;
use crate::kernel::clock;
use crate::kernel::fault::{Error, Fault, Refused};
use crate::kernel::wire::Detail;
use std::time::Duration;

const WRONG: &str = "incorrect horse battery";

fn refused(error: Error) -> Refused {
    let Error::Refused(refused) = error else { panic!("a fault: {error}") };
    *refused
}

#[test]
fn each_sign_in_opens_a_session_and_ends_the_one_it_replaces() {
    let world = World::new();
    let first = world.sign_up("alice").unwrap();
    let other = world.sign_in("ALICE", PASSWORD).unwrap();
    assert_eq!(other.user, first.user);
    assert_ne!(other.session_token, first.session_token);
    let request = SignInRequest {
        replaced_session_token: first.session_token.clone(),
        ..sign_in("alice", PASSWORD)
    };
    let rotated = world.harness.run(world.user.sign_in(&by_visitor(), request)).unwrap();
    assert_eq!(world.session(&first.session_token), None);
    assert!(world.session(&other.session_token).is_some());
    assert!(world.session(&rotated.session_token).is_some());
}

#[test]
fn an_unknown_name_and_a_wrong_password_get_the_same_answers() {
    let world = World::new();
    world.sign_up("alice").unwrap();
    for _ in 0..3 {
        let known = refused(world.sign_in("alice", WRONG).unwrap_err());
        let unknown = refused(world.sign_in("nobody", WRONG).unwrap_err());
        assert_eq!(known, unknown);
        assert_eq!(known.name, "CREDENTIALS_WRONG");
        let known = refused(world.sign_in("alice", PASSWORD).unwrap_err());
        let unknown = refused(world.sign_in("nobody", PASSWORD).unwrap_err());
        assert_eq!(known, unknown);
        assert_eq!(known.name, "TRY_LATER");
        world.harness.clock.turn(60_000);
    }
}

#[test]
fn an_unknown_name_takes_as_long_as_a_wrong_password() {
    let dear = Options { hash_memory_kib: 8192, hash_passes: 4, ..quick() };
    let world = World::with(dear);
    world.sign_up("alice").unwrap();
    let time = |name: &str| {
        world.harness.clock.turn(60_000);
        let begun = clock::instant();
        assert!(world.sign_in(name, WRONG).unwrap_err().is(Refusal::CredentialsWrong));
        clock::instant() - begun
    };
    // The quickest of many, by turns: whatever else this machine does slows both alike.
    let (mut known, mut unknown) = (Duration::MAX, Duration::MAX);
    for _ in 0..12 {
        known = known.min(time("alice"));
        unknown = unknown.min(time("nobody"));
    }
    // Without the hash an unknown name would answer ten times sooner.
    assert!(unknown * 2 > known, "unknown {unknown:?}, known {known:?}");
}

#[test]
fn wrong_passwords_slow_down_and_never_lock_out() {
    let world = World::new();
    world.sign_up("alice").unwrap();
    for wait_ms in [1_000_i64, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000] {
        assert!(world.sign_in("alice", WRONG).unwrap_err().is(Refusal::CredentialsWrong));
        let later = refused(world.sign_in("alice", PASSWORD).unwrap_err());
        assert_eq!(later.details, [Detail::new("retry_after_ms", wait_ms)]);
        world.harness.clock.turn(wait_ms);
    }
    world.sign_in("alice", PASSWORD).unwrap();
    // And all is forgotten.
    assert!(world.sign_in("alice", WRONG).unwrap_err().is(Refusal::CredentialsWrong));
    world.harness.clock.turn(1_000);
    world.sign_in("alice", PASSWORD).unwrap();
}

#[test]
fn many_guesses_at_once_do_not_slip_through_together() {
    let world = World::new();
    world.sign_up("alice").unwrap();
    let guesses = (0..64).map(|number| {
        let client = world.user.clone();
        let guess = sign_in("alice", &format!("{WRONG} {number}"));
        async move { client.sign_in(&by_visitor(), guess).await }
    });
    let replies = world.race(guesses);
    let looked_at = |error: &Error| error.is(Refusal::CredentialsWrong);
    let looked_at =
        replies.iter().filter_map(|reply| reply.as_ref().err()).filter(|e| looked_at(e));
    assert!(looked_at.count() <= 5);
    assert!(world.sign_in("alice", PASSWORD).unwrap_err().is(Refusal::TryLater));
}

#[test]
fn who_could_not_be_looked_at_has_not_tried() {
    let crowded = Options { hashes_waiting_max: 1, hash_memory_kib: 65_536, ..quick() };
    let world = World::with(crowded);
    world.sign_up("alice").unwrap();
    let calls = (0..5).map(|_| {
        let client = world.user.clone();
        async move { client.sign_in(&by_visitor(), sign_in("alice", PASSWORD)).await }
    });
    let replies = world.race(calls);
    let overloaded =
        |reply: &&Result<_, Error>| matches!(reply, Err(Error::Fault(Fault::Overloaded)));
    assert!(replies.iter().filter(overloaded).count() > 0);
    assert_eq!(world.number("SELECT COALESCE(SUM(tries), 0) FROM tries_by_place"), 0);
}

#[test]
fn a_stranger_who_could_not_be_looked_at_has_not_tried() {
    let crowded = Options { hashes_waiting_max: 1, hash_memory_kib: 65_536, ..quick() };
    let world = World::with(crowded);
    world.sign_up("alice").unwrap();
    let calls = (0..5).map(|number| {
        let (client, network) = (world.user.clone(), format!("203.0.{number}.0/24"));
        let place = Some(Place { network, ..Place::default() });
        let guess = SignInRequest { place, ..sign_in("alice", WRONG) };
        async move { client.sign_in(&by_visitor(), guess).await }
    });
    let replies = world.race(calls);
    let refused = replies.iter().filter_map(|reply| reply.as_ref().err());
    let wrong = refused.filter(|error| error.is(Refusal::CredentialsWrong));
    let looked_at = i64::try_from(wrong.count()).expect("a few");
    assert!((1..5).contains(&looked_at), "{looked_at}");
    let most_ms = world.harness.clock.now_ms() + looked_at * quick().stranger_try_every_ms;
    let booked_ms = world.number("SELECT retry_at_ms FROM tries");
    assert!(booked_ms <= most_ms, "{} ms too far", booked_ms - most_ms);
}

#[test]
fn what_no_account_can_have_costs_nothing() {
    let world = World::new();
    world.sign_up("alice").unwrap();
    let long = "x".repeat(100_000);
    for (name, password) in [("not a name", WRONG), ("alice", "short"), ("alice", long.as_str())] {
        assert!(world.sign_in(name, password).unwrap_err().is(Refusal::CredentialsWrong));
    }
    assert_eq!(world.number("SELECT COUNT(*) FROM tries"), 0);
}

#[test]
fn a_hash_of_another_cost_still_passes_and_is_renewed() {
    let world = World::new();
    world.sign_up("alice").unwrap();
    let dear = "SELECT COUNT(*) FROM accounts WHERE password_hash LIKE '%m=128,t=1,p=1%'";
    assert_eq!(world.number(dear), 0);
    world.options.set(Options { hash_memory_kib: 128, ..quick() });
    assert!(world.sign_in("alice", WRONG).unwrap_err().is(Refusal::CredentialsWrong));
    assert_eq!(world.number(dear), 0);
    world.harness.clock.turn(1_000);
    world.sign_in("alice", PASSWORD).unwrap();
    assert_eq!(world.number(dear), 1);
    world.sign_in("alice", PASSWORD).unwrap();
}

#[test]
fn old_tries_are_forgotten() {
    let world = World::new();
    assert!(world.sign_in("nobody", WRONG).unwrap_err().is(Refusal::CredentialsWrong));
    assert_eq!(world.number("SELECT COUNT(*) FROM tries"), 1);
    assert_eq!(world.number("SELECT COUNT(*) FROM tries_by_place"), 1);
    world.harness.clock.turn(quick().tries_kept_ms + 1);
    world.harness.eventually("the sweep", || async {
        let sql = "SELECT (SELECT COUNT(*) FROM tries) + (SELECT COUNT(*) FROM tries_by_place)";
        let found: i64 = world.db.read(move |view| view.value(sql, &[])).await.ok()??;
        (found == 0).then_some(())
    });
}

/// A try from a network, with what the browser there keeps.
fn from(name: &str, password: &str, network: &str, device: &str) -> SignInRequest {
    let (network, device_token) = (network.to_owned(), device.to_owned());
    let place = Place { network, device_token, ..Place::default() };
    SignInRequest { place: Some(place), ..sign_in(name, password) }
}

impl World {
    fn enter(&self, request: SignInRequest) -> Result<(), Refused> {
        let reply = self.harness.run(self.user.sign_in(&by_visitor(), request));
        reply.map(drop).map_err(refused)
    }
}

#[test]
fn who_guesses_elsewhere_keeps_nobody_out() {
    let world = World::new();
    world.sign_up("alice").unwrap();
    // Ten wrong ones a second, for as long as it lasts.
    for round in 0..300 {
        let told = world.enter(from("alice", WRONG, "evil", "")).unwrap_err();
        assert!(["CREDENTIALS_WRONG", "TRY_LATER"].contains(&&*told.name), "{told}");
        world.harness.clock.turn(100);
        if round % 3 == 0 {
            world.enter(from("alice", PASSWORD, "home", "")).expect("she is elsewhere");
        }
    }
    assert_eq!(world.enter(from("alice", PASSWORD, "evil", "")).unwrap_err().name, "TRY_LATER");
}

#[test]
fn a_device_that_was_right_before_is_let_in_from_where_the_guesses_come() {
    let world = World::new();
    world.sign_up("alice").unwrap();
    world.enter(from("alice", PASSWORD, "cafe", "her phone")).expect("it is right");
    for _ in 0..50 {
        drop(world.enter(from("alice", WRONG, "cafe", "")));
        drop(world.enter(from("alice", WRONG, "cafe", "another phone")));
        world.harness.clock.turn(100);
    }
    world.enter(from("alice", PASSWORD, "cafe", "her phone")).expect("it is hers");
    let other = world.enter(from("alice", PASSWORD, "cafe", "another phone")).unwrap_err();
    assert_eq!(other.name, "TRY_LATER");
    // Her phone has no more tries than any other place.
    drop(world.enter(from("alice", WRONG, "cafe", "her phone")));
    let again = world.enter(from("alice", PASSWORD, "cafe", "her phone")).unwrap_err();
    assert_eq!(again.name, "TRY_LATER");
}

#[test]
fn many_places_have_no_more_tries_than_a_few() {
    let world = World::new();
    world.sign_up("alice").unwrap();
    world.enter(from("alice", PASSWORD, "home", "")).expect("it is right");
    let wrong = (0..200).filter(|number| {
        let told = world.enter(from("alice", WRONG, &format!("net {number}"), "")).unwrap_err();
        told.name == "CREDENTIALS_WRONG"
    });
    let most = quick().stranger_tries_at_once_max;
    // One of them was hers, before anybody knew her home.
    assert_eq!(u32::try_from(wrong.count()).unwrap(), most - 1);
    world.enter(from("alice", PASSWORD, "home", "")).expect("it was right before");
    let new = world.enter(from("alice", PASSWORD, "new", "")).unwrap_err();
    assert_eq!(new.name, "TRY_LATER");
    world.harness.clock.turn(quick().stranger_try_every_ms);
    world.enter(from("alice", PASSWORD, "new", "")).expect("strangers have a pace, no lock");
}

#[test]
fn places_are_kept_as_hashes_within_bounds() {
    let world = World::with(Options { known_places_max: 3, ..quick() });
    world.sign_up("alice").unwrap();
    for number in 0..5 {
        world.enter(from("alice", PASSWORD, &format!("198.51.100.{number}"), "phone")).unwrap();
        world.harness.clock.turn(1_000);
    }
    assert_eq!(world.number("SELECT COUNT(*) FROM known_places"), 3);
    let plain = "SELECT COUNT(*) FROM known_places WHERE place LIKE '%198%' OR place = 'phone'";
    assert_eq!(world.number(plain), 0);
}
