//! What a viewer is told of what they watch.

use super::{World, operator, user, visitor};
use crate::contract::playback::{ExportAccountRequest, ExportAccountResponse};
use crate::contract::video::Privacy;
use crate::kernel::context::Context;
use crate::kernel::fault::{Reply, Shared};
use crate::kernel::wire::Page;

fn export(world: &World, cx: &Context, cursor: &str) -> Reply<ExportAccountResponse> {
    let page = Some(Page { cursor: cursor.to_owned(), limit: 1 });
    world.harness.run(world.client.export_account(cx, ExportAccountRequest { page }))
}

#[test]
fn sessions_and_places_are_told_to_their_viewer_alone() {
    let world = World::new();
    world.show("a", Privacy::Public);
    let started = world.start(&user("ada"), "a").expect("it is public");
    world.report(&user("ada"), &started.session_id, 30_000).expect("it is hers");
    world.harness.eventually("the place to be written", || async {
        let (ada, request) = (user("ada"), ExportAccountRequest::default());
        let told = world.client.export_account(&ada, request).await;
        told.ok().filter(|told| !told.places.is_empty())
    });
    world.start(&user("bob"), "a").expect("it is public");
    let first = export(&world, &user("ada"), "").expect("it is hers");
    let last = export(&world, &user("ada"), &first.next_cursor).expect("it goes on");
    assert_eq!(last.next_cursor, "");
    let places: Vec<_> = first.places.iter().chain(&last.places).collect();
    let sessions: Vec<_> = first.sessions.iter().chain(&last.sessions).collect();
    assert_eq!((places.len(), sessions.len()), (1, 1));
    assert_eq!((&*places[0].video_id, places[0].position_ms), ("a", 30_000));
    assert_eq!(sessions[0].session_id, started.session_id);
    let all = format!("{first:?} {last:?}");
    assert!(!all.contains(&started.media_token), "{all}");
    world.watch(&user("ada"), "a");
    let pages: Vec<_> = std::iter::successors(Some(export(&world, &user("ada"), "")), |told| {
        let cursor = told.as_ref().ok()?.next_cursor.as_str();
        (!cursor.is_empty()).then(|| export(&world, &user("ada"), cursor))
    })
    .map(|told| told.expect("it is hers"))
    .collect();
    let watched: Vec<_> = pages.iter().flat_map(|told| &told.watched).collect();
    assert_eq!(watched.len(), 1);
    assert_eq!((&*watched[0].video_id, watched[0].position_ms), ("a", 11_000));
    let none = export(&world, &user("eve"), "").expect("it is hers");
    assert_eq!((none.places.len(), none.sessions.len()), (0, 0));
    for cx in [operator(), visitor("v"), visitor("user:ada"), Context::of_domain("harness")] {
        assert!(export(&world, &cx, "").expect_err("nobody").is(Shared::SignInFirst));
    }
}
