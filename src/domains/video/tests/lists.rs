//! The lists: what is in them, in what order, page by page, and by which index.

use super::{World, store, titled};
use crate::boot::harness::{by, by_visitor, is_wanted};
use crate::contract::video::{ListNewestRequest, ListOwnRequest, Privacy, VideoCard, VideoState};
use crate::kernel::context::{Context, Role};
use crate::kernel::db::{Value, columns};
use crate::kernel::fault::{Reply, Shared};
use crate::kernel::wire::Page;

fn newest(world: &World, cursor: &str, limit: u32) -> Reply<(Vec<VideoCard>, String)> {
    let page = Some(Page { cursor: cursor.to_owned(), limit });
    let visitor = by_visitor();
    let asked = world.client.list_newest(&visitor, ListNewestRequest { page });
    world.harness.run(asked).map(|reply| (reply.videos, reply.next_cursor))
}

#[test]
fn newest_gives_what_is_public_and_published_page_by_page() {
    let world = World::new();
    let mut shown = Vec::new();
    for number in 0..5 {
        // Two of them share a moment, so that the id has to decide.
        world.harness.clock.turn(i64::from(number % 2));
        shown.push(world.published("ada", &format!("v{number}"), Privacy::Public));
    }
    world.published("ada", "unlisted", Privacy::Unlisted);
    world.published("ada", "private", Privacy::Private);
    world.draft("ada", titled("draft"));
    shown.sort_by_key(|card| (card.published_at_ms, card.video_id.clone()));
    shown.reverse();
    let mut found = Vec::new();
    let mut cursor = String::new();
    for _ in 0..3 {
        let (page, next) = newest(&world, &cursor, 2).expect("it lists");
        assert_eq!(page.len(), 2 - found.len() / 4);
        found.extend(page);
        cursor = next;
    }
    assert_eq!(found, shown);
    assert_eq!(cursor, "");
    let error = newest(&world, "17-';DROP", 2).expect_err("it is garbage");
    assert!(error.is(Shared::PageInvalid));
}

#[test]
fn own_gives_every_state_and_nobody_elses() {
    let world = World::new();
    let own = |name: &str| {
        let cx = by(name, Role::Viewer);
        let reply = world.harness.run(world.client.list_own(&cx, ListOwnRequest::default()));
        let mut videos = reply.expect("it lists").videos;
        assert!(videos.iter_mut().all(|card| card.way.take().is_some()), "each with its way");
        videos
    };
    let first = world.published("ada", "first", Privacy::Private);
    world.harness.clock.turn(1);
    let second = world.draft("ada", titled("second"));
    world.draft("bob", titled("his"));
    assert_eq!(own("ada"), [second, first]);
    assert_eq!(own("bob").len(), 1);
    assert_eq!(own("eve"), []);
    let visitor = by_visitor();
    let asked = world.client.list_own(&visitor, ListOwnRequest::default());
    let error = world.harness.run(asked).expect_err("nobody owns it");
    assert!(error.is(Shared::SignInFirst));
}

/// A step of a plan, as SQLite explains it; only the words tell anything.
#[expect(dead_code, reason = "a statement gives what is read, and this one gives numbers too")]
struct Step {
    id: i64,
    parent: i64,
    notused: i64,
    detail: String,
}

columns! { Step { id, parent, notused, detail } }

#[test]
fn every_list_walks_its_index() {
    let world = World::new();
    let (number, word) = (|| Value::from(1), || Value::from("x"));
    for (sql, index, values) in [
        (store::NEWEST, "videos_newest", vec![number(), number(), number(), word(), number()]),
        (store::OWN, "videos_by_owner", vec![word(), number(), word(), number()]),
        (store::OPEN_DRAFTS, "videos_open", vec![word(), number(), number()]),
        (store::EXPIRED_DRAFTS, "videos_by_age", vec![number(), number(), number(), number()]),
    ] {
        // Each engine explains in its own way. A unit is told to walk indexes however small a table
        // is, so that the plan is that of a large one.
        let cx = Context::of_domain("video");
        let unit = world.db.write(&cx, move |tx| {
            if is_wanted() {
                return tx.column::<String>(&format!("EXPLAIN {sql}"), &values);
            }
            let steps = tx.rows::<Step>(&format!("EXPLAIN QUERY PLAN {sql}"), &values)?;
            Ok(steps.into_iter().map(|step| step.detail).collect())
        });
        let plan = world.harness.run(unit).expect("it explains").join("; ");
        assert!(plan.contains(index), "{plan}");
        for slow in ["SCAN", "TEMP B-TREE", "Seq Scan", "Sort"] {
            assert!(!plan.contains(slow), "{plan}");
        }
    }
}

#[test]
fn a_video_leaves_the_list_with_its_privacy() {
    let world = World::new();
    let card = world.published("ada", "seen", Privacy::Public);
    assert_eq!(newest(&world, "", 0).expect("it lists").0, std::slice::from_ref(&card));
    let request = crate::contract::video::UpdateVideoRequest {
        video_id: card.video_id.clone(),
        title: Some(card.title.clone()),
        privacy: Privacy::Unlisted.into(),
        ..Default::default()
    };
    world.harness.run(world.client.update_video(&by("ada", Role::Creator), request)).expect("hers");
    assert_eq!(newest(&world, "", 0).expect("it lists").0, []);
    assert_eq!(world.wait(&card, VideoState::Published).privacy(), Privacy::Unlisted);
}
