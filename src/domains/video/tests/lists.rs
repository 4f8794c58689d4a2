//! The lists: what is in them, in what order, page by page, and by which index.

use super::{World, store, titled};
use crate::boot::harness::{by, by_visitor, is_wanted};
use crate::contract::moderation::Action;
use crate::contract::video::{
    DeleteVideoRequest, ListByOwnerRequest, ListByTagRequest, ListNewestRequest, ListOwnRequest,
    Privacy, UpdateVideoRequest, VideoCard, VideoState,
};
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
        (
            store::BY_OWNER,
            "videos_of_owner",
            vec![word(), number(), number(), number(), word(), number()],
        ),
        (store::BY_TAG, "listed_tags", vec![word(), number(), word(), number()]),
        (store::OWN, "videos_by_owner", vec![word(), number(), word(), number()]),
        (store::WHOLE, "videos_by_owner", vec![word(), number(), word(), number()]),
        (store::OPEN_DRAFTS, "videos_of_owner", vec![word(), number(), number()]),
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
    let request = UpdateVideoRequest {
        video_id: card.video_id.clone(),
        title: Some(card.title.clone()),
        privacy: Privacy::Unlisted.into(),
        ..Default::default()
    };
    world.harness.run(world.client.update_video(&by("ada", Role::Creator), request)).expect("hers");
    assert_eq!(newest(&world, "", 0).expect("it lists").0, []);
    assert_eq!(world.wait(&card, VideoState::Published).privacy(), Privacy::Unlisted);
}

/// The ids that an account and a tag list.
fn listed(world: &World, owner_id: &str, tag: &str) -> (Vec<String>, Vec<String>) {
    let ids = |videos: Vec<VideoCard>| videos.into_iter().map(|card| card.video_id).collect();
    let page = Some(Page { cursor: String::new(), limit: 10 });
    let (owner_id, tag) = (owner_id.to_owned(), tag.to_owned());
    let request = ListByOwnerRequest { owner_id, page: page.clone() };
    let of_owner = world.harness.run(world.client.list_by_owner(&by_visitor(), request));
    let request = ListByTagRequest { tag, page };
    let of_tag = world.harness.run(world.client.list_by_tag(&by_visitor(), request));
    (ids(of_owner.expect("it lists").videos), ids(of_tag.expect("it lists").videos))
}

#[test]
fn a_video_is_found_under_its_owner_and_its_tags_while_it_is_public() {
    let world = World::new();
    let change = |video_id: &str, change: UpdateVideoRequest| {
        let request = UpdateVideoRequest { video_id: video_id.to_owned(), ..change };
        let cx = by("ada", Role::Creator);
        let changed = world.harness.run(world.client.update_video(&cx, request));
        let card = changed.expect("it is hers").video.expect("a reply has its video");
        world.review(&card, Action::Pass);
        world.wait(&card, VideoState::Published);
    };
    let tagged = |tags: &[&str]| UpdateVideoRequest {
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        ..UpdateVideoRequest::default()
    };
    let show = |owner: &str| {
        world.harness.clock.turn(1);
        world.published(owner, "a film", Privacy::Public).video_id
    };
    let (v1, v2, _) = (show("ada"), show("ada"), show("bob"));
    change(&v1, tagged(&["Fish", "海"]));
    change(&v2, tagged(&["fish"]));
    let none = Vec::<String>::new;
    let (two, one) = (|| vec![v2.clone(), v1.clone()], vec![v1.clone()]);
    assert_eq!(listed(&world, "ada", "FISH "), (two(), two()));
    assert_eq!(listed(&world, "nobody", "海"), (none(), one));
    // Another tag, and out of the lists.
    change(&v1, tagged(&["bird"]));
    let privacy = Privacy::Unlisted.into();
    change(&v2, UpdateVideoRequest { privacy, ..UpdateVideoRequest::default() });
    assert_eq!(listed(&world, "ada", "fish"), (vec![v1.clone()], none()));
    let privacy = Privacy::Public.into();
    change(&v2, UpdateVideoRequest { privacy, ..UpdateVideoRequest::default() });
    assert_eq!(listed(&world, "ada", "fish"), (two(), vec![v2.clone()]));
    let gone = DeleteVideoRequest { video_id: v2.clone(), if_version: 0 };
    let cx = by("ada", Role::Creator);
    world.harness.run(world.client.delete_video(&cx, gone)).expect("it is hers");
    assert_eq!(listed(&world, "ada", "fish"), (vec![v1.clone()], none()));
}
