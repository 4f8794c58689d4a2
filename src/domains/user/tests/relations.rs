//! Blocks and mutes between accounts.

use super::{World, quick};
use crate::boot::harness::{by, by_visitor};
use crate::contract::user::{
    BlockUserRequest, CheckRelationsRequest, ListBlocksRequest, MuteUserRequest, Refusal, Relation,
    RelationKind, UnblockUserRequest, UnmuteUserRequest,
};
use crate::domains::user::Options;
use crate::kernel::context::{Context, Role as CallerRole};
use crate::kernel::fault::{Reply, Shared};
use crate::kernel::wire::Page;

fn add(world: &World, name: &str) -> String {
    world.sign_up(name).expect("the name is free").user.expect("a card").user_id
}

fn of(user_id: &str) -> Context {
    by(user_id, CallerRole::Creator)
}

fn block(world: &World, cx: &Context, user_id: &str) -> Reply<()> {
    let request = BlockUserRequest { user_id: user_id.to_owned() };
    world.harness.run(world.user.block_user(cx, request)).map(drop)
}

fn mute(world: &World, cx: &Context, user_id: &str) -> Reply<()> {
    let request = MuteUserRequest { user_id: user_id.to_owned() };
    world.harness.run(world.user.mute_user(cx, request)).map(drop)
}

fn names(world: &World, cx: &Context, kind: RelationKind) -> Vec<String> {
    let request = ListBlocksRequest { page: None, kind: kind.into() };
    let listed = world.harness.run(world.user.list_blocks(cx, request)).expect("it is their own");
    listed.blocks.into_iter().map(|one| one.name).collect()
}

fn check(world: &World, cx: &Context, user_id: &str, others: &[&str]) -> Reply<Vec<Relation>> {
    let other_ids = others.iter().map(|one| (*one).to_owned()).collect();
    let request = CheckRelationsRequest { user_id: user_id.to_owned(), other_ids };
    world.harness.run(world.user.check_relations(cx, request)).map(|told| told.relations)
}

#[test]
fn a_block_and_a_mute_are_kept_listed_and_taken_back_apart() {
    let world = World::new();
    let (ada, bob) = (add(&world, "ada"), add(&world, "bob"));
    let cx = of(&ada);
    for _ in 0..2 {
        block(&world, &cx, &bob).unwrap();
        mute(&world, &cx, &bob).unwrap();
    }
    assert_eq!(world.number("SELECT COUNT(*) FROM relations"), 2);
    assert_eq!(names(&world, &cx, RelationKind::Unspecified), ["bob"]);
    assert_eq!(names(&world, &cx, RelationKind::Mute), ["bob"]);
    assert!(names(&world, &of(&bob), RelationKind::Block).is_empty());
    for _ in 0..2 {
        let request = UnblockUserRequest { user_id: bob.clone() };
        world.harness.run(world.user.unblock_user(&cx, request)).unwrap();
    }
    assert!(names(&world, &cx, RelationKind::Block).is_empty());
    assert_eq!(names(&world, &cx, RelationKind::Mute), ["bob"]);
    let request = UnmuteUserRequest { user_id: bob };
    world.harness.run(world.user.unmute_user(&cx, request)).unwrap();
    assert_eq!(world.number("SELECT COUNT(*) FROM relations"), 0);
    // Each change is told once, and a repeat is none.
    let told = world.number("SELECT COUNT(*) FROM kernel_outbox WHERE kind = 'RelationChanged'");
    assert_eq!(told, 4);
}

#[test]
fn only_domains_learn_who_is_blocked_by_whom() {
    let world = World::new();
    let [ada, bob, eve] = ["ada", "bob", "eve"].map(|name| add(&world, name));
    block(&world, &of(&ada), &bob).unwrap();
    mute(&world, &of(&ada), &eve).unwrap();
    let relation =
        |other_id: &str| Relation { other_id: other_id.to_owned(), ..Relation::default() };
    let own = check(&world, &of(&ada), "", &[&bob, &eve, "no id", &ada]).unwrap();
    let blocked = Relation { has_blocked: true, ..relation(&bob) };
    assert_eq!(own, [blocked, Relation { has_muted: true, ..relation(&eve) }]);
    assert!(
        check(&world, &of(&bob), "", &[&ada]).unwrap().is_empty(),
        "who is blocked reads nothing"
    );
    let asked = check(&world, &of(&bob), &ada, &[&bob]).unwrap_err();
    assert!(asked.is(Shared::NotAllowed));
    let domain = Context::of_domain("ingest");
    let told = check(&world, &domain, &bob, &[&ada]).unwrap();
    assert_eq!(told, [Relation { is_blocked_by: true, ..relation(&ada) }]);
    assert!(check(&world, &domain, &eve, &[&ada]).unwrap().is_empty(), "a mute is nobody's matter");
    let many: Vec<&str> = std::iter::repeat_n(bob.as_str(), 101).collect();
    assert!(check(&world, &domain, &ada, &many).unwrap_err().is(Shared::TooManyIds));
}

#[test]
fn there_is_a_most_of_each_kind_even_at_once() {
    let world = World::with(Options { relations_max: 3, ..quick() });
    let ada = add(&world, "ada");
    let others: Vec<String> = (0..8).map(|number| add(&world, &format!("other{number}"))).collect();
    let calls = others.iter().map(|other| {
        let (client, cx) = (world.user.clone(), of(&ada));
        let request = BlockUserRequest { user_id: other.clone() };
        async move { client.block_user(&cx, request).await }
    });
    let replies = world.race(calls);
    assert_eq!(replies.iter().filter(|reply| reply.is_ok()).count(), 3);
    let refused = replies.into_iter().filter_map(Result::err);
    assert!(refused.into_iter().all(|error| error.is(Refusal::TooManyRelations)));
    assert_eq!(world.number("SELECT COUNT(*) FROM relations"), 3);
    mute(&world, &of(&ada), &others[0]).unwrap();
}

#[test]
fn who_is_not_there_is_not_blocked_and_nobody_blocks_themselves() {
    let world = World::new();
    let ada = add(&world, "ada");
    assert!(block(&world, &of(&ada), "nobody").unwrap_err().is(Refusal::UserUnknown));
    assert!(block(&world, &of(&ada), "not an id").unwrap_err().is(Refusal::UserUnknown));
    assert!(block(&world, &of(&ada), &ada).unwrap_err().is(Refusal::OwnRelation));
    assert!(block(&world, &by_visitor(), &ada).unwrap_err().is(Shared::SignInFirst));
    let cx = by_visitor();
    let listing = world.user.list_blocks(&cx, ListBlocksRequest::default());
    assert!(world.harness.run(listing).unwrap_err().is(Shared::SignInFirst));
}

#[test]
fn a_long_list_comes_in_pages_the_last_one_first() {
    let world = World::new();
    let ada = add(&world, "ada");
    for number in 0..3 {
        let other = add(&world, &format!("other{number}"));
        mute(&world, &of(&ada), &other).unwrap();
        world.harness.clock.turn(1);
    }
    let (mut cursor, mut seen) = (String::new(), Vec::new());
    for _ in 0..2 {
        let page = Some(Page { cursor, limit: 2 });
        let request = ListBlocksRequest { page, kind: RelationKind::Mute.into() };
        let told = world.harness.run(world.user.list_blocks(&of(&ada), request)).unwrap();
        seen.extend(told.blocks.into_iter().map(|one| one.name));
        cursor = told.next_cursor;
    }
    assert_eq!((seen.join(" ").as_str(), cursor.as_str()), ("other2 other1 other0", ""));
}
