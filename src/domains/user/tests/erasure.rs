//! The end of an account: who may ask for it, what is left, and what comes between.

use super::{PASSWORD, World, by_operator, quick, sign_in, sign_up};
use crate::boot::harness::{by, by_visitor};
use crate::contract::user::{
    AddUserRequest, BlockUserRequest, ConfirmMailAddressRequest, CreateApiTokenRequest,
    CreateInvitationRequest, EraseAccountRequest, ErasureOrdered, GetUserRequest, ListUsersRequest,
    MintResetLinkRequest, Place, Refusal, RequestPasswordResetRequest, Role, SetMailAddressRequest,
    SetQuotaRequest, SignUpRequest, UpdateProfileRequest,
};
use crate::domains::user::Options;
use crate::kernel::context::{Context, Role as CallerRole};
use crate::kernel::db::values;
use crate::kernel::event::decode;
use crate::kernel::fault::{Reply, Shared};
use crate::kernel::ports::mail::{MailFault, MailStage};

fn own(name: &str, password: &str) -> EraseAccountRequest {
    EraseAccountRequest {
        typed_name: name.to_owned(),
        current_password: password.to_owned(),
        ..EraseAccountRequest::default()
    }
}

fn of(user_id: &str, reason: &str) -> EraseAccountRequest {
    let (user_id, reason) = (user_id.to_owned(), reason.to_owned());
    EraseAccountRequest { user_id, reason, ..EraseAccountRequest::default() }
}

fn erase(world: &World, cx: &Context, request: EraseAccountRequest) -> Reply<()> {
    let request = EraseAccountRequest { session_token: world.session_of(cx), ..request };
    world.harness.run(world.user.erase_account(cx, request)).map(drop)
}

/// An account made by the operator; its id.
fn add(world: &World, name: &str, role: Role) -> String {
    let (name, password) = (name.to_owned(), PASSWORD.to_owned());
    let request = AddUserRequest { name, role: role.into(), password, ..Default::default() };
    let added = world.harness.run(world.user.add_user(&by_operator(), request));
    added.expect("the name is free").user.expect("a card").user_id
}

fn person(user_id: &str) -> Context {
    by(user_id, CallerRole::Creator)
}

fn admin(user_id: &str) -> Context {
    by(user_id, CallerRole::Admin)
}

/// The same, signed in.
fn enter(world: &World, name: &str, role: Role) -> String {
    let user_id = add(world, name, role);
    world.sign_in(name, PASSWORD).expect("the password is right");
    user_id
}

/// Gives an account a confirmed address.
fn reach(world: &World, cx: &Context, address: &str) {
    let before = world.letterbox.taken().len();
    let request = SetMailAddressRequest {
        address: address.to_owned(),
        current_password: PASSWORD.to_owned(),
        language: "en".to_owned(),
        place: None,
        session_token: world.session_of(cx),
    };
    world.harness.run(world.user.set_mail_address(cx, request)).expect("it is an address");
    let mails = world.mails(before + 1);
    let text = mails[before].text.as_str();
    let link = text.lines().find(|line| line.starts_with("https://site.example/"));
    let token = link.and_then(|link| link.rsplit('/').next()).expect("a link").to_owned();
    let confirm = ConfirmMailAddressRequest { token };
    world.harness.run(world.user.confirm_mail_address(&by_visitor(), confirm)).expect("it holds");
}

/// Every table that knows accounts by their id, their name or their address, and how many rows of
/// it still do. `mira` alone lives in this world, with `bob` and an administrator.
const LEFT: [&str; 26] = [
    "SELECT COUNT(*) FROM sessions",
    "SELECT COUNT(*) FROM totps",
    "SELECT COUNT(*) FROM recovery_codes",
    "SELECT COUNT(*) FROM sign_in_tickets",
    "SELECT COUNT(*) FROM passkeys",
    "SELECT COUNT(*) FROM passkey_challenges",
    "SELECT COUNT(*) FROM exports",
    "SELECT COUNT(*) FROM profile_changes",
    "SELECT COUNT(*) FROM api_tokens WHERE label = 'of mira'",
    "SELECT COUNT(*) FROM reset_links",
    "SELECT COUNT(*) FROM tries",
    "SELECT COUNT(*) FROM tries_by_place",
    "SELECT COUNT(*) FROM known_places",
    "SELECT COUNT(*) FROM mail_addresses",
    "SELECT COUNT(*) FROM mail_claims",
    "SELECT COUNT(*) FROM letters",
    "SELECT COUNT(*) FROM asked_resets",
    "SELECT COUNT(*) FROM sign_up_requests",
    "SELECT COUNT(*) FROM relations",
    "SELECT COUNT(*) FROM profiles",
    "SELECT COUNT(*) FROM quotas",
    "SELECT COUNT(*) FROM accounts WHERE name LIKE '%mira%' OR name_key LIKE '%mira%'",
    "SELECT COUNT(*) FROM freed_names WHERE name_hash LIKE '%mira%'",
    "SELECT COUNT(*) FROM invitation_uses u JOIN accounts a ON a.user_id = u.user_id",
    "SELECT COUNT(*) FROM kernel_outbox WHERE kind = 'RelationChanged' AND entity_key IN \
     (SELECT user_id FROM accounts WHERE erased_at_ms > 0)",
    "SELECT COUNT(*) FROM kernel_replies WHERE rpc IN ('SignUp', 'CreateApiToken')",
];

/// Somebody who has used everything there is.
fn lives(world: &World, root: &str) -> (String, String, String) {
    let invitation = CreateInvitationRequest {
        label: "club".to_owned(),
        uses_max: 3,
        lifetime_ms: 3_600_000,
        role: Role::Creator.into(),
    };
    let (root, newcomer) = (admin(root), by_visitor().keyed("once"));
    let invited = world.user.create_invitation(&root, invitation);
    let invitation_token = world.harness.run(invited).expect("they may").token;
    let place = Some(Place { network: "203.0.113.7".into(), ..Place::default() });
    let request = SignUpRequest { invitation_token, place, ..sign_up("Mira") };
    let signed = world.user.sign_up(&newcomer, request);
    let signed = world.harness.run(signed).expect("the name is free");
    let signed_card = signed.user.clone().expect("a card");
    let mira = signed_card.user_id.clone();
    let (cx, bob) = (person(&mira), add(world, "bob", Role::Creator));
    world.note_session(Some(&signed_card), &signed.session_token);
    reach(world, &cx, "mira@example.com");
    let run = |done: Reply<()>| done.expect("it is theirs to do");
    let block = |user_id: &str| BlockUserRequest { user_id: user_id.to_owned() };
    run(world.harness.run(world.user.block_user(&cx, block(&bob))).map(drop));
    run(world.harness.run(world.user.block_user(&person(&bob), block(&mira))).map(drop));
    let bio = UpdateProfileRequest { bio: "I am mira".to_owned() };
    run(world.harness.run(world.user.update_profile(&cx, bio)).map(drop));
    let quota =
        SetQuotaRequest { user_id: mira.clone(), day_bytes_max: Some(9), ..Default::default() };
    run(world.harness.run(world.user.set_quota(&by_operator(), quota)).map(drop));
    let session_token = world.session_of(&cx);
    let label = CreateApiTokenRequest { label: "of mira".to_owned(), session_token };
    let keyed = cx.clone().keyed("token");
    let token =
        world.harness.run(world.user.create_api_token(&keyed, label)).expect("it is theirs");
    let link = MintResetLinkRequest { user_id: mira.clone(), ..MintResetLinkRequest::default() };
    run(world.harness.run(world.user.mint_reset_link(&by_operator(), link)).map(drop));
    assert!(world.sign_in("mira", "not the right one").is_err());
    // A row of each kind that only a device or a second step makes.
    for sql in [
        "INSERT INTO totps VALUES ($1, 'ABC', 1, 1, 1, 0)",
        "INSERT INTO recovery_codes VALUES ($1, 'hash')",
        "INSERT INTO sign_in_tickets VALUES ('hash', $1, 0, 9000000000000)",
        "INSERT INTO passkeys VALUES ('p1', $1, 'c1', 'of mira', $2, 0, 1, 0)",
        "INSERT INTO passkey_challenges VALUES ('hash', $1, 9000000000000)",
        "INSERT INTO exports VALUES ($1, 1)",
    ] {
        let (domain, id) = (Context::of_domain("user"), mira.clone());
        let key = vec![7_u8];
        let write = world.db.write(&domain, move |tx| match sql.contains("$2") {
            true => tx.execute(sql, values![&id, key.as_slice()]),
            false => tx.execute(sql, values![&id]),
        });
        assert_eq!(world.harness.run(write).expect("a row"), 1, "{sql}");
    }
    (mira, signed.session_token, token.api_token)
}

#[test]
fn nothing_is_left_of_an_account_but_an_id_and_a_hash_of_its_name() {
    let world = World::new();
    let root = add(&world, "root", Role::Admin);
    let (mira, session, api_token) = lives(&world, &root);
    world.harness.clock.turn(120_000);
    assert!(world.session(&session).is_some() && world.api_token(&api_token).is_some());
    let told = erase(&world, &person(&mira), own("MIRA", PASSWORD));
    told.expect("the password is right, and the name is typed");
    assert!(world.session(&session).is_none() && world.api_token(&api_token).is_none());
    let mails = world.mails(2);
    let last = mails.last().expect("a message");
    assert_eq!(last.to.as_str(), "mira@example.com");
    assert!(last.subject.as_str().contains("deleted"), "{:?}", last.subject);
    world.harness.eventually("the last message to be forgotten", || async {
        let left = world.db.read(|view| view.value("SELECT COUNT(*) FROM letters", &[])).await;
        (left.ok()? == Some(0_i64)).then_some(())
    });
    for sql in LEFT {
        assert_eq!(world.number(sql), 0, "{sql}");
    }
    assert_eq!(world.number("SELECT COUNT(*) FROM accounts WHERE erased_at_ms > 0"), 1);
    assert_eq!(world.number("SELECT COUNT(*) FROM invitation_uses"), 1, "its place is used up");
    assert_eq!(world.letterbox.taken().len(), 2, "the last message is sent once");
    let events = world.harness.published(&world.db);
    let kinds: Vec<_> = events.iter().map(|one| one.kind().to_owned()).collect();
    assert_eq!(kinds.iter().filter(|kind| *kind == "AccountErased").count(), 1, "{kinds:?}");
    // Nobody finds it any more, by whatever.
    for (user_id, name) in [(mira.as_str(), ""), ("", "mira")] {
        let wanted = GetUserRequest { user_id: user_id.to_owned(), name: name.to_owned() };
        let found = world.harness.run(world.user.get_user(&by_visitor(), wanted));
        assert!(found.unwrap_err().is(Refusal::UserUnknown), "{user_id} {name}");
    }
    let operator = by_operator();
    let listed = world.user.list_users(&operator, ListUsersRequest::default());
    assert_eq!(world.harness.run(listed).expect("they may").users.len(), 2);
    assert!(world.sign_in("mira", PASSWORD).unwrap_err().is(Refusal::CredentialsWrong));
    let again = erase(&world, &by_operator(), of(&mira, "again"));
    assert!(again.unwrap_err().is(Refusal::UserUnknown));
}

#[test]
fn its_person_proves_the_password_and_types_the_name() {
    let world = World::new();
    let ada = enter(&world, "ada", Role::Creator);
    let cx = person(&ada);
    assert!(
        erase(&world, &by_visitor(), own("ada", PASSWORD)).unwrap_err().is(Shared::SignInFirst)
    );
    for typed in ["", "ad", "adam", "a b"] {
        let told = erase(&world, &cx, own(typed, PASSWORD)).unwrap_err();
        assert!(told.is(Refusal::NameMistyped), "{typed}");
    }
    assert!(
        erase(&world, &cx, own("ada", "not it at all")).unwrap_err().is(Refusal::PasswordWrong)
    );
    // The next one waits, as at sign-in.
    let told = erase(&world, &cx, own("ada", PASSWORD)).unwrap_err();
    assert!(told.is(Refusal::TryLater), "{told}");
    world.harness.clock.turn(1_000);
    erase(&world, &cx, own("ada", PASSWORD)).expect("both are right");
    // A session that is believed for another moment opens nothing.
    let bio = UpdateProfileRequest { bio: "still here".to_owned() };
    let told = world.harness.run(world.user.update_profile(&cx, bio));
    assert!(told.unwrap_err().is(Refusal::UserUnknown));
}

#[test]
fn an_administrator_says_why_and_the_last_one_stays() {
    let world = World::new();
    let (root, ada) = (enter(&world, "root", Role::Admin), enter(&world, "ada", Role::Creator));
    reach(&world, &person(&ada), "ada@example.com");
    let spam = || of(&ada, "spam, again and again");
    assert!(erase(&world, &person(&ada), spam()).unwrap_err().is(Shared::NotAllowed));
    let silent = erase(&world, &admin(&root), of(&ada, "  "));
    assert!(silent.unwrap_err().is(Refusal::ErasureReasonInvalid));
    let told = erase(&world, &admin(&root), of(&root, "I go")).unwrap_err();
    assert!(told.is(Refusal::EraseOwnAccount));
    for (cx, request) in [(by_operator(), of(&root, "gone")), (admin(&root), own("root", PASSWORD))]
    {
        let told = erase(&world, &cx, request).unwrap_err();
        assert!(told.is(Refusal::LastAdministrator), "{told}");
        assert!(told.to_string().contains("give the role to somebody else first"), "{told}");
    }
    erase(&world, &admin(&root), spam()).expect("they may");
    let ordered = || {
        let events = world.harness.published(&world.db);
        let orders = events.iter().filter(|one| one.kind() == "ErasureOrdered");
        let orders = orders.map(|one| decode::<ErasureOrdered>(one).expect("it was encoded here"));
        orders.map(|one| (one.ordered_by, one.user_id)).collect::<Vec<_>>()
    };
    assert_eq!(ordered(), [(root.clone(), ada.clone())]);
    let mails = world.mails(2);
    let last = mails.last().expect("a message");
    assert!(last.text.as_str().contains("spam, again and again"), "{}", last.text.as_str());
    let unknown = erase(&world, &admin(&root), of("nobody", "spam")).unwrap_err();
    assert!(unknown.is(Refusal::UserUnknown));
    // Whoever goes by themselves is ordered by nobody, and takes along what they have ordered.
    let bob = enter(&world, "bob", Role::Admin);
    erase(&world, &person(&root), own("root", PASSWORD)).expect("there is another one");
    assert_eq!(ordered(), []);
    let eve = enter(&world, "eve", Role::Creator);
    erase(&world, &by_operator(), of(&eve, "spam")).expect("they may");
    assert_eq!(ordered(), [("operator".to_owned(), eve)]);
    drop(bob);
}

#[test]
fn a_name_is_nobodys_for_a_while_and_then_anybodys() {
    let day_ms = 86_400_000;
    let world = World::with(Options { erased_name_kept_ms: day_ms, ..quick() });
    let ada = enter(&world, "ada", Role::Creator);
    erase(&world, &person(&ada), own("ada", PASSWORD)).expect("both are right");
    for name in ["ada", "Ada", "ADA"] {
        assert!(world.sign_up(name).unwrap_err().is(Refusal::NameTaken), "{name}");
    }
    world.harness.clock.turn(day_ms - 1);
    assert!(world.sign_up("ada").unwrap_err().is(Refusal::NameTaken));
    world.harness.clock.turn(1);
    world.sign_up("ada").expect("it is free");
}

#[test]
fn a_last_message_that_nobody_takes_is_forgotten_as_well() {
    let world = World::with(Options { letter_tried_ms: 60_000, letter_pause_ms: 1, ..quick() });
    let ada = enter(&world, "ada", Role::Creator);
    reach(&world, &person(&ada), "ada@example.com");
    let cause = "no mailbox ada@example.com here".to_owned();
    world.letterbox.break_next(MailFault::Never { stage: MailStage::RecipientNamed, cause });
    erase(&world, &person(&ada), own("ada", PASSWORD)).expect("both are right");
    world.harness.eventually("the message to be given up", || async {
        let left = world.db.read(|view| view.value("SELECT COUNT(*) FROM letters", &[])).await;
        (left.ok()? == Some(0_i64)).then_some(())
    });
}

#[test]
fn of_two_last_administrators_who_go_at_once_one_stays() {
    let world = World::new();
    let people = ["ada", "bob"].map(|name| (name, enter(&world, name, Role::Admin)));
    let calls = people.iter().map(|(name, user_id)| {
        let (client, cx) = (world.user.clone(), admin(user_id));
        let session_token = world.session_of(&cx);
        let request = EraseAccountRequest { session_token, ..own(name, PASSWORD) };
        async move { client.erase_account(&cx, request).await }
    });
    let replies = world.race(calls);
    assert_eq!(replies.iter().filter(|reply| reply.is_ok()).count(), 1);
    let refused = replies.into_iter().find_map(Result::err).expect("one is refused");
    assert!(refused.is(Refusal::LastAdministrator), "{refused}");
    let sql = "SELECT COUNT(*) FROM accounts WHERE role = 4 AND erased_at_ms = 0";
    assert_eq!(world.number(sql), 1);
}

#[test]
fn what_is_under_way_meanwhile_leaves_nothing_behind() {
    let world = World::new();
    let ada = enter(&world, "ada", Role::Creator);
    let session_token = world.session_of(&person(&ada));
    let calls = (0..24).map(|number| {
        let (client, cx) = (world.user.clone(), person(&ada));
        let session_token = session_token.clone();
        async move {
            match number % 6 {
                0 => drop(client.sign_in(&by_visitor(), sign_in("ada", PASSWORD)).await),
                1 => {
                    let bio = UpdateProfileRequest { bio: format!("bio {number}") };
                    drop(client.update_profile(&cx, bio).await);
                },
                2 => {
                    let label = format!("token {number}");
                    let request = CreateApiTokenRequest { label, session_token };
                    drop(client.create_api_token(&cx, request).await);
                },
                3 if number == 9 => {
                    let request = EraseAccountRequest { session_token, ..own("ada", PASSWORD) };
                    let erased = client.erase_account(&cx, request).await;
                    erased.expect("the password is right");
                },
                4 => {
                    let quota = SetQuotaRequest {
                        user_id: ada_of(&cx),
                        day_bytes_max: Some(5),
                        ..SetQuotaRequest::default()
                    };
                    drop(client.set_quota(&by_operator(), quota).await);
                },
                _ => {
                    let user_id = ada_of(&cx);
                    let request = MintResetLinkRequest { user_id, ..Default::default() };
                    drop(client.mint_reset_link(&by_operator(), request).await);
                },
            }
        }
    });
    world.race(calls);
    for sql in [
        "SELECT COUNT(*) FROM sessions",
        "SELECT COUNT(*) FROM profiles",
        "SELECT COUNT(*) FROM api_tokens",
        "SELECT COUNT(*) FROM quotas",
        "SELECT COUNT(*) FROM reset_links",
        "SELECT COUNT(*) FROM known_places",
    ] {
        assert_eq!(world.number(sql), 0, "{sql}");
    }
}

fn ada_of(cx: &Context) -> String {
    cx.caller.user_id().expect("an account").to_string()
}

#[test]
fn a_reset_that_was_asked_for_before_opens_nothing_after() {
    let world = World::new();
    let ada = enter(&world, "ada", Role::Creator);
    reach(&world, &person(&ada), "ada@example.com");
    let asked = RequestPasswordResetRequest { name_or_address: "ada".to_owned(), place: None };
    let calls = [true, false].map(|is_reset| {
        let (client, cx, asked) = (world.user.clone(), person(&ada), asked.clone());
        let session_token = world.session_of(&cx);
        async move {
            if is_reset {
                drop(client.request_password_reset(&by_visitor(), asked).await);
            } else {
                let request = EraseAccountRequest { session_token, ..own("ada", PASSWORD) };
                let erased = client.erase_account(&cx, request).await;
                erased.expect("the password is right");
            }
        }
    });
    world.race(calls.into_iter());
    world.harness.eventually("nothing to be left", || async {
        let sql = "SELECT (SELECT COUNT(*) FROM reset_links) + (SELECT COUNT(*) FROM letters) \
                   + (SELECT COUNT(*) FROM asked_resets)";
        let left = world.db.read(move |view| view.value(sql, &[])).await;
        (left.ok()? == Some(0_i64)).then_some(())
    });
}

#[test]
fn no_account_ends_by_an_api_token_nor_by_a_session_of_somebody_else() {
    let world = World::new();
    let (root, ada) = (enter(&world, "root", Role::Admin), enter(&world, "ada", Role::Creator));
    let (others, stale) = (world.session_of(&admin(&root)), world.session_of(&person(&ada)));
    let ask = |cx: &Context, request: EraseAccountRequest, session_token: &str| {
        let session_token = session_token.to_owned();
        let request = EraseAccountRequest { session_token, ..request };
        world.harness.run(world.user.erase_account(cx, request)).map(drop)
    };
    for session in ["", "no session of ours", &others] {
        let told = ask(&person(&ada), own("ada", PASSWORD), session).unwrap_err();
        assert!(told.is(Refusal::ProofNeeded), "{session}: {told}");
    }
    for session in ["", &stale] {
        let told = ask(&admin(&root), of(&ada, "spam"), session).unwrap_err();
        assert!(told.is(Refusal::ProofNeeded), "{session}: {told}");
    }
    world.harness.clock.turn(Options::default().proof_ms + 1);
    let late = ask(&admin(&root), of(&ada, "spam"), &others).unwrap_err();
    assert!(late.is(Refusal::ProofNeeded), "the proof of its sign-in is over: {late}");
    ask(&person(&ada), own("ada", PASSWORD), &stale).expect("the password is the proof");
}
