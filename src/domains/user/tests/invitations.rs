//! Links by which people sign up.

use super::{World, by_operator, quick, sign_up};
use crate::boot::harness::{by, by_visitor};
use crate::contract::user::{
    CreateInvitationRequest, CreateInvitationResponse, GetInvitationRequest, Invitation,
    ListInvitationsRequest, Refusal, RevokeInvitationRequest, Role, SignUpRequest, SignUpResponse,
};
use crate::domains::user::Options;
use crate::domains::user::model::SignUp;
use crate::kernel::context::{Context, Role as CallerRole};
use crate::kernel::fault::{Reply, Shared};
use crate::kernel::wire::Page;

const DAY_MS: u64 = 86_400_000;

fn wanted(uses_max: u32) -> CreateInvitationRequest {
    let (label, role) = ("school".to_owned(), Role::Viewer.into());
    CreateInvitationRequest { label, uses_max, lifetime_ms: DAY_MS, role }
}

fn create(
    world: &World,
    cx: &Context,
    request: CreateInvitationRequest,
) -> Reply<CreateInvitationResponse> {
    world.harness.run(world.user.create_invitation(cx, request))
}

fn invite(world: &World, uses_max: u32) -> CreateInvitationResponse {
    create(world, &by_operator(), wanted(uses_max)).expect("the operator may")
}

fn invited(token: &str, name: &str) -> SignUpRequest {
    SignUpRequest { invitation_token: token.to_owned(), ..sign_up(name) }
}

fn come(world: &World, token: &str, name: &str) -> Reply<SignUpResponse> {
    world.harness.run(world.user.sign_up(&by_visitor(), invited(token, name)))
}

fn list(world: &World) -> Vec<Invitation> {
    let cx = by_operator();
    let listing = world.user.list_invitations(&cx, ListInvitationsRequest::default());
    world.harness.run(listing).expect("the operator may").invitations
}

fn is_valid(world: &World, token: &str) -> bool {
    let request = GetInvitationRequest { token: token.to_owned() };
    let told = world.harness.run(world.user.get_invitation(&by_visitor(), request)).unwrap();
    assert_eq!(told.is_valid, told.role() != Role::Unspecified);
    told.is_valid
}

fn by_invitation() -> World {
    World::with(Options { sign_up: SignUp::Invitation, ..quick() })
}

#[test]
fn who_is_invited_comes_in_with_the_role_of_the_invitation() {
    let world = by_invitation();
    assert!(world.sign_up("alice").unwrap_err().is(Refusal::InvitationNeeded));
    let made = invite(&world, 2);
    assert_eq!(made.invitation.clone().unwrap().label, "school");
    assert!(is_valid(&world, &made.token));
    let reply = come(&world, &made.token, "alice").unwrap();
    assert_eq!(reply.user.clone().unwrap().role(), Role::Viewer);
    assert_eq!(world.session(&reply.session_token), reply.user);
    come(&world, &made.token, "bob").unwrap();
    assert!(!is_valid(&world, &made.token));
    assert!(come(&world, &made.token, "carl").unwrap_err().is(Refusal::InvitationInvalid));
    let [told] = &list(&world)[..] else { panic!("one invitation") };
    assert_eq!((told.uses, told.uses_max, told.is_valid), (2, 2, false));
    // The token is kept as a hash only.
    let sql = "SELECT COUNT(*) FROM invitations WHERE token_hash LIKE '%'";
    assert_eq!(world.number(sql), 1);
    let token = made.token.clone();
    let kept = world.db.read(move |view| {
        let sql = "SELECT COUNT(*) FROM invitations WHERE token_hash = $1";
        view.value::<i64>(sql, &[token.as_str().into()])
    });
    assert_eq!(world.harness.run(kept).unwrap(), Some(0));
}

#[test]
fn an_invitation_that_is_wrong_old_or_revoked_does_not_hold() {
    let world = by_invitation();
    let wrong = |token: &str| {
        assert!(!is_valid(&world, token));
        let refused = come(&world, token, "eve").unwrap_err();
        assert!(refused.is(Refusal::InvitationInvalid), "{refused}");
    };
    wrong("x");
    wrong(&"A".repeat(43));
    let (old, revoked) = (invite(&world, 9), invite(&world, 9));
    let request = RevokeInvitationRequest {
        invitation_id: revoked.invitation.clone().unwrap().invitation_id,
    };
    for _ in 0..2 {
        let cx = by_operator();
        let revoking = world.user.revoke_invitation(&cx, request.clone());
        world.harness.run(revoking).unwrap();
    }
    wrong(&revoked.token);
    assert!(is_valid(&world, &old.token));
    world.harness.clock.turn(86_400_000);
    wrong(&old.token);
    assert_eq!(world.number("SELECT COUNT(*) FROM accounts"), 0);
    let unknown = RevokeInvitationRequest { invitation_id: "i9".to_owned() };
    let cx = by_operator();
    let unknown = world.harness.run(world.user.revoke_invitation(&cx, unknown));
    assert!(unknown.unwrap_err().is(Refusal::InvitationUnknown));
}

#[test]
fn a_name_that_is_taken_does_not_use_the_invitation_up() {
    let world = by_invitation();
    let made = invite(&world, 2);
    come(&world, &made.token, "alice").unwrap();
    assert!(come(&world, &made.token, "ALICE").unwrap_err().is(Refusal::NameTaken));
    let weak = SignUpRequest { password: "short".to_owned(), ..invited(&made.token, "bob") };
    let weak = world.harness.run(world.user.sign_up(&by_visitor(), weak)).unwrap_err();
    assert!(weak.is(Refusal::PasswordTooWeak));
    assert_eq!(list(&world)[0].uses, 1);
    come(&world, &made.token, "bob").unwrap();
}

#[test]
fn of_many_who_come_at_once_as_many_come_in_as_the_invitation_says() {
    let world = by_invitation();
    let made = invite(&world, 3);
    let calls = (0..16).map(|number| {
        let client = world.user.clone();
        let request = invited(&made.token, &format!("racer{number}"));
        async move { client.sign_up(&by_visitor(), request).await }
    });
    let replies = world.race(calls);
    assert_eq!(replies.iter().filter(|reply| reply.is_ok()).count(), 3);
    let refused = replies.into_iter().filter_map(Result::err);
    assert!(refused.into_iter().all(|error| error.is(Refusal::InvitationInvalid)));
    assert_eq!(world.number("SELECT COUNT(*) FROM accounts"), 3);
    assert_eq!(world.number("SELECT COUNT(*) FROM invitation_uses"), 3);
}

#[test]
fn a_form_sent_twice_gets_its_first_answer_though_the_invitation_is_used_up() {
    let world = by_invitation();
    let made = invite(&world, 1);
    let keyed = by_visitor().keyed("form-1");
    let ask = || world.harness.run(world.user.sign_up(&keyed, invited(&made.token, "alice")));
    let first = ask().unwrap();
    let again = ask().unwrap();
    assert_eq!((again.user, again.session_token.as_str()), (first.user, ""));
    assert_eq!(list(&world)[0].uses, 1);
}

#[test]
fn a_closed_site_is_closed_to_the_invited_and_approval_is_not_asked_of_them() {
    let world = by_invitation();
    let made = invite(&world, 9);
    world.options.set(Options { sign_up: SignUp::Closed, ..quick() });
    assert!(!is_valid(&world, &made.token));
    assert!(come(&world, &made.token, "alice").unwrap_err().is(Refusal::SignUpClosed));
    world.options.set(Options { sign_up: SignUp::Approval, ..quick() });
    let reply = come(&world, &made.token, "alice").unwrap();
    assert!(!reply.is_waiting && !reply.session_token.is_empty());
}

#[test]
fn only_administrators_invite_and_only_so_many() {
    let world = World::with(Options { invitations_max: 2, ..quick() });
    let others = [by_visitor(), by("mo", CallerRole::Moderator), Context::of_domain("gateway")];
    for cx in others {
        assert!(create(&world, &cx, wanted(1)).unwrap_err().is(Shared::NotAllowed));
        let listing = world.user.list_invitations(&cx, ListInvitationsRequest::default());
        assert!(world.harness.run(listing).unwrap_err().is(Shared::NotAllowed));
        let request = RevokeInvitationRequest { invitation_id: "i1".to_owned() };
        let revoking = world.user.revoke_invitation(&cx, request);
        assert!(world.harness.run(revoking).unwrap_err().is(Shared::NotAllowed));
    }
    let cx = by("root", CallerRole::Admin);
    create(&world, &cx, wanted(1)).unwrap();
    create(&world, &cx, wanted(1)).unwrap();
    let full = create(&world, &cx, wanted(1)).unwrap_err();
    assert!(full.is(Refusal::TooManyInvitations));
    let odd = CreateInvitationRequest { role: Role::Admin.into(), ..wanted(1) };
    assert!(create(&world, &cx, odd).unwrap_err().is(Refusal::InvitationTermsInvalid));
    // One that has ended makes room.
    world.harness.clock.turn(86_400_000);
    create(&world, &cx, wanted(1)).unwrap();
}

#[test]
fn a_repeated_creation_gives_the_invitation_without_its_token() {
    let world = World::new();
    let cx = by_operator().keyed("form-1");
    let first = create(&world, &cx, wanted(1)).unwrap();
    let again = create(&world, &cx, wanted(1)).unwrap();
    assert_eq!((again.invitation, again.token.as_str()), (first.invitation, ""));
    assert!(!first.token.is_empty());
}

#[test]
fn invitations_are_listed_in_pages_and_forgotten_in_the_end() {
    let world = World::new();
    for number in 0..3 {
        let made = invite(&world, 1);
        if number == 0 {
            come(&world, &made.token, "alice").unwrap();
        }
        world.harness.clock.turn(1);
    }
    let mut cursor = String::new();
    let mut seen = Vec::new();
    for _ in 0..2 {
        let page = Some(Page { cursor, limit: 2 });
        let cx = by_operator();
        let listing = world.user.list_invitations(&cx, ListInvitationsRequest { page });
        let told = world.harness.run(listing).unwrap();
        seen.extend(told.invitations.into_iter().map(|one| (one.created_at_ms, one.uses)));
        cursor = told.next_cursor;
    }
    assert_eq!(cursor, "");
    let uses: Vec<u64> = seen.iter().map(|one| one.1).collect();
    assert_eq!(uses, [0, 0, 1]);
    assert!(seen.is_sorted_by(|one, next| one.0 > next.0), "{seen:?}");
    world.harness.clock.turn(31 * 86_400_000 + 10);
    world.harness.eventually("the sweep of invitations", async || {
        let sql = "SELECT (SELECT COUNT(*) FROM invitations) + \
                   (SELECT COUNT(*) FROM invitation_uses)";
        let read = world.db.read(move |view| view.value::<i64>(sql, &[])).await;
        (read.ok().flatten() == Some(0)).then_some(())
    });
    assert_eq!(world.number("SELECT COUNT(*) FROM accounts"), 1, "who came by one stays");
}
