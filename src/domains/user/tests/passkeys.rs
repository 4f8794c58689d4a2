//! Passkeys: made, named, used, and refused.

use super::{PASSWORD, World, quick};
use crate::boot::harness::{by, by_visitor};
use crate::contract::user::{
    AddPasskeyRequest, BeginPasskeyRequest, BeginPasskeySignInRequest, BeginTotpRequest,
    ConfirmTotpRequest, ExportAccountRequest, FinishPasskeySignInRequest,
    FinishPasskeySignInResponse, ListPasskeysRequest, Passkey, Refusal, RemovePasskeyRequest,
    RenamePasskeyRequest, ResetSecondFactorRequest, SuspendUserRequest,
};
use crate::domains::user::Options;
use crate::domains::user::engine::passkey::tests::{Device, Given};
use crate::domains::user::engine::totp;
use crate::kernel::context::{Context, Role};
use crate::kernel::db::values;
use crate::kernel::fault::Reply;

fn account(world: &World, name: &str) -> (Context, String) {
    let user_id = world.sign_up(name).expect("the name is free").user.expect("a card").user_id;
    (by(&user_id, Role::Creator), user_id)
}

fn begin(world: &World, cx: &Context) -> Reply<String> {
    let request = BeginPasskeyRequest { session_token: world.session_of(cx) };
    world.harness.run(world.user.begin_passkey(cx, request)).map(|begun| begun.challenge)
}

fn add(world: &World, cx: &Context, given: Given) -> Reply<Passkey> {
    let request = AddPasskeyRequest {
        label: " phone ".to_owned(),
        client_data_json: given.client_data_json.into(),
        attestation_object: given.data.into(),
        session_token: world.session_of(cx),
    };
    let added = world.harness.run(world.user.add_passkey(cx, request));
    added.map(|added| added.passkey.expect("a passkey"))
}

fn made(world: &World, cx: &Context, device: &Device) -> Reply<Passkey> {
    let challenge = begin(world, cx)?;
    add(world, cx, device.make(&challenge))
}

fn challenge(world: &World) -> String {
    let cx = by_visitor();
    let begun = world.user.begin_passkey_sign_in(&cx, BeginPasskeySignInRequest {});
    let begun = world.harness.run(begun).expect("anybody may");
    assert_eq!(begun.rp_id, "site.example");
    begun.challenge
}

fn answer(device: &Device, user_id: &str, challenge: &str) -> FinishPasskeySignInRequest {
    let given = device.sign(challenge);
    FinishPasskeySignInRequest {
        credential_id: device.credential_id(),
        client_data_json: given.client_data_json.into(),
        authenticator_data: given.data.into(),
        signature: given.signature.into(),
        user_handle: user_id.to_owned(),
        ..FinishPasskeySignInRequest::default()
    }
}

fn enter(world: &World, request: FinishPasskeySignInRequest) -> Reply<FinishPasskeySignInResponse> {
    world.harness.run(world.user.finish_passkey_sign_in(&by_visitor(), request))
}

fn list(world: &World, cx: &Context) -> Vec<Passkey> {
    let listed = world.user.list_passkeys(cx, ListPasskeysRequest {});
    world.harness.run(listed).expect("it is a query").passkeys
}

fn is<T>(reply: Reply<T>, refusal: Refusal) -> bool {
    reply.err().is_some_and(|error| error.is(refusal))
}

#[test]
fn a_passkey_signs_in_without_a_password() {
    let world = World::new();
    let (alice, user_id) = account(&world, "alice");
    let mut device = Device::new(7);
    let passkey = made(&world, &alice, &device).unwrap();
    assert_eq!((passkey.label.as_str(), passkey.used_at_ms), ("phone", 0));
    world.harness.clock.turn(1_000);
    device.count += 1;
    let entered = enter(&world, answer(&device, &user_id, &challenge(&world))).unwrap();
    assert_eq!(world.session(&entered.session_token), entered.user);
    assert_eq!(entered.user.map(|user| user.name).as_deref(), Some("alice"));
    assert!(list(&world, &alice)[0].used_at_ms > 0);
}

#[test]
fn a_challenge_is_answered_once_in_time_and_for_what_it_was_made() {
    let world = World::new();
    let (alice, user_id) = account(&world, "alice");
    let (bob, _) = account(&world, "bob");
    let mut device = Device::new(7);
    let asked = begin(&world, &alice).unwrap();
    assert!(is(add(&world, &bob, device.make(&asked)), Refusal::PasskeyInvalid), "another's");
    let of_door = challenge(&world);
    assert!(is(add(&world, &alice, device.make(&of_door)), Refusal::PasskeyInvalid));
    add(&world, &alice, device.make(&asked)).unwrap();
    assert!(is(add(&world, &alice, Device::new(8).make(&asked)), Refusal::PasskeyInvalid), "used");
    let asked = begin(&world, &alice).unwrap();
    device.count += 1;
    let wrong = enter(&world, answer(&device, &user_id, &asked));
    assert!(is(wrong, Refusal::PasskeyInvalid), "it is for a new one");
    let once = answer(&device, &user_id, &of_door);
    enter(&world, once.clone()).unwrap();
    assert!(is(enter(&world, once), Refusal::PasskeyInvalid), "sent again");
    device.count += 1;
    let late = answer(&device, &user_id, &challenge(&world));
    world.harness.clock.turn(quick().passkey_challenge_ms);
    assert!(is(enter(&world, late), Refusal::PasskeyInvalid), "too late");
    let own = answer(&device, &user_id, &"A".repeat(43));
    assert!(is(enter(&world, own), Refusal::PasskeyInvalid), "nobody asked that");
}

#[test]
fn whatever_is_wrong_is_told_alike() {
    let world = World::new();
    let (alice, user_id) = account(&world, "alice");
    let (_, bob) = account(&world, "bob");
    let device = Device::new(7);
    made(&world, &alice, &device).unwrap();
    let with = |bend: &dyn Fn(&mut Device)| {
        let mut bent = device.clone();
        bent.count = 9;
        bend(&mut bent);
        answer(&bent, &user_id, &challenge(&world))
    };
    let good = with(&|_| {});
    for bad in [
        with(&|one| one.origin = "https://evil.example".to_owned()),
        with(&|one| one.rp_id = "evil.example".to_owned()),
        with(&|one| one.flags = 1),
        answer(&Device::new(8), &user_id, &challenge(&world)),
        FinishPasskeySignInRequest { user_handle: bob, ..good.clone() },
        FinishPasskeySignInRequest { user_handle: String::new(), ..good.clone() },
        FinishPasskeySignInRequest { signature: vec![0; 64].into(), ..good.clone() },
        FinishPasskeySignInRequest { client_data_json: "{}".into(), ..good.clone() },
        FinishPasskeySignInRequest { authenticator_data: Default::default(), ..good.clone() },
        FinishPasskeySignInRequest::default(),
    ] {
        let wrong = enter(&world, bad).unwrap_err();
        assert!(wrong.is(Refusal::PasskeyInvalid), "{wrong}");
    }
    enter(&world, good).expect("none of that has used it up");
}

#[test]
fn a_count_that_does_not_go_on_shows_a_copy() {
    let world = World::new();
    let (alice, user_id) = account(&world, "alice");
    let mut device = Device::new(7);
    made(&world, &alice, &device).unwrap();
    for (count, is_right) in [(5, true), (5, false), (4, false), (0, false), (6, true)] {
        device.count = count;
        let entered = enter(&world, answer(&device, &user_id, &challenge(&world)));
        assert_eq!(entered.is_ok(), is_right, "{count}");
    }
    let mut silent = Device::new(8);
    silent.count = 0;
    made(&world, &alice, &silent).unwrap();
    for _ in 0..2 {
        enter(&world, answer(&silent, &user_id, &challenge(&world))).expect("it counts nothing");
    }
}

#[test]
fn of_many_who_come_with_one_answer_at_once_one_is_let_through() {
    let world = World::new();
    let (alice, user_id) = account(&world, "alice");
    let mut device = Device::new(7);
    device.count = 0;
    made(&world, &alice, &device).unwrap();
    let once = answer(&device, &user_id, &challenge(&world));
    let calls = (0..8).map(|_| {
        let (client, request) = (world.user.clone(), once.clone());
        async move { client.finish_passkey_sign_in(&by_visitor(), request).await }
    });
    let replies = world.race(calls);
    assert_eq!(replies.iter().filter(|reply| reply.is_ok()).count(), 1);
}

#[test]
fn passkeys_are_named_and_removed_by_whose_they_are() {
    let world = World::with(Options { passkeys_max: 2, ..quick() });
    let (alice, user_id) = account(&world, "alice");
    let (bob, _) = account(&world, "bob");
    let device = Device::new(7);
    let id = made(&world, &alice, &device).unwrap().passkey_id;
    assert!(is(made(&world, &bob, &device), Refusal::PasskeyInvalid), "it is known already");
    let rename = |cx: &Context, passkey_id: &str, label: &str| {
        let (passkey_id, label) = (passkey_id.to_owned(), label.to_owned());
        let request = RenamePasskeyRequest { passkey_id, label };
        world.harness.run(world.user.rename_passkey(cx, request)).map(drop)
    };
    assert!(is(rename(&bob, &id, "mine"), Refusal::PasskeyUnknown));
    assert!(is(rename(&alice, "nothing", "mine"), Refusal::PasskeyUnknown));
    assert!(is(rename(&alice, &id, " "), Refusal::PasskeyLabelInvalid));
    rename(&alice, &id, "old phone").unwrap();
    assert_eq!(list(&world, &alice)[0].label, "old phone");
    made(&world, &alice, &Device::new(8)).unwrap();
    assert!(is(made(&world, &alice, &Device::new(9)), Refusal::TooManyPasskeys));
    let remove = |cx: &Context, session_token: &str| {
        let (passkey_id, session_token) = (id.clone(), session_token.to_owned());
        let request = RemovePasskeyRequest { passkey_id, session_token };
        world.harness.run(world.user.remove_passkey(cx, request)).map(drop)
    };
    assert!(is(remove(&alice, ""), Refusal::ProofNeeded));
    remove(&bob, &world.session_of(&bob)).unwrap();
    assert_eq!(list(&world, &alice).len(), 2, "it is another's");
    for _ in 0..2 {
        remove(&alice, &world.session_of(&alice)).unwrap();
    }
    assert_eq!(list(&world, &alice).len(), 1);
    let gone = enter(&world, answer(&device, &user_id, &challenge(&world)));
    assert!(is(gone, Refusal::PasskeyInvalid));
}

#[test]
fn who_is_suspended_is_kept_out_and_a_reset_takes_passkeys_away() {
    let world = World::new();
    let (alice, user_id) = account(&world, "alice");
    let mut device = Device::new(7);
    made(&world, &alice, &device).unwrap();
    let root = world.admin("root");
    let (of, reason) = (user_id.clone(), "spam".to_owned());
    let suspend = SuspendUserRequest { user_id: of, reason };
    world.harness.run(world.user.suspend_user(&root, suspend)).unwrap();
    device.count += 1;
    let entered = enter(&world, answer(&device, &user_id, &challenge(&world)));
    assert!(is(entered, Refusal::AccountSuspended));
    let session_token = world.session_of(&root);
    let reset = ResetSecondFactorRequest { user_id: user_id.clone(), session_token };
    world.harness.run(world.user.reset_second_factor(&root, reset)).unwrap();
    assert_eq!(world.number("SELECT COUNT(*) FROM passkeys"), 0);
    device.count += 1;
    let entered = enter(&world, answer(&device, &user_id, &challenge(&world)));
    assert!(is(entered, Refusal::PasskeyInvalid));
}

#[test]
fn making_one_asks_for_a_proof() {
    let world = World::new();
    let (alice, _) = account(&world, "alice");
    let waiting = begin(&world, &alice).unwrap();
    world.harness.clock.turn(quick().proof_ms);
    assert!(is(begin(&world, &alice), Refusal::ProofNeeded));
    world.sign_in("alice", PASSWORD).unwrap();
    let late = add(&world, &alice, Device::new(7).make(&waiting));
    assert!(is(late, Refusal::PasskeyInvalid), "the challenge is too old");
    made(&world, &alice, &Device::new(7)).unwrap();
}

#[test]
fn an_export_names_passkeys_and_codes_and_holds_neither() {
    let world = World::new();
    let ((cx, _), device) = (account(&world, "alice"), Device::new(7));
    made(&world, &cx, &device).expect("it is in order");
    let request = BeginTotpRequest { session_token: world.session_of(&cx) };
    let secret = world.harness.run(world.user.begin_totp(&cx, request)).expect("proven").secret;
    let exported = || {
        let asked = world.user.export_account(&cx, ExportAccountRequest::default());
        world.harness.run(asked).expect("it is theirs").account.expect("the first page has it")
    };
    assert_eq!(exported().totp_since_ms, 0, "it is only begun");
    let code = totp::shown_at(&secret, world.harness.clock.now_ms());
    let request = ConfirmTotpRequest { code, session_token: world.session_of(&cx) };
    let codes = world.harness.run(world.user.confirm_totp(&cx, request)).expect("it is right");
    let told = exported();
    assert!(told.totp_since_ms > 0);
    assert_eq!((told.recovery_codes_left, told.passkeys.len()), (10, 1));
    assert_eq!(told.passkeys[0].label, "phone");
    let all = format!("{told:?}");
    for kept in [&secret, &codes.recovery_codes[0], &device.credential_id()] {
        assert!(!all.contains(kept.as_str()), "{kept} in {all}");
    }
}

#[test]
fn strangers_who_ask_for_sign_ins_end_no_challenge_of_an_account() {
    let world = World::new();
    let ((cx, _), device) = (account(&world, "ada"), Device::new(7));
    let first = begin(&world, &cx).expect("the sign-up is a proof");
    let later_ms = world.harness.clock.now_ms() + 86_400_000;
    let flood = "INSERT INTO passkey_challenges (challenge_hash, user_id, expires_at_ms) \
                 WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) \
                 SELECT 'c' || i, '', $1 FROM n";
    let domain = Context::of_domain("user");
    let write = world.db.write(&domain, move |tx| tx.execute(flood, values![later_ms]));
    assert_eq!(world.harness.run(write).expect("it is ours"), 10_000);
    challenge(&world);
    let sql = "SELECT COUNT(*) FROM passkey_challenges WHERE user_id = ''";
    assert_eq!(world.number(sql), 10_000, "of too many sign-ins one ends");
    add(&world, &cx, device.make(&first)).expect("it still waits");
    // One account has a few.
    let oldest = begin(&world, &cx).expect("it is proven");
    for _ in 0..10 {
        world.harness.clock.turn(1);
        begin(&world, &cx).expect("it is proven");
    }
    let gone = add(&world, &cx, Device::new(8).make(&oldest)).unwrap_err();
    assert!(gone.is(Refusal::PasskeyInvalid), "{gone}");
}
