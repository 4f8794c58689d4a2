//! How much an account may upload.

use super::{World, by_operator, quick};
use crate::boot::harness::{by, by_visitor};
use crate::contract::user::{
    GetQuotaRequest, GetQuotaResponse, Refusal, Role, SetQuotaRequest, SetRoleRequest,
};
use crate::domains::user::Options;
use crate::kernel::context::{Context, Role as CallerRole};
use crate::kernel::fault::{Reply, Shared};

fn get(world: &World, cx: &Context, user_id: &str) -> Reply<GetQuotaResponse> {
    let request = GetQuotaRequest { user_id: user_id.to_owned() };
    world.harness.run(world.user.get_quota(cx, request))
}

fn set(world: &World, cx: &Context, user_id: &str, total: Option<u64>) -> Reply<()> {
    let user_id = user_id.to_owned();
    let request = SetQuotaRequest { user_id, total_bytes_max: total, day_bytes_max: None };
    world.harness.run(world.user.set_quota(cx, request)).map(drop)
}

#[test]
fn a_quota_follows_the_role_until_an_administrator_sets_another() {
    let options = Options { creator_total_bytes_max: 100, creator_day_bytes_max: 10, ..quick() };
    let world = World::with(options);
    let ada = world.sign_up("ada").unwrap().user.unwrap().user_id;
    let own = by(&ada, CallerRole::Creator);
    let bytes = |told: GetQuotaResponse| (told.total_bytes_max, told.day_bytes_max);
    assert_eq!(bytes(get(&world, &own, &ada).unwrap()), (100, 10));
    set(&world, &by("root", CallerRole::Admin), &ada, Some(50)).unwrap();
    let told = get(&world, &own, &ada).unwrap();
    assert_eq!((told.own_total_bytes_max, told.own_day_bytes_max), (Some(50), None));
    assert_eq!(bytes(told), (50, 10));
    let (user_id, role) = (ada.clone(), Role::Viewer.into());
    let role = SetRoleRequest { user_id, role, ..SetRoleRequest::default() };
    world.harness.run(world.user.set_role(&by_operator(), role)).unwrap();
    assert_eq!(bytes(get(&world, &own, &ada).unwrap()), (50, 0));
    set(&world, &by_operator(), &ada, None).unwrap();
    assert_eq!(bytes(get(&world, &own, &ada).unwrap()), (0, 0));
    assert_eq!(world.number("SELECT COUNT(*) FROM quotas"), 0);
}

#[test]
fn only_administrators_set_a_quota_and_nobody_reads_anothers() {
    let world = World::new();
    let ada = world.sign_up("ada").unwrap().user.unwrap().user_id;
    for cx in [by_visitor(), by(&ada, CallerRole::Moderator), Context::of_domain("ingest")] {
        assert!(set(&world, &cx, &ada, Some(1)).unwrap_err().is(Shared::NotAllowed));
    }
    let other = get(&world, &by("bob", CallerRole::Moderator), &ada).unwrap_err();
    assert!(other.is(Shared::NotOwner));
    assert!(get(&world, &by_visitor(), &ada).unwrap_err().is(Shared::SignInFirst));
    assert!(get(&world, &by("root", CallerRole::Admin), &ada).is_ok());
    let unknown = set(&world, &by_operator(), "nobody", Some(1)).unwrap_err();
    assert!(unknown.is(Refusal::UserUnknown));
    let odd = set(&world, &by_operator(), &ada, Some(u64::MAX)).unwrap_err();
    assert!(odd.is(Refusal::QuotaInvalid));
}
