//! Making accounts and looking at them.

use super::{PASSWORD, World, by_operator, quick, sign_up};
use crate::boot::harness::{FIRST_DAY_MS, by, by_visitor};
use crate::contract::user::{
    AddUserRequest, FindUsersRequest, GetFirstAdministratorRequest, GetUserRequest,
    GetUsersRequest, Refusal, Role, SignUpRequest,
};
use crate::domains::user::Options;
use crate::domains::user::model::SignUp;
use crate::kernel::context::{Context, Role as CallerRole};
use crate::kernel::fault::{Error, Fault, Shared};

fn add(name: &str, role: Role, password: &str) -> AddUserRequest {
    AddUserRequest {
        name: name.to_owned(),
        role: role.into(),
        password: password.to_owned(),
        ..AddUserRequest::default()
    }
}

#[test]
fn who_signs_up_is_signed_in_and_can_be_looked_up() {
    let world = World::new();
    let reply = world.sign_up(" Alice ").unwrap();
    let card = reply.user.unwrap();
    assert_eq!((card.name.as_str(), card.role()), ("Alice", Role::Creator));
    assert_eq!(card.created_at_ms, FIRST_DAY_MS);
    assert_eq!(world.session(&reply.session_token), Some(card.clone()));

    let ask = |user_id: &str, name: &str| {
        let request = GetUserRequest { user_id: user_id.to_owned(), name: name.to_owned() };
        world.harness.run(world.user.get_user(&by_visitor(), request))
    };
    assert_eq!(ask(&card.user_id, "").unwrap().user, Some(card.clone()));
    assert_eq!(ask("", "aLICE").unwrap().user, Some(card.clone()));
    for (user_id, name) in [("nobody", ""), ("", "nobody"), ("", "not a name"), ("", "")] {
        assert!(ask(user_id, name).unwrap_err().is(Refusal::UserUnknown), "{user_id} {name}");
    }
    let user_ids = vec!["nobody".to_owned(), card.user_id.clone()];
    let request = GetUsersRequest { user_ids };
    let cards = world.harness.run(world.user.get_users(&by_visitor(), request)).unwrap();
    assert_eq!(cards.users, [card]);
    let request = GetUsersRequest { user_ids: vec![String::new(); 101] };
    let refused = world.harness.run(world.user.get_users(&by_visitor(), request)).unwrap_err();
    assert!(refused.is(Shared::TooManyIds));
    let find = |names: &[&str]| {
        let names = names.iter().map(|&name| name.to_owned()).collect();
        world.harness.run(world.user.find_users(&by_visitor(), FindUsersRequest { names }))
    };
    let found = find(&["aLICE", "alice", "nobody", "not a name", ""]).unwrap();
    assert_eq!(found.users, cards.users, "once, however often it is named");
    assert!(find(&["alice"; 21]).unwrap_err().is(Shared::TooManyIds));
}

#[test]
fn a_name_has_one_account_however_it_is_written() {
    let world = World::new();
    world.sign_up("Straße").unwrap();
    for name in ["straße", "STRASSE", "ｓｔｒａｓｓｅ"] {
        assert!(world.sign_up(name).unwrap_err().is(Refusal::NameTaken), "{name}");
    }
    assert!(world.sign_up("not a name").unwrap_err().is(Refusal::NameInvalid));
    for password in ["", "short", "STRASSE-12"] {
        let (name, password) = ("strasse-12".to_owned(), password.to_owned());
        let request = SignUpRequest { name, password, ..SignUpRequest::default() };
        let refused = world.harness.run(world.user.sign_up(&by_visitor(), request)).unwrap_err();
        assert!(refused.is(Refusal::PasswordTooWeak));
    }
    assert_eq!(world.number("SELECT COUNT(*) FROM accounts"), 1);
}

#[test]
fn of_many_who_sign_up_with_one_name_at_once_one_gets_it() {
    let world = World::new();
    let cases = ["racer", "Racer", "RACER", "rAcer"];
    let calls = (0..32).map(|number| {
        let client = world.user.clone();
        let name = cases[number % cases.len()];
        async move { client.sign_up(&by_visitor(), sign_up(name)).await }
    });
    let replies = world.race(calls);
    assert_eq!(replies.iter().filter(|reply| reply.is_ok()).count(), 1);
    for error in replies.into_iter().filter_map(Result::err) {
        assert!(error.is(Refusal::NameTaken), "{error}");
    }
    assert_eq!(world.number("SELECT COUNT(*) FROM accounts"), 1);
    assert_eq!(world.number("SELECT COUNT(*) FROM sessions"), 1);
}

#[test]
fn a_repeated_sign_up_gives_the_account_without_its_secret() {
    let world = World::new();
    let keyed = || by_visitor().keyed("form-1");
    let ask = |cx: Context, name: &str| world.harness.run(world.user.sign_up(&cx, sign_up(name)));
    let first = ask(keyed(), "alice").unwrap();
    let again = ask(keyed(), "alice").unwrap();
    assert_eq!(again.user, first.user);
    assert_eq!(again.session_token, "");
    assert_eq!(world.number("SELECT COUNT(*) FROM sessions"), 1);
    // What the gateway does then.
    let signed_in = world.sign_in("alice", PASSWORD).unwrap();
    assert_eq!(world.session(&signed_in.session_token), first.user);
    // Another request under the key is refused; another visitor's key is another key.
    let Error::Refused(refused) = ask(keyed(), "bob").unwrap_err() else { panic!("a fault") };
    assert_eq!(refused.name, "KEY_REUSED");
    assert!(ask(by_visitor().keyed("form-2"), "alice").unwrap_err().is(Refusal::NameTaken));
}

#[test]
fn one_key_many_times_at_once_makes_one_account() {
    let world = World::new();
    let calls = (0..16).map(|_| {
        let client = world.user.clone();
        async move { client.sign_up(&by_visitor().keyed("form-1"), sign_up("alice")).await }
    });
    let replies = world.race(calls);
    let cards: Vec<_> = replies.into_iter().map(|reply| reply.unwrap()).collect();
    assert!(cards.iter().all(|reply| reply.user == cards[0].user));
    assert_eq!(cards.iter().filter(|reply| !reply.session_token.is_empty()).count(), 1);
    assert_eq!(world.number("SELECT COUNT(*) FROM sessions"), 1);
}

#[test]
fn sign_up_can_be_switched_off_while_the_site_runs() {
    let world = World::new();
    world.sign_up("alice").unwrap();
    world.options.set(Options { sign_up: SignUp::Closed, ..quick() });
    assert!(world.sign_up("bob").unwrap_err().is(Refusal::SignUpClosed));
    world.sign_in("alice", PASSWORD).unwrap();
}

#[test]
fn only_administrators_and_the_operator_add_accounts() {
    let world = World::new();
    let ask = |cx: Context, request| world.harness.run(world.user.add_user(&cx, request));
    for cx in [by_visitor(), by("somebody", CallerRole::Moderator), Context::of_domain("gateway")] {
        let refused = ask(cx, add("eve", Role::Admin, "")).unwrap_err();
        assert!(refused.is(Shared::NotAllowed));
    }
    let admin = ask(by_operator(), add("root", Role::Admin, "")).unwrap();
    let card = admin.user.unwrap();
    assert_eq!(card.role(), Role::Admin);
    assert_eq!(world.api_token(&admin.api_token), Some(card.clone()));
    assert!(admin.api_token.starts_with("shoal_"));
    // It has no password, so none signs it in; the answer is that of a wrong one.
    for password in ["", "correct horse battery"] {
        assert!(world.sign_in("root", password).unwrap_err().is(Refusal::CredentialsWrong));
    }
    let cx = by(&card.user_id, CallerRole::Admin);
    let viewer = ask(cx.clone(), add("viewer", Role::Viewer, PASSWORD)).unwrap();
    assert_eq!(viewer.user.unwrap().role(), Role::Viewer);
    world.sign_in("viewer", PASSWORD).unwrap();
    let plain = ask(cx.clone(), add("plain", Role::Unspecified, "")).unwrap();
    assert_eq!(plain.user.unwrap().role(), Role::Creator);
    assert!(ask(cx.clone(), add("ROOT", Role::Viewer, "")).unwrap_err().is(Refusal::NameTaken));
    assert!(
        ask(cx.clone(), add("weak", Role::Viewer, "x")).unwrap_err().is(Refusal::PasswordTooWeak)
    );
    let unknown = AddUserRequest { role: 9, ..add("nine", Role::Viewer, "") };
    assert!(ask(cx, unknown).unwrap_err().is(Refusal::RoleUnknown));
}

#[test]
fn the_first_administrator_is_the_oldest_administrator() {
    let world = World::new();
    let ask = |cx: Context| {
        world
            .harness
            .run(world.user.get_first_administrator(&cx, GetFirstAdministratorRequest {}))
            .map(|reply| reply.user)
    };
    assert_eq!(ask(by_operator()).unwrap(), None);
    let mut added = Vec::new();
    for (name, role) in [("mod", Role::Moderator), ("first", Role::Admin), ("next", Role::Admin)] {
        let reply = world.harness.run(world.user.add_user(&by_operator(), add(name, role, "")));
        added.push(reply.unwrap().user);
        world.harness.clock.turn(1);
    }
    assert_eq!(ask(by_operator()).unwrap(), added[1]);
    assert_eq!(ask(Context::of_domain("gateway")).unwrap(), added[1]);
    for cx in [by_visitor(), by("somebody", CallerRole::Moderator)] {
        assert!(ask(cx).unwrap_err().is(Shared::NotAllowed));
    }
}

#[test]
fn too_many_passwords_at_once_are_turned_away() {
    let world = World::with(Options { hashes_waiting_max: 2, hash_memory_kib: 8192, ..quick() });
    let calls = (0..32).map(|number| {
        let client = world.user.clone();
        let name = format!("racer{number}");
        async move { client.sign_up(&by_visitor(), sign_up(&name)).await }
    });
    let replies = world.race(calls);
    let turned_away =
        |reply: &Result<_, Error>| matches!(reply, Err(Error::Fault(Fault::Overloaded)));
    assert!(replies.iter().any(Result::is_ok));
    assert!(replies.iter().any(turned_away));
    assert!(replies.iter().all(|reply| reply.is_ok() || turned_away(reply)));
    // The places are given back.
    world.sign_up("later").unwrap();
}
