//! What administrators do with accounts: the list, roles, suspensions.

use super::{PASSWORD, World, by_operator, quick};
use crate::boot::harness::{by, by_visitor};
use crate::contract::user::{
    AddUserRequest, AddUserResponse, GetFirstAdministratorRequest, GetSignUpStatusRequest,
    ListUsersRequest, ListUsersResponse, MintResetLinkRequest, Refusal, RestoreUserRequest, Role,
    SetRoleRequest, SuspendUserRequest, UserEntry,
};
use crate::domains::user::Options;
use crate::domains::user::model::SignUp;
use crate::kernel::context::{Context, Role as CallerRole};
use crate::kernel::fault::{Error, Reply, Shared};
use crate::kernel::wire::{Detail, Page};

fn add(world: &World, name: &str, role: Role) -> AddUserResponse {
    let (name, password) = (name.to_owned(), PASSWORD.to_owned());
    let request = AddUserRequest { name, role: role.into(), password, ..Default::default() };
    world.harness.run(world.user.add_user(&by_operator(), request)).expect("the name is free")
}

fn id(added: &AddUserResponse) -> String {
    added.user.as_ref().expect("a card").user_id.clone()
}

fn list(world: &World, request: ListUsersRequest) -> ListUsersResponse {
    let by_operator = by_operator();
    let listing = world.user.list_users(&by_operator, request);
    world.harness.run(listing).expect("the operator may")
}

fn names(users: &[UserEntry]) -> Vec<&str> {
    users.iter().filter_map(|one| one.user.as_ref()).map(|user| user.name.as_str()).collect()
}

fn set_role(world: &World, cx: &Context, user_id: &str, role: i32) -> Reply<()> {
    let (user_id, session_token) = (user_id.to_owned(), world.session_of(cx));
    let request = SetRoleRequest { user_id, role, session_token };
    world.harness.run(world.user.set_role(cx, request)).map(drop)
}

fn suspend(world: &World, cx: &Context, user_id: &str, reason: &str) -> Reply<()> {
    let request = SuspendUserRequest { user_id: user_id.to_owned(), reason: reason.to_owned() };
    world.harness.run(world.user.suspend_user(cx, request)).map(drop)
}

fn restore(world: &World, cx: &Context, user_id: &str) -> Reply<()> {
    let request = RestoreUserRequest { user_id: user_id.to_owned() };
    world.harness.run(world.user.restore_user(cx, request)).map(drop)
}

#[test]
fn accounts_are_listed_newest_first_in_pages() {
    let world = World::new();
    for number in 0..5 {
        world.sign_up(&format!("viewer{number}")).unwrap();
        world.harness.clock.turn(1);
    }
    let mut seen = Vec::new();
    let mut cursor = String::new();
    for _ in 0..3 {
        let page = Some(Page { cursor: cursor.clone(), limit: 2 });
        let told = list(&world, ListUsersRequest { page, ..ListUsersRequest::default() });
        seen.extend(names(&told.users).into_iter().map(str::to_owned));
        cursor = told.next_cursor;
    }
    assert_eq!(seen, ["viewer4", "viewer3", "viewer2", "viewer1", "viewer0"]);
    assert_eq!(cursor, "", "that was the last page");
}

#[test]
fn the_list_is_narrowed_by_name_role_and_suspension() {
    let world = World::new();
    for (name, role) in [
        ("Alma", Role::Viewer),
        ("al_x", Role::Moderator),
        ("alax", Role::Creator),
        ("小明", Role::Creator),
        ("root", Role::Admin),
    ] {
        add(&world, name, role);
        world.harness.clock.turn(1);
    }
    let of = |name_prefix: &str, role: Role, only_suspended| {
        let (name_prefix, role) = (name_prefix.to_owned(), role.into());
        let request = ListUsersRequest { page: None, name_prefix, role, only_suspended };
        names(&list(&world, request).users).join(" ")
    };
    assert_eq!(of("", Role::Unspecified, false), "root 小明 alax al_x Alma");
    assert_eq!(of("AL", Role::Unspecified, false), "alax al_x Alma");
    assert_eq!(of("al_", Role::Unspecified, false), "al_x", "what is typed is no pattern");
    assert_eq!(of("%", Role::Unspecified, false), "");
    assert_eq!(of("小", Role::Unspecified, false), "小明");
    assert_eq!(of("", Role::Creator, false), "小明 alax");
    assert_eq!(of("", Role::Unspecified, true), "");
    let alax = list(&world, ListUsersRequest { name_prefix: "alax".into(), ..Default::default() });
    let alax = alax.users[0].user.clone().unwrap().user_id;
    suspend(&world, &by_operator(), &alax, "spam").unwrap();
    assert_eq!(of("", Role::Unspecified, true), "alax");
    let odd = ListUsersRequest { role: 9, ..ListUsersRequest::default() };
    let odd = world.harness.run(world.user.list_users(&by_operator(), odd));
    assert!(odd.unwrap_err().is(Refusal::RoleUnknown));
}

#[test]
fn the_list_tells_what_administrators_need() {
    let world = World::new();
    let robot = AddUserRequest { name: "robot".to_owned(), ..AddUserRequest::default() };
    world.harness.run(world.user.add_user(&by_operator(), robot)).unwrap();
    world.harness.clock.turn(1);
    let mei = id(&add(&world, "mei", Role::Creator));
    suspend(&world, &by_operator(), &mei, " spam ").unwrap();
    let told = list(&world, ListUsersRequest::default()).users;
    let facts: Vec<_> = told
        .iter()
        .map(|one| (one.has_password, one.suspended_at_ms > 0, one.suspension_reason.as_str()))
        .collect();
    assert_eq!(facts, [(true, true, "spam"), (false, false, "")]);
}

#[test]
fn a_role_holds_from_the_next_request_on() {
    let world = World::new();
    add(&world, "root", Role::Admin);
    let reply = world.sign_up("alice").unwrap();
    let alice = reply.user.unwrap().user_id;
    set_role(&world, &by_operator(), &alice, Role::Moderator.into()).unwrap();
    assert_eq!(world.session(&reply.session_token).unwrap().role(), Role::Moderator);
    for odd in [0, 5, -1] {
        let told = set_role(&world, &by_operator(), &alice, odd).unwrap_err();
        assert!(told.is(Refusal::RoleUnknown));
    }
    let unknown = set_role(&world, &by_operator(), "nobody", 1).unwrap_err();
    assert!(unknown.is(Refusal::UserUnknown));
}

#[test]
fn only_administrators_oversee() {
    let world = World::new();
    let alice = world.sign_up("alice").unwrap().user.unwrap().user_id;
    let others = [
        by_visitor(),
        by(&alice, CallerRole::Creator),
        by("mo", CallerRole::Moderator),
        Context::of_domain("gateway"),
    ];
    for cx in others {
        let listing = world.user.list_users(&cx, ListUsersRequest::default());
        assert!(world.harness.run(listing).unwrap_err().is(Shared::NotAllowed));
        assert!(set_role(&world, &cx, &alice, 4).unwrap_err().is(Shared::NotAllowed));
        assert!(suspend(&world, &cx, &alice, "x").unwrap_err().is(Shared::NotAllowed));
        assert!(restore(&world, &cx, &alice).unwrap_err().is(Shared::NotAllowed));
    }
    assert!(set_role(&world, &world.admin("root"), &alice, 3).is_ok());
}

#[test]
fn who_is_suspended_is_out_at_once_and_reads_why() {
    let world = World::new();
    add(&world, "root", Role::Admin);
    let added = add(&world, "mei", Role::Creator);
    let mei = id(&added);
    let session = world.sign_in("mei", PASSWORD).unwrap().session_token;
    let link = MintResetLinkRequest { user_id: mei.clone(), ..MintResetLinkRequest::default() };
    world.harness.run(world.user.mint_reset_link(&by_operator(), link)).unwrap();
    suspend(&world, &by_operator(), &mei, "three warnings").unwrap();
    assert_eq!(world.session(&session), None);
    assert_eq!(world.api_token(&added.api_token), None);
    assert_eq!(world.number("SELECT COUNT(*) FROM reset_links"), 0);
    // Only who knows the password hears that there is anything to hear.
    let wrong = world.sign_in("mei", "incorrect horse battery").unwrap_err();
    assert!(wrong.is(Refusal::CredentialsWrong));
    world.harness.clock.turn(1_000);
    for _ in 0..12 {
        let Error::Refused(told) = world.sign_in("mei", PASSWORD).unwrap_err() else {
            panic!("a fault")
        };
        assert_eq!(told.name, "ACCOUNT_SUSPENDED", "a right password is no wrong try");
        assert_eq!(told.details, [Detail::new("reason", "three warnings")]);
    }
    assert_eq!(world.number("SELECT COUNT(*) FROM sessions"), 0);
    restore(&world, &by_operator(), &mei).unwrap();
    restore(&world, &by_operator(), &mei).unwrap();
    assert_eq!(world.session(&session), None, "what has ended stays ended");
    assert_eq!(world.api_token(&added.api_token), None);
    world.sign_in("mei", PASSWORD).unwrap();
}

#[test]
fn a_credential_of_a_suspended_account_opens_nothing_whatever_is_left_of_it() {
    let world = World::new();
    add(&world, "root", Role::Admin);
    let added = add(&world, "mei", Role::Creator);
    let session = world.sign_in("mei", PASSWORD).unwrap().session_token;
    let sql = "UPDATE accounts SET suspended_at_ms = 7 WHERE name = 'mei'";
    let cx = by_operator();
    let mark = world.db.write(&cx, move |tx| tx.execute(sql, &[]));
    assert_eq!(world.harness.run(mark).unwrap(), 1);
    assert_eq!(world.session(&session), None);
    assert_eq!(world.api_token(&added.api_token), None);
}

#[test]
fn a_second_suspension_changes_the_reason_and_not_since_when() {
    let world = World::new();
    let mei = id(&add(&world, "mei", Role::Creator));
    suspend(&world, &by_operator(), &mei, "first").unwrap();
    let since = "SELECT suspended_at_ms FROM accounts";
    let before_ms = world.number(since);
    world.harness.clock.turn(1_000);
    suspend(&world, &by_operator(), &mei, "second").unwrap();
    assert_eq!(world.number(since), before_ms);
    assert_eq!(list(&world, ListUsersRequest::default()).users[0].suspension_reason, "second");
    for reason in ["", " ", &"x".repeat(301)] {
        let told = suspend(&world, &by_operator(), &mei, reason).unwrap_err();
        assert!(told.is(Refusal::ReasonInvalid), "{reason:?}");
    }
    assert!(suspend(&world, &by_operator(), "nobody", "x").unwrap_err().is(Refusal::UserUnknown));
}

#[test]
fn one_administrator_always_remains() {
    let world = World::new();
    let root = id(&add(&world, "root", Role::Admin));
    world.harness.clock.turn(1);
    let ada = id(&add(&world, "ada", Role::Admin));
    let (by_root, by_ada) = (by(&root, CallerRole::Admin), by(&ada, CallerRole::Admin));
    world.sign_in("ada", PASSWORD).unwrap();
    assert!(suspend(&world, &by_root, &root, "x").unwrap_err().is(Refusal::OwnAccount));
    suspend(&world, &by_ada, &root, "x").unwrap();
    let last = |told: Reply<()>| assert!(told.unwrap_err().is(Refusal::LastAdministrator));
    last(set_role(&world, &by_ada, &ada, Role::Creator.into()));
    last(suspend(&world, &by_operator(), &ada, "x"));
    // One who is kept out is not the administrator in whose name the operator publishes.
    let cx = by_operator();
    let first = world.user.get_first_administrator(&cx, GetFirstAdministratorRequest {});
    assert_eq!(world.harness.run(first).unwrap().user.unwrap().name, "ada");
    set_role(&world, &by_ada, &root, Role::Viewer.into()).unwrap();
    set_role(&world, &by_ada, &ada, Role::Admin.into()).unwrap();
}

#[test]
fn administrators_who_depose_each_other_at_once_leave_one() {
    for round in 0..4 {
        let world = World::new();
        let admins: Vec<_> =
            (0..6).map(|number| id(&add(&world, &format!("root{number}"), Role::Admin))).collect();
        for number in 0..6 {
            world.sign_in(&format!("root{number}"), PASSWORD).unwrap();
        }
        let deposing = (0..6).map(|number| {
            let cx = by(&admins[number], CallerRole::Admin);
            let user_id = admins[(number + 1) % 6].clone();
            let session_token = world.session_of(&cx);
            let client = world.user.clone();
            async move {
                if (number + round) % 2 == 0 {
                    let role = Role::Viewer.into();
                    let request = SetRoleRequest { user_id, role, session_token };
                    client.set_role(&cx, request).await.map(drop)
                } else {
                    let reason = "x".to_owned();
                    client.suspend_user(&cx, SuspendUserRequest { user_id, reason }).await.map(drop)
                }
            }
        });
        let replies = world.race(deposing);
        // Who was suspended first has no session left to prove, so more than one may remain.
        let deposed = replies.iter().filter(|reply| reply.is_ok()).count();
        assert!((3..=5).contains(&deposed), "round {round}: {deposed} were deposed");
        let sql = "SELECT COUNT(*) FROM accounts WHERE role = 4 AND suspended_at_ms = 0";
        assert_eq!(world.number(sql), 6 - i64::try_from(deposed).unwrap());
    }
}

#[test]
fn the_sign_up_status_says_who_may_come_in() {
    let world = World::new();
    let sign_up_status = || {
        let cx = by_visitor();
        let told = world.user.get_sign_up_status(&cx, GetSignUpStatusRequest {});
        let told = world.harness.run(told).unwrap();
        (told.is_sign_up_open, told.has_administrator)
    };
    assert_eq!(sign_up_status(), (true, false));
    add(&world, "root", Role::Admin);
    world.options.set(Options { sign_up: SignUp::Closed, ..quick() });
    assert_eq!(sign_up_status(), (false, true));
}

#[test]
fn who_gets_a_role_above_creator_is_made_by_somebody_who_proved_it() {
    let world = World::new();
    let (root, other) = (world.admin("root"), add(&world, "ada", Role::Admin));
    let ada = by(&id(&other), CallerRole::Admin);
    for role in [Role::Moderator, Role::Admin] {
        let (name, password) = ("eve".to_owned(), PASSWORD.to_owned());
        let session_token = world.session_of(&ada);
        let request = AddUserRequest { name, role: role.into(), password, session_token };
        let added = world.harness.run(world.user.add_user(&ada, request));
        assert!(added.unwrap_err().is(Refusal::ProofNeeded), "{role:?}");
    }
    let (name, password) = ("mo".to_owned(), PASSWORD.to_owned());
    let (role, session_token) = (Role::Moderator.into(), world.session_of(&root));
    let request = AddUserRequest { name, role, password, session_token };
    world.harness.run(world.user.add_user(&root, request)).expect("the session is proven");
    let creator = AddUserRequest { name: "cy".to_owned(), ..AddUserRequest::default() };
    world.harness.run(world.user.add_user(&ada, creator)).expect("that needs no proof");
}
