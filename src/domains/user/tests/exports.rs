//! What an account is told of itself, and how often it may take all along.

use super::{PASSWORD, World, quick};
use crate::boot::harness::{by, by_operator, by_visitor};
use crate::contract::user::{
    BeginExportRequest, BlockUserRequest, CreateApiTokenRequest, ExportAccountRequest,
    ExportAccountResponse, MuteUserRequest, Refusal, SetMailAddressRequest, UpdateProfileRequest,
};
use crate::domains::user::Options;
use crate::kernel::context::{Context, Role};
use crate::kernel::fault::{Reply, Shared};
use crate::kernel::wire::Page;

const DAY_MS: i64 = 86_400_000;

fn add(world: &World, name: &str) -> String {
    world.sign_up(name).expect("the name is free").user.expect("a card").user_id
}

fn begin(world: &World, cx: &Context) -> Reply<()> {
    world.harness.run(world.user.begin_export(cx, BeginExportRequest {})).map(drop)
}

fn export(world: &World, cx: &Context, cursor: &str) -> Reply<ExportAccountResponse> {
    let page = Some(Page { cursor: cursor.to_owned(), limit: 2 });
    world.harness.run(world.user.export_account(cx, ExportAccountRequest { page }))
}

#[test]
fn an_account_is_told_all_but_what_opens_it_and_what_others_are_called() {
    let world = World::new();
    let entered = world.sign_up("ada").expect("the name is free");
    let ada = entered.user.expect("a card").user_id;
    let others = ["bobby", "carol", "dana"].map(|name| add(&world, name));
    let cx = by(&ada, Role::Creator);
    let bio = "I film fish.".to_owned();
    let profile = world.user.update_profile(&cx, UpdateProfileRequest { bio });
    world.harness.run(profile).expect("it is hers");
    let request = SetMailAddressRequest {
        address: "ada@example.com".to_owned(),
        current_password: PASSWORD.to_owned(),
        language: "zh-CN".to_owned(),
        place: None,
        session_token: world.session_of(&cx),
    };
    world.harness.run(world.user.set_mail_address(&cx, request)).expect("it is hers");
    let (label, session_token) = ("laptop".to_owned(), world.session_of(&cx));
    let request = CreateApiTokenRequest { label, session_token };
    let token = world.harness.run(world.user.create_api_token(&cx, request));
    let token = token.expect("she may have one").api_token;
    for other in &others {
        world.harness.clock.turn(1);
        let request = BlockUserRequest { user_id: other.clone() };
        world.harness.run(world.user.block_user(&cx, request)).expect("she may");
    }
    // In the same moment: one entry, not two of which a page would lose one.
    let request = MuteUserRequest { user_id: others[2].clone() };
    world.harness.run(world.user.mute_user(&cx, request)).expect("she may");
    begin(&world, &cx).expect("the first of the day");

    let first = export(&world, &cx, "").expect("it is hers");
    let account = first.account.clone().expect("the first page has it");
    assert_eq!(account.user.clone().expect("a card").name, "ada");
    assert_eq!((&*account.bio, account.has_password), ("I film fish.", true));
    let address = account.address.clone().expect("an address");
    assert_eq!(address.waiting_address, "ada@example.com");
    assert_eq!((account.sessions.len(), account.tokens.len()), (1, 1));
    assert_eq!(account.letters.len(), 1, "the message with the link");
    assert_eq!(account.exports_at_ms.len(), 1);
    assert_eq!(account.invited_at_ms, 0);
    let told: Vec<_> = first.relations.iter().map(|one| (&*one.other_id, one.has_muted)).collect();
    assert_eq!(told, [(&*others[2], true), (&*others[1], false)]);
    assert!(first.relations.iter().all(|one| one.has_blocked));
    let last = export(&world, &cx, &first.next_cursor).expect("it goes on");
    assert_eq!((&last.account, last.relations.len(), &*last.next_cursor), (&None, 1, ""));
    assert_eq!(last.relations[0].other_id, others[0]);
    let all = format!("{first:?} {last:?}");
    for secret in [&*token, &*entered.session_token, "argon2", "bobby", "carol", "dana"] {
        assert!(!all.contains(secret), "{secret} in {all}");
    }
    // Nobody gives anything but their own, whatever their role.
    let root = export(&world, &by(&others[0], Role::Admin), "").expect("it is his");
    assert_eq!(root.account.expect("an account").user.expect("a card").name, "bobby");
    assert_eq!(root.relations, []);
    for cx in [by_operator(), by_visitor(), Context::of_domain("harness")] {
        let error = export(&world, &cx, "").expect_err("nobody is signed in");
        assert!(error.is(Shared::SignInFirst));
        assert!(begin(&world, &cx).expect_err("nobody").is(Shared::SignInFirst));
    }
    let error = export(&world, &cx, "17-';DROP").expect_err("it is garbage");
    assert!(error.is(Shared::PageInvalid));
}

#[test]
fn an_account_is_exported_so_many_times_a_day() {
    let world = World::with(Options { exports_per_day_max: 2, ..quick() });
    let cx = by(&add(&world, "ada"), Role::Viewer);
    let keyed = cx.clone().keyed("once");
    begin(&world, &keyed).expect("the first");
    begin(&world, &keyed).expect("the same again");
    world.harness.clock.turn(1);
    begin(&world, &cx).expect("the second");
    world.harness.clock.turn(1);
    let error = begin(&world, &cx).expect_err("it is one too many");
    assert!(error.is(Refusal::TooManyExports));
    begin(&world, &by(&add(&world, "bob"), Role::Viewer)).expect("each has a count of their own");
    world.harness.clock.turn(DAY_MS - 1);
    begin(&world, &cx).expect("the first no longer counts");
    world.harness.clock.turn(2 * DAY_MS);
    world.harness.eventually("the sweep", || async {
        let read = world.db.read(|view| view.value::<i64>(COUNT, &[])).await;
        read.ok().flatten().filter(|count| *count == 0)
    });
    assert!(begin(&world, &by("nobody", Role::Viewer)).expect_err("gone").is(Refusal::UserUnknown));
}

const COUNT: &str = "SELECT COUNT(*) FROM exports";
