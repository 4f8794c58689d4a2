//! Addresses, the links in messages, and the way of a message while the mail server fails.

use super::{PASSWORD, World, by_operator, quick, sign_in, sign_up};
use crate::boot::harness::{by, by_visitor};
use crate::contract::user::{
    ConfirmMailAddressRequest, ConfirmMailAddressResponse, GetMailAddressRequest,
    GetMailAddressResponse, GetMailLinkRequest, GetMailStatusRequest, GetMailStatusResponse, Place,
    RedeemResetLinkRequest, Refusal, RequestPasswordResetRequest, SetMailAddressRequest,
    SignInRequest, SignUpRequest, SuspendUserRequest,
};
use crate::domains::user::Options;
use crate::kernel::context::{Context, Role};
use crate::kernel::fault::{Reply, Shared};
use crate::kernel::ports::mail::{Mail, MailFault, MailStage};

pub(super) fn account(world: &World, name: &str) -> Context {
    let reply = world.sign_up(name).expect("the name is free");
    by(&reply.user.expect("a card").user_id, Role::Creator)
}

fn set(world: &World, cx: &Context, address: &str, password: &str) -> Reply<()> {
    let request = SetMailAddressRequest {
        address: address.to_owned(),
        current_password: password.to_owned(),
        language: "zh-CN".to_owned(),
        place: None,
        session_token: world.session_of(cx),
    };
    world.harness.run(world.user.set_mail_address(cx, request)).map(drop)
}

fn confirm(world: &World, token: &str) -> Reply<ConfirmMailAddressResponse> {
    let request = ConfirmMailAddressRequest { token: token.to_owned() };
    world.harness.run(world.user.confirm_mail_address(&by_visitor(), request))
}

fn addresses(world: &World, cx: &Context) -> GetMailAddressResponse {
    let told = world.user.get_mail_address(cx, GetMailAddressRequest {});
    world.harness.run(told).expect("it is a query")
}

pub(super) fn ask_reset(world: &World, who: &str, network: &str) -> Reply<()> {
    let place = Place { network: network.to_owned(), ..Place::default() };
    let request =
        RequestPasswordResetRequest { name_or_address: who.to_owned(), place: Some(place) };
    world.harness.run(world.user.request_password_reset(&by_visitor(), request)).map(drop)
}

/// Waits until every request was looked at.
fn looked_at(world: &World) {
    let sql = "SELECT COUNT(*) FROM asked_resets";
    world.harness.eventually("all requests", || async {
        let left: Option<i64> = world.db.read(|view| view.value(sql, &[])).await.ok()?;
        (left == Some(0)).then_some(())
    });
}

/// The token in the link of a message.
fn token(mail: &Mail) -> String {
    let text = mail.text.as_str();
    let link = text.lines().find(|line| line.starts_with("https://site.example/"));
    let (_, token) = link.expect("a link").rsplit_once('/').expect("a path");
    token.to_owned()
}

/// An account with a confirmed address; its messages so far.
pub(super) fn reached(world: &World, name: &str, address: &str) -> Context {
    let cx = account(world, name);
    let before = world.letterbox.taken().len();
    set(world, &cx, address, PASSWORD).expect("it is an address");
    let mails = world.mails(before + 1);
    assert!(confirm(world, &token(&mails[before])).expect("the link holds").is_complete);
    cx
}

fn is<T>(reply: Reply<T>, refusal: Refusal) -> bool {
    reply.err().is_some_and(|error| error.is(refusal))
}

#[test]
fn an_address_is_used_once_its_link_was_followed() {
    let world = World::new();
    let alice = account(&world, "alice");
    assert!(is(set(&world, &alice, "alice@example.com", "not this one"), Refusal::PasswordWrong));
    world.harness.clock.turn(1_000);
    assert!(is(set(&world, &alice, "alice@localhost", PASSWORD), Refusal::AddressInvalid));
    let injected = "alice@example.com\r\nBcc: eve@example.com";
    assert!(is(set(&world, &alice, injected, PASSWORD), Refusal::AddressInvalid));
    assert!(set(&world, &by_visitor(), "alice@example.com", PASSWORD).is_err());
    set(&world, &alice, "Alice@Example.com", PASSWORD).expect("it is an address");
    let mails = world.mails(1);
    let [mail] = mails.as_slice() else { panic!("{} messages", mails.len()) };
    assert_eq!(mail.to.as_str(), "Alice@example.com");
    assert!(mail.subject.as_str().contains("验证"), "{:?}", mail.subject);
    let waiting = addresses(&world, &alice);
    assert_eq!((waiting.address.as_str(), waiting.waits_for_new), ("", true));
    let request = GetMailLinkRequest { token: token(mail) };
    let about = world.harness.run(world.user.get_mail_link(&by_visitor(), request));
    assert_eq!(about.expect("it is a query").address, "Alice@example.com");
    assert!(is(confirm(&world, "no token of ours"), Refusal::MailLinkInvalid));
    assert!(confirm(&world, &token(mail)).expect("it holds").is_complete);
    assert!(is(confirm(&world, &token(mail)), Refusal::MailLinkInvalid), "it holds once");
    let told = addresses(&world, &alice);
    assert_eq!((told.address.as_str(), told.waiting_address.as_str()), ("Alice@example.com", ""));
}

#[test]
fn an_address_given_at_sign_up_is_used_once_its_link_was_followed() {
    let world = World::new();
    let ask = |name: &str, address: &str| {
        let (address, language) = (address.to_owned(), "en".to_owned());
        let request = SignUpRequest { address, language, ..sign_up(name) };
        world.harness.run(world.user.sign_up(&by_visitor(), request))
    };
    assert!(is(ask("alice", "alice@localhost"), Refusal::AddressInvalid));
    assert!(ask("alice", " ").is_ok(), "nobody has to give one, and a refused name is free");
    let made = ask("bob", "bob@example.com").expect("it is an address").user.expect("a card");
    let mails = world.mails(1);
    let [mail] = mails.as_slice() else { panic!("{} messages", mails.len()) };
    assert_eq!(mail.to.as_str(), "bob@example.com");
    assert!(mail.subject.as_str().contains("Confirm"), "{:?}", mail.subject);
    let bob = by(&made.user_id, Role::Creator);
    assert_eq!(addresses(&world, &bob).address, "");
    // Whoever has the address already is not betrayed: the answer is the same.
    assert!(confirm(&world, &token(mail)).expect("it holds").is_complete);
    assert_eq!(addresses(&world, &bob).address, "bob@example.com");
    ask("eve", "bob@example.com").expect("it says nothing of bob");
    let mails = world.mails(2);
    assert!(is(confirm(&world, &token(&mails[1])), Refusal::AddressTaken));
}

#[test]
fn another_address_is_confirmed_on_both() {
    let world = World::new();
    let alice = reached(&world, "alice", "old@example.com");
    set(&world, &alice, "new@example.com", PASSWORD).expect("it is an address");
    let mails = world.mails(3);
    let to = |address: &str| {
        mails[1..].iter().find(|mail| mail.to.as_str() == address).expect("it was told")
    };
    assert!(!to("old@example.com").text.as_str().contains("new@example.com"), "shown in part");
    assert!(!confirm(&world, &token(to("new@example.com"))).expect("it holds").is_complete);
    let told = addresses(&world, &alice);
    assert_eq!((told.address.as_str(), told.waits_for_old), ("old@example.com", true));
    assert!(!told.waits_for_new);
    // Following it again is no second confirmation.
    assert!(!confirm(&world, &token(to("new@example.com"))).expect("it holds").is_complete);
    assert!(confirm(&world, &token(to("old@example.com"))).expect("it holds").is_complete);
    assert_eq!(addresses(&world, &alice).address, "new@example.com");
    let mut told: Vec<_> =
        world.mails(5)[3..].iter().map(|mail| mail.to.as_str().to_owned()).collect();
    told.sort();
    assert_eq!(told, ["new@example.com", "old@example.com"]);
}

#[test]
fn an_address_belongs_to_one_account_and_only_its_reader_learns_of_it() {
    let world = World::new();
    reached(&world, "alice", "shared@example.com");
    let bob = account(&world, "bob");
    set(&world, &bob, "SHARED@example.com", PASSWORD).expect("it says nothing about others");
    let mails = world.mails(2);
    assert!(is(confirm(&world, &token(&mails[1])), Refusal::AddressTaken));
    assert_eq!(addresses(&world, &bob).address, "");
}

#[test]
fn a_claim_can_be_taken_back_and_runs_out() {
    let world = World::with(Options { address_link_ms: 60_000, ..quick() });
    let alice = account(&world, "alice");
    set(&world, &alice, "alice@example.com", PASSWORD).expect("it is an address");
    let first = token(&world.mails(1)[0]);
    set(&world, &alice, "alice@example.org", PASSWORD).expect("it is an address");
    assert!(is(confirm(&world, &first), Refusal::MailLinkInvalid), "it was replaced");
    let second = token(&world.mails(2)[1]);
    set(&world, &alice, "", PASSWORD).expect("it takes back");
    assert!(is(confirm(&world, &second), Refusal::MailLinkInvalid));
    set(&world, &alice, "alice@example.org", PASSWORD).expect("it is an address");
    let third = token(&world.mails(3)[2]);
    world.harness.clock.turn(60_001);
    assert!(is(confirm(&world, &third), Refusal::MailLinkInvalid), "it ran out");
}

#[test]
fn a_new_password_is_had_by_mail_and_nobody_learns_who_has_an_account() {
    let world = World::with(Options { reset_requests_at_once_max: 3, ..quick() });
    reached(&world, "alice", "alice@example.com");
    account(&world, "bob");
    for nobody in ["nobody", "nobody@example.com", "bob", "", "\u{0}", "x y z"] {
        ask_reset(&world, nobody, &format!("10.0.0.{}", nobody.len())).expect("it says nothing");
    }
    ask_reset(&world, "ALICE", "192.0.2.1").expect("it says nothing");
    ask_reset(&world, "Alice@Example.com", "192.0.2.1").expect("it says nothing");
    looked_at(&world);
    let mails = world.mails(3);
    assert_eq!(mails.len(), 3, "only to whom it belongs");
    let [_, first, second] = mails.as_slice() else { panic!("{} messages", mails.len()) };
    let redeem = |mail: &Mail| {
        let (token, new_password) = (token(mail), "another long password".to_owned());
        let request = RedeemResetLinkRequest { token, new_password };
        world.harness.run(world.user.redeem_reset_link(&by_visitor(), request))
    };
    assert!(is(redeem(first), Refusal::ResetLinkInvalid), "a later one has replaced it");
    redeem(second).expect("it holds");
    assert!(is(redeem(second), Refusal::ResetLinkInvalid), "it holds once");
    assert!(world.sign_in("alice", "another long password").is_ok());
    ask_reset(&world, "nobody", "192.0.2.1").expect("the third");
    assert!(is(ask_reset(&world, "nobody", "192.0.2.1"), Refusal::MailLater));
    assert!(is(ask_reset(&world, "alice", "192.0.2.1"), Refusal::MailLater));
    ask_reset(&world, "alice", "192.0.2.2").expect("another network");
}

#[test]
fn one_account_is_not_flooded_from_many_networks() {
    let world = World::with(Options { letters_per_hour_max: 3, ..quick() });
    reached(&world, "alice", "alice@example.com");
    for network in 0..20 {
        ask_reset(&world, "alice", &format!("198.51.100.{network}")).expect("it says nothing");
    }
    looked_at(&world);
    assert_eq!(world.number("SELECT COUNT(*) FROM letters"), 3);
}

/// Whoever asks is answered before anybody looks whether there is such an account; what was taken
/// is looked at all the same, once, whatever happens to the process.
#[test]
fn what_was_asked_outlives_the_process_and_leads_to_one_message_each() {
    let world = World::new();
    reached(&world, "alice", "alice@example.com");
    for network in 0..4 {
        ask_reset(&world, "alice", &format!("198.51.100.{network}")).expect("it says nothing");
        ask_reset(&world, "nobody", &format!("198.51.101.{network}")).expect("it says nothing");
    }
    let world = world.restart();
    looked_at(&world);
    assert_eq!(world.number("SELECT COUNT(*) FROM letters"), 5);
    let mails = world.mails(5);
    let mut ids: Vec<_> = mails.iter().map(|mail| mail.id.to_string()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 5);
}

/// How the mail fares, once it does so.
fn until(
    world: &World,
    what: &str,
    is_so: impl Fn(&GetMailStatusResponse) -> bool,
) -> GetMailStatusResponse {
    let by_operator = by_operator();
    world.harness.eventually(what, || async {
        let told = world.user.get_mail_status(&by_operator, GetMailStatusRequest {}).await;
        Some(told.expect("the operator may")).filter(&is_so)
    })
}

#[test]
fn what_the_server_does_not_take_waits_and_is_told() {
    let world = World::with(Options { letter_pause_ms: 50, letter_pause_ms_max: 50, ..quick() });
    let alice = account(&world, "alice");
    for _ in 0..2 {
        let (stage, cause) = (MailStage::Connected, "connection refused".to_owned());
        world.letterbox.break_next(MailFault::Later { stage, cause });
    }
    world.letterbox.break_next(MailFault::Unknown { cause: "no answer".to_owned() });
    set(&world, &alice, "alice@example.com", PASSWORD).expect("it is an address");
    let waiting = until(&world, "a fault", |told| !told.last_fault.is_empty());
    assert_eq!((waiting.waiting, waiting.given_up), (1, 0));
    assert!(waiting.oldest_at_ms > 0 && waiting.last_fault.contains("connecting"));
    let world = world.restart();
    world.harness.eventually("the message", || async {
        world.harness.clock.turn(50);
        Some(world.letterbox.taken()).filter(|taken| taken.len() == 1)
    });
    let told = until(&world, "the note", |told| told.waiting == 0);
    assert_eq!((told.given_up, told.last_fault.as_str()), (0, ""));
    assert_eq!(world.number("SELECT COUNT(*) FROM letters WHERE body_text <> ''"), 0);
    assert_eq!(world.number("SELECT MAX(tries) FROM letters"), 4);
    // One that is refused for good does not wait.
    let (stage, cause) = (MailStage::RecipientNamed, "no such user".to_owned());
    world.letterbox.break_next(MailFault::Never { stage, cause });
    world.sign_in("alice", PASSWORD).expect("the first session has ended");
    set(&world, &alice, "typo@example.com", PASSWORD).expect("it is an address");
    until(&world, "it is given up", |told| (told.waiting, told.given_up) == (0, 1));
    assert_eq!(world.letterbox.taken().len(), 1);
    let by_alice = world.user.get_mail_status(&alice, GetMailStatusRequest {});
    let refused = world.harness.run(by_alice).expect_err("she may not");
    assert!(refused.is(Shared::NotAllowed));
}

#[test]
fn people_hear_of_a_strange_sign_in_and_of_a_suspension() {
    let world = World::new();
    let alice = reached(&world, "alice", "alice@example.com");
    let from = |network: &str| {
        let place = Place {
            network: network.to_owned(),
            browser: "Firefox".to_owned(),
            system: "Linux".to_owned(),
            short_network: "203.0.113.x".to_owned(),
            ..Place::default()
        };
        let request = sign_in("alice", PASSWORD);
        let request = SignInRequest { place: Some(place), ..request };
        world.harness.run(world.user.sign_in(&by_visitor(), request)).expect("it is right")
    };
    from("203.0.113.7");
    let mails = world.mails(2);
    assert!(mails[1].text.as_str().replace('\u{2060}', "").contains("203.0.113.x"));
    from("203.0.113.7");
    let request = SuspendUserRequest {
        user_id: alice.caller.authorize_account().expect("an account").to_string(),
        reason: "spam".to_owned(),
    };
    world.harness.run(world.user.suspend_user(&by_operator(), request)).expect("it may");
    let mails = world.mails(3);
    assert_eq!(mails.len(), 3, "a known place is not told again");
    assert!(mails[2].text.as_str().contains("spam"));
}
