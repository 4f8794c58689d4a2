//! What somebody is told of their videos.

use super::{World, titled};
use crate::boot::harness::{by, by_operator, by_visitor};
use crate::contract::moderation::Action;
use crate::contract::video::{ExportAccountRequest, ExportAccountResponse, Privacy};
use crate::kernel::context::{Context, Role};
use crate::kernel::fault::{Reply, Shared};
use crate::kernel::wire::Page;

fn export(world: &World, cx: &Context, cursor: &str) -> Reply<ExportAccountResponse> {
    let page = Some(Page { cursor: cursor.to_owned(), limit: 1 });
    world.harness.run(world.client.export_account(cx, ExportAccountRequest { page }))
}

#[test]
fn each_video_is_told_once_in_every_state_with_all_that_is_held() {
    let world = World::new();
    let shown = world.published("ada", "first", Privacy::Private);
    world.harness.clock.turn(1);
    let draft = world.draft("ada", titled("second"));
    world.draft("bob", titled("his"));
    let cx = by("ada", Role::Viewer);
    let first = export(&world, &cx, "").expect("it is hers");
    let last = export(&world, &cx, &first.next_cursor).expect("it goes on");
    assert_eq!(last.next_cursor, "");
    let told: Vec<_> = first.videos.into_iter().chain(last.videos).collect();
    let cards: Vec<_> = told.iter().map(|one| one.video.clone().expect("a card")).collect();
    let ids: Vec<_> = cards.iter().map(|card| &card.video_id).collect();
    assert_eq!(ids, [&draft.video_id, &shown.video_id]);
    assert!(cards.iter().all(|card| card.way.is_some()), "each with its way");
    assert_eq!((&told[0].package, &told[0].review), (&None, &None));
    let package = told[1].package.clone().expect("it is played");
    assert_eq!(package.package_id, format!("p{}", shown.video_id));
    assert_eq!(told[1].review.clone().map(|one| one.action()), Some(Action::Pass));
    assert!(told[1].changed_at_ms >= cards[1].created_at_ms);
    // An administrator gets their own, which is none.
    let root = export(&world, &by("root", Role::Admin), "").expect("it is theirs");
    assert_eq!(root.videos, []);
    for cx in [by_operator(), by_visitor(), Context::of_domain("harness")] {
        assert!(export(&world, &cx, "").expect_err("nobody").is(Shared::SignInFirst));
    }
}
