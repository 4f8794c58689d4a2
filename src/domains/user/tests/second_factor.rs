//! Two-step sign-in, and what asks for the password once more.

use super::{PASSWORD, World, by_operator, quick, sign_in};
use crate::boot::harness::{by, by_visitor};
use crate::contract::user::{
    BeginTotpRequest, ChangePasswordRequest, ConfirmMailAddressRequest, ConfirmTotpRequest,
    CreateApiTokenRequest, FinishSignInRequest, FinishSignInResponse, GetSecondFactorRequest,
    GetSecondFactorResponse, MintResetLinkRequest, Place, ProvePasswordRequest, Refusal,
    RemoveTotpRequest, RenewRecoveryCodesRequest, ResetSecondFactorRequest, Role,
    SetMailAddressRequest, SetRoleRequest, SuspendUserRequest,
};
use crate::domains::user::Options;
use crate::domains::user::engine::totp;
use crate::kernel::context::{Context, Role as CallerRole};
use crate::kernel::fault::{Reply, Shared};

const STEP_MS: i64 = 30_000;
const WRONG: &str = "incorrect horse battery";

/// Somebody with codes by an app.
struct Holder {
    cx: Context,
    user_id: String,
    secret: String,
    recovery_codes: Vec<String>,
}

fn account(world: &World, name: &str) -> (Context, String) {
    let user_id = world.sign_up(name).expect("the name is free").user.expect("a card").user_id;
    (by(&user_id, CallerRole::Creator), user_id)
}

fn begin(world: &World, cx: &Context) -> Reply<String> {
    let request = BeginTotpRequest { session_token: world.session_of(cx) };
    world.harness.run(world.user.begin_totp(cx, request)).map(|begun| begun.secret)
}

fn confirm(world: &World, cx: &Context, code: &str) -> Reply<Vec<String>> {
    let (code, session_token) = (code.to_owned(), world.session_of(cx));
    let request = ConfirmTotpRequest { code, session_token };
    world.harness.run(world.user.confirm_totp(cx, request)).map(|told| told.recovery_codes)
}

fn told(world: &World, cx: &Context) -> GetSecondFactorResponse {
    let request = GetSecondFactorRequest { session_token: world.session_of(cx) };
    world.harness.run(world.user.get_second_factor(cx, request)).expect("it is a query")
}

/// What the app shows, so many steps from now.
fn shown(world: &World, secret: &str, steps: i64) -> String {
    totp::shown_at(secret, world.harness.clock.now_ms() + steps * STEP_MS)
}

fn holder(world: &World, name: &str) -> Holder {
    let (cx, user_id) = account(world, name);
    let secret = begin(world, &cx).expect("the session is new");
    let recovery_codes = confirm(world, &cx, &shown(world, &secret, 0)).expect("it is right");
    // So that the code that has turned it on is not the one of the next sign-in.
    world.harness.clock.turn(2 * STEP_MS);
    Holder { cx, user_id, secret, recovery_codes }
}

fn ticket(world: &World, name: &str) -> String {
    let waits = world.sign_in(name, PASSWORD).expect("it is right");
    assert_eq!((waits.user, waits.session_token.as_str()), (None, ""), "nobody is in yet");
    waits.ticket
}

fn from(ticket: &str, code: &str, network: &str) -> FinishSignInRequest {
    let place = Place { network: network.to_owned(), ..Place::default() };
    let (ticket, code) = (ticket.to_owned(), code.to_owned());
    FinishSignInRequest { ticket, code, place: Some(place), ..FinishSignInRequest::default() }
}

fn finish(world: &World, ticket: &str, code: &str) -> Reply<FinishSignInResponse> {
    world.harness.run(world.user.finish_sign_in(&by_visitor(), from(ticket, code, "")))
}

fn recover(world: &World, ticket: &str, code: &str) -> Reply<FinishSignInResponse> {
    let (ticket, recovery_code) = (ticket.to_owned(), code.to_owned());
    let request = FinishSignInRequest { ticket, recovery_code, ..FinishSignInRequest::default() };
    world.harness.run(world.user.finish_sign_in(&by_visitor(), request))
}

fn prove(world: &World, cx: &Context, password: &str) -> Reply<i64> {
    let (current_password, session_token) = (password.to_owned(), world.session_of(cx));
    let request = ProvePasswordRequest { current_password, session_token, place: None };
    world.harness.run(world.user.prove_password(cx, request)).map(|told| told.proven_until_ms)
}

fn is<T>(reply: Reply<T>, refusal: Refusal) -> bool {
    reply.err().is_some_and(|error| error.is(refusal))
}

#[test]
fn a_code_is_asked_for_from_when_the_first_was_typed() {
    let world = World::new();
    let (alice, _) = account(&world, "alice");
    assert!(is(confirm(&world, &alice, "123456"), Refusal::SecondFactorOff), "nothing was begun");
    let secret = begin(&world, &alice).unwrap();
    assert_eq!(begin(&world, &alice).unwrap(), secret, "whoever types it in has time");
    assert!(!world.sign_in("alice", PASSWORD).unwrap().session_token.is_empty(), "not yet");
    assert!(is(confirm(&world, &alice, &shown(&world, &secret, 7)), Refusal::CodeWrong));
    assert!(!told(&world, &alice).has_totp);
    let keyed = alice.clone().keyed("form-1");
    let code = shown(&world, &secret, 0);
    let codes = confirm(&world, &keyed, &code).unwrap();
    assert_eq!(codes.len(), 10);
    assert_eq!(confirm(&world, &keyed, &code).unwrap(), [""; 0], "they are shown once");
    let now = told(&world, &alice);
    assert_eq!((now.has_totp, now.recovery_codes_left), (true, 10));
    assert!(is(begin(&world, &alice), Refusal::SecondFactorOn));
    let first = ticket(&world, "alice");
    assert!(is(finish(&world, &first, &code), Refusal::CodeWrong), "it has turned it on");
    world.harness.clock.turn(STEP_MS);
    let entered = finish(&world, &first, &shown(&world, &secret, 0)).unwrap();
    assert_eq!(world.session(&entered.session_token), entered.user);
}

#[test]
fn a_code_opens_one_session_one_step_early_or_late() {
    let world = World::new();
    let holder = holder(&world, "alice");
    for steps in [-2, 2] {
        let wrong = finish(&world, &ticket(&world, "alice"), &shown(&world, &holder.secret, steps));
        assert!(is(wrong, Refusal::CodeWrong), "{steps}");
        world.harness.clock.turn(60_000);
    }
    let code = shown(&world, &holder.secret, 0);
    let (first, second) = (ticket(&world, "alice"), ticket(&world, "alice"));
    finish(&world, &first, &code).unwrap();
    assert!(is(finish(&world, &first, &code), Refusal::TicketInvalid), "it is used up");
    assert!(is(finish(&world, &second, &code), Refusal::CodeWrong), "whoever looked on is late");
    world.harness.clock.turn(1_000);
    let earlier = shown(&world, &holder.secret, -1);
    assert!(is(finish(&world, &second, &earlier), Refusal::CodeWrong), "a later one was taken");
    world.harness.clock.turn(2_000);
    finish(&world, &second, &shown(&world, &holder.secret, 1)).expect("it is the next one");
}

#[test]
fn of_many_who_come_with_one_code_at_once_one_is_let_through() {
    let world = World::with(Options { tries_at_once_max: 100, ..quick() });
    let holder = holder(&world, "alice");
    let code = shown(&world, &holder.secret, 0);
    let tickets: Vec<_> = (0..8).map(|_| ticket(&world, "alice")).collect();
    let calls = tickets.iter().map(|ticket| {
        let (client, request) = (world.user.clone(), from(ticket, &code, ""));
        async move { client.finish_sign_in(&by_visitor(), request).await }
    });
    let replies = world.race(calls);
    assert_eq!(replies.iter().filter(|reply| reply.is_ok()).count(), 1);
}

#[test]
fn a_recovery_code_lets_in_once_and_its_person_is_told() {
    let world = World::new();
    let holder = reached(&world, "alice");
    let before = world.letterbox.taken().len();
    let code = holder.recovery_codes[3].to_uppercase().replace('-', " ");
    recover(&world, &ticket(&world, "alice"), &code).unwrap();
    assert_eq!(told(&world, &holder.cx).recovery_codes_left, 9);
    let mails = world.mails(before + 1);
    let mail = mails.last().expect("a mail");
    assert!(mail.text.as_str().contains("9"), "{}", mail.text.as_str());
    let again = ticket(&world, "alice");
    assert!(is(recover(&world, &again, &code), Refusal::CodeWrong));
    world.harness.clock.turn(60_000);
    assert!(is(recover(&world, &ticket(&world, "alice"), "abcd"), Refusal::CodeWrong));
    world.harness.clock.turn(60_000);
    let request = RenewRecoveryCodesRequest { session_token: world.session_of(&holder.cx) };
    let renewed = world.user.renew_recovery_codes(&holder.cx, request);
    let renewed = world.harness.run(renewed).unwrap().recovery_codes;
    assert_eq!(told(&world, &holder.cx).recovery_codes_left, 10);
    let old = recover(&world, &ticket(&world, "alice"), &holder.recovery_codes[4]);
    assert!(is(old, Refusal::CodeWrong));
    world.harness.clock.turn(60_000);
    recover(&world, &ticket(&world, "alice"), &renewed[0]).unwrap();
}

/// The same, reached by mail.
fn reached(world: &World, name: &str) -> Holder {
    let holder = holder(world, name);
    let set = SetMailAddressRequest {
        address: format!("{name}@example.com"),
        current_password: PASSWORD.to_owned(),
        session_token: world.session_of(&holder.cx),
        ..SetMailAddressRequest::default()
    };
    world.harness.run(world.user.set_mail_address(&holder.cx, set)).unwrap();
    let mails = world.mails(1);
    let text = mails[0].text.as_str();
    let link = text.lines().find(|line| line.starts_with("https://site.example/confirm/"));
    let token = link.and_then(|link| link.rsplit('/').next()).expect("a link").to_owned();
    let confirm = ConfirmMailAddressRequest { token };
    world.harness.run(world.user.confirm_mail_address(&by_visitor(), confirm)).unwrap();
    holder
}

#[test]
fn a_ticket_is_of_one_account_and_ends_by_time_by_wrong_codes_and_with_the_password() {
    let world = World::new();
    let (alice, bob) = (holder(&world, "alice"), holder(&world, "bob"));
    let of_alice = ticket(&world, "alice");
    let of_bob = shown(&world, &bob.secret, 0);
    assert!(is(finish(&world, &of_alice, &of_bob), Refusal::CodeWrong), "it is another's code");
    world.harness.clock.turn(quick().ticket_ms);
    let right = shown(&world, &alice.secret, 0);
    assert!(is(finish(&world, &of_alice, &right), Refusal::TicketInvalid), "it is too old");
    for odd in ["", "x", &"A".repeat(43)] {
        assert!(is(finish(&world, odd, &right), Refusal::TicketInvalid), "{odd:?}");
    }
    let tried = ticket(&world, "alice");
    for _ in 0..quick().ticket_tries_max {
        assert!(is(finish(&world, &tried, "000000"), Refusal::CodeWrong));
        world.harness.clock.turn(40_000);
    }
    let right = shown(&world, &alice.secret, 0);
    assert!(is(finish(&world, &tried, &right), Refusal::TicketInvalid), "too many were wrong");
    let (waiting, here) = (ticket(&world, "alice"), world.session_of(&alice.cx));
    world.harness.clock.turn(quick().try_pause_ms_max);
    let right = shown(&world, &alice.secret, 0);
    let change = ChangePasswordRequest {
        current_password: PASSWORD.to_owned(),
        new_password: "wrong donkey charger".to_owned(),
        kept_session_token: here,
        place: None,
    };
    world.harness.run(world.user.change_password(&alice.cx, change)).unwrap();
    assert!(is(finish(&world, &waiting, &right), Refusal::TicketInvalid), "of the old password");
    world.harness.eventually("the sweep", || async {
        world.harness.clock.turn(quick().ticket_ms);
        let sql = "SELECT COUNT(*) FROM sign_in_tickets";
        let found: i64 = world.db.read(move |view| view.value(sql, &[])).await.ok()??;
        (found == 0).then_some(())
    });
}

#[test]
fn tickets_are_kept_as_hashes_within_bounds() {
    let world = World::new();
    holder(&world, "alice");
    let first = ticket(&world, "alice");
    for _ in 0..12 {
        world.harness.clock.turn(1);
        ticket(&world, "alice");
    }
    assert_eq!(world.number("SELECT COUNT(*) FROM sign_in_tickets"), 10);
    assert!(is(finish(&world, &first, "000000"), Refusal::TicketInvalid), "the oldest has ended");
    let kept = world.db.read(|view| view.value("SELECT MIN(token_hash) FROM sign_in_tickets", &[]));
    let hash: String = world.harness.run(kept).unwrap().unwrap();
    assert!(is(finish(&world, &hash, "000000"), Refusal::TicketInvalid), "only a hash is kept");
}

#[test]
fn wrong_codes_slow_down_further_ones_whatever_tickets_they_come_with() {
    let world = World::new();
    let holder = holder(&world, "alice");
    let mut pause_ms = 1_000;
    for _ in 0..3 {
        let waiting = ticket(&world, "alice");
        assert!(is(finish(&world, &waiting, "000000"), Refusal::CodeWrong));
        let right = shown(&world, &holder.secret, 0);
        assert!(is(finish(&world, &waiting, &right), Refusal::TryLater));
        assert!(is(world.sign_in("alice", PASSWORD), Refusal::TryLater), "at the door as well");
        world.harness.clock.turn(pause_ms - 1);
        assert!(is(finish(&world, &waiting, &right), Refusal::TryLater));
        world.harness.clock.turn(1);
        // The right password alone does not let whoever guesses codes begin anew.
        pause_ms *= 2;
    }
    let right = shown(&world, &holder.secret, 0);
    finish(&world, &ticket(&world, "alice"), &right).unwrap();
    assert_eq!(world.number("SELECT COUNT(*) FROM tries_by_place"), 0, "it is over");
}

#[test]
fn another_password_makes_no_place_known_and_forgets_no_wrong_code() {
    let world = World::new();
    let holder = holder(&world, "alice");
    let before = world.number("SELECT COUNT(*) FROM known_places");
    let change = |network: &str| {
        let request = ChangePasswordRequest {
            current_password: PASSWORD.to_owned(),
            new_password: PASSWORD.to_owned(),
            place: Some(Place { network: network.to_owned(), ..Place::default() }),
            ..ChangePasswordRequest::default()
        };
        world.harness.run(world.user.change_password(&holder.cx, request))
    };
    change("198.51.100.7").expect("the password is right");
    assert_eq!(world.number("SELECT COUNT(*) FROM known_places"), before);
    assert!(is(finish(&world, &ticket(&world, "alice"), "000000"), Refusal::CodeWrong));
    world.harness.clock.turn(1_000);
    change("").expect("the password is right");
    let waiting = ticket(&world, "alice");
    assert!(is(finish(&world, &waiting, "000000"), Refusal::CodeWrong), "it counts as no try");
    world.harness.clock.turn(1_999);
    let right = shown(&world, &holder.secret, 0);
    assert!(is(finish(&world, &waiting, &right), Refusal::TryLater), "the second pause is longer");
    world.harness.clock.turn(1);
    finish(&world, &waiting, &shown(&world, &holder.secret, 0)).expect("it is over");
}

#[test]
fn many_places_have_no_more_codes_than_a_few() {
    let world = World::new();
    let holder = holder(&world, "alice");
    let mut wrong = 0;
    for number in 0..25 {
        let network = format!("net {number}");
        let place = Place { network: network.clone(), ..Place::default() };
        let mut request = sign_in("alice", PASSWORD);
        request.place = Some(place);
        let waiting = world.harness.run(world.user.sign_in(&by_visitor(), request));
        let Ok(waiting) = waiting else { continue };
        let guess = from(&waiting.ticket, "000000", &network);
        let guessed = world.harness.run(world.user.finish_sign_in(&by_visitor(), guess));
        wrong += u32::from(is(guessed, Refusal::CodeWrong));
        world.harness.clock.turn(quick().stranger_try_every_ms * 2);
    }
    assert_eq!(wrong, quick().stranger_codes_at_once_max);
    // Where the account was entered from before, nothing has changed.
    let right = shown(&world, &holder.secret, 0);
    finish(&world, &ticket(&world, "alice"), &right).unwrap();
}

#[test]
fn an_account_that_was_suspended_meanwhile_is_not_let_in() {
    let world = World::new();
    let holder = holder(&world, "alice");
    let waiting = ticket(&world, "alice");
    let (user_id, reason) = (holder.user_id.clone(), "spam".to_owned());
    let suspend = SuspendUserRequest { user_id, reason };
    world.harness.run(world.user.suspend_user(&by_operator(), suspend)).unwrap();
    let right = shown(&world, &holder.secret, 0);
    assert!(is(finish(&world, &waiting, &right), Refusal::TicketInvalid));
    assert!(is(world.sign_in("alice", PASSWORD), Refusal::AccountSuspended));
    assert_eq!(world.number("SELECT COUNT(*) FROM sessions"), 0);
}

#[test]
fn it_is_turned_off_by_its_person_or_by_an_administrator_and_they_are_told() {
    let world = World::new();
    let holder = reached(&world, "alice");
    let before = world.letterbox.taken().len();
    let reset = |cx: &Context, user_id: &str| {
        let (user_id, session_token) = (user_id.to_owned(), world.session_of(cx));
        let request = ResetSecondFactorRequest { user_id, session_token };
        world.harness.run(world.user.reset_second_factor(cx, request)).map(drop)
    };
    for cx in [by_visitor(), holder.cx.clone(), by("mo", CallerRole::Moderator)] {
        assert!(reset(&cx, &holder.user_id).unwrap_err().is(Shared::NotAllowed));
    }
    let root = world.admin("root");
    assert!(is(reset(&by("root", CallerRole::Admin), &holder.user_id), Refusal::ProofNeeded));
    assert!(is(reset(&root, "nobody"), Refusal::UserUnknown));
    assert!(told(&world, &holder.cx).has_totp);
    let waiting = ticket(&world, "alice");
    for _ in 0..2 {
        reset(&root, &holder.user_id).unwrap();
    }
    let event = "SELECT COUNT(*) FROM kernel_outbox WHERE kind = 'SecondFactorRemoved'";
    assert_eq!(world.number(event), 1);
    let right = shown(&world, &holder.secret, 0);
    assert!(is(finish(&world, &waiting, &right), Refusal::TicketInvalid), "begin again");
    assert_eq!(
        told(&world, &holder.cx),
        GetSecondFactorResponse {
            proven_until_ms: told(&world, &holder.cx).proven_until_ms,
            ..GetSecondFactorResponse::default()
        }
    );
    assert_eq!(world.mails(before + 1).len(), before + 1, "they are told once");
    assert!(!world.sign_in("alice", PASSWORD).unwrap().session_token.is_empty());
    let secret = begin(&world, &holder.cx).expect("it is set up anew");
    assert_ne!(secret, holder.secret);
    confirm(&world, &holder.cx, &shown(&world, &secret, 0)).unwrap();
    let remove = RemoveTotpRequest { session_token: world.session_of(&holder.cx) };
    world.harness.run(world.user.remove_totp(&holder.cx, remove)).unwrap();
    assert!(!told(&world, &holder.cx).has_totp);
    assert_eq!(world.number("SELECT COUNT(*) FROM recovery_codes"), 0);
    assert_eq!(world.mails(before + 3).len(), before + 3, "on, and off");
}

#[test]
fn what_is_dangerous_asks_for_a_proof_which_ends() {
    let world = World::new();
    let (alice, user_id) = account(&world, "alice");
    let root = world.admin("root");
    let dangerous = |session: Option<&str>| {
        let of = |cx: &Context| session.map_or_else(|| world.session_of(cx), str::to_owned);
        let (own, of_root) = (of(&alice), of(&root));
        let label = "laptop".to_owned();
        let token = CreateApiTokenRequest { label, session_token: own.clone() };
        let token = world.harness.run(world.user.create_api_token(&alice, token)).map(drop);
        let begun = BeginTotpRequest { session_token: own.clone() };
        let begun = world.harness.run(world.user.begin_totp(&alice, begun)).map(drop);
        let removed = RemoveTotpRequest { session_token: own.clone() };
        let removed = world.harness.run(world.user.remove_totp(&alice, removed)).map(drop);
        let (of, role) = (user_id.clone(), Role::Creator.into());
        let role = SetRoleRequest { user_id: of, role, session_token: of_root.clone() };
        let role = world.harness.run(world.user.set_role(&root, role)).map(drop);
        let (of, name) = (user_id.clone(), String::new());
        let link = MintResetLinkRequest { user_id: of, name, session_token: of_root };
        let link = world.harness.run(world.user.mint_reset_link(&root, link)).map(drop);
        [token, begun, removed, role, link]
    };
    assert!(dangerous(None).iter().all(Result::is_ok), "the sessions are new");
    // As by API token, and with the session of somebody else.
    assert!(dangerous(Some("")).into_iter().all(|one| is(one, Refusal::ProofNeeded)));
    let bobs = world.sign_up("bob").unwrap().session_token;
    assert!(dangerous(Some(&bobs)).into_iter().all(|one| is(one, Refusal::ProofNeeded)));
    world.harness.clock.turn(quick().proof_ms - 1);
    assert!(dangerous(None).iter().all(Result::is_ok), "it still holds");
    world.harness.clock.turn(1);
    assert!(dangerous(None).into_iter().all(|one| is(one, Refusal::ProofNeeded)), "it is over");
    assert!(is(prove(&world, &alice, WRONG), Refusal::PasswordWrong));
    assert!(is(prove(&world, &alice, PASSWORD), Refusal::TryLater), "at the pace of sign-in");
    world.harness.clock.turn(1_000);
    let until_ms = prove(&world, &alice, PASSWORD).unwrap();
    assert_eq!(until_ms, world.harness.clock.now_ms() + quick().proof_ms);
    assert_eq!(told(&world, &alice).proven_until_ms, until_ms);
    prove(&world, &root, PASSWORD).unwrap();
    assert!(dangerous(None).iter().all(Result::is_ok));
}

#[test]
fn an_api_token_proves_nothing() {
    let world = World::new();
    let (alice, _) = account(&world, "alice");
    let (_, bob) = account(&world, "bob");
    let proving = |session_token: &str| {
        let (current_password, session_token) = (PASSWORD.to_owned(), session_token.to_owned());
        let request = ProvePasswordRequest { current_password, session_token, place: None };
        world.harness.run(world.user.prove_password(&alice, request)).map(drop)
    };
    assert!(is(proving(""), Refusal::ProofNeeded));
    let bobs = world.session_of(&by(&bob, CallerRole::Creator));
    assert!(is(proving(&bobs), Refusal::ProofNeeded), "it is another's session");
    let set = SetMailAddressRequest {
        address: "alice@example.com".to_owned(),
        current_password: PASSWORD.to_owned(),
        ..SetMailAddressRequest::default()
    };
    let set = world.harness.run(world.user.set_mail_address(&alice, set));
    assert!(is(set, Refusal::ProofNeeded));
    assert_eq!(world.number("SELECT COUNT(*) FROM mail_claims"), 0);
}
