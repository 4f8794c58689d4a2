//! Injected races: calls that come at once, and calls that come twice.

use super::{World, of_domain, titled};
use crate::boot::harness::by;
use crate::contract::video::{
    CreateDraftRequest, CreateDraftResponse, DeleteVideoRequest, ListOwnRequest, Privacy,
    PublishVideoRequest, Refusal, UpdateVideoRequest, VideoCard, VideoChanged, VideoDeleted,
    VideoPublished, VideoState,
};
use crate::domains::video::Options;
use crate::kernel::context::{Context, Role};
use crate::kernel::fault::Reply;
use futures_util::StreamExt as _;
use std::sync::atomic::{AtomicU32, Ordering};

/// Runs the same call many times at once.
fn at_once<T, F: Future<Output = T>>(world: &World, call: impl Fn() -> F) -> Vec<T> {
    let calls = futures_util::stream::iter(0..16).map(|_| call());
    world.harness.run(calls.buffer_unordered(16).collect())
}

fn ada() -> Context {
    by("ada", Role::Creator)
}

#[test]
fn one_key_opens_one_draft() {
    let world = World::new();
    let cx = ada().keyed("once");
    let replies: Vec<Reply<CreateDraftResponse>> =
        at_once(&world, || world.client.create_draft(&cx, titled("One")));
    let first = replies[0].as_ref().expect("it opens").clone();
    for reply in replies {
        assert_eq!(reply.expect("a repeat is no error"), first);
    }
    let own = world.harness.run(world.client.list_own(&ada(), ListOwnRequest::default()));
    assert_eq!(own.expect("it lists").videos.len(), 1);
    let other = world.harness.run(world.client.create_draft(&cx, titled("Two")));
    let error = other.expect_err("the key was used for another draft");
    assert!(error.to_string().contains("KEY_REUSED"), "{error}");
    // The same key of somebody else is another key.
    let bobs = by("bob", Role::Creator).keyed("once");
    let his =
        world.harness.run(world.client.create_draft(&bobs, titled("One"))).expect("it is his");
    assert_ne!(his, first);
}

#[test]
fn the_limit_of_drafts_holds_when_many_come_at_once() {
    let world = World::with(Options { drafts_max: 3, ..Options::default() });
    let cx = ada();
    let replies = at_once(&world, || world.client.create_draft(&cx, titled("Many")));
    let (open, refused): (Vec<_>, Vec<_>) = replies.into_iter().partition(Result::is_ok);
    assert_eq!((open.len(), refused.len()), (3, 13));
    for error in refused {
        assert!(error.expect_err("it is refused").is(Refusal::TooManyDrafts));
    }
}

#[test]
fn publishing_at_once_publishes_once() {
    let world = World::new();
    let card = world.draft("ada", CreateDraftRequest { hold: true, ..titled("Held") });
    world.accept(&card);
    world.ready(&card);
    world.wait(&card, VideoState::Ready);
    let request = PublishVideoRequest { video_id: card.video_id.clone() };
    let cx = ada();
    for reply in at_once(&world, || world.client.publish_video(&cx, request.clone())) {
        let video = reply.expect("it is ready").video.expect("a reply has its video");
        assert_eq!(video.state(), VideoState::Published);
    }
    assert_eq!(world.told::<VideoPublished>(&card).len(), 1);
}

#[test]
fn one_key_changes_a_video_once() {
    let world = World::new();
    let card = world.draft("ada", titled("Before"));
    let update = |title: &str| UpdateVideoRequest {
        video_id: card.video_id.clone(),
        title: Some(title.to_owned()),
        ..UpdateVideoRequest::default()
    };
    let cx = ada().keyed("k1");
    for reply in at_once(&world, || world.client.update_video(&cx, update("After"))) {
        reply.expect("a repeat is no error");
    }
    world.harness.run(world.client.update_video(&ada(), update("Later"))).expect("it is hers");
    let again =
        world.harness.run(world.client.update_video(&cx, update("After"))).expect("a repeat");
    assert_eq!(again.video.expect("a reply has its video").title, "After");
    assert_eq!(world.get(&of_domain(), &card).expect("it is there").title, "Later");
    assert_eq!(world.told::<VideoChanged>(&card).len(), 2);
}

#[test]
fn deleting_at_once_deletes_once_and_changing_comes_too_late() {
    let world = World::new();
    let card = world.draft("ada", titled("Gone"));
    let request = DeleteVideoRequest { video_id: card.video_id.clone(), if_version: 0 };
    let cx = ada();
    for reply in at_once(&world, || world.client.delete_video(&cx, request.clone())) {
        reply.expect("a repeat is no error");
    }
    assert_eq!(world.told::<VideoDeleted>(&card).len(), 1);
    let late = UpdateVideoRequest {
        video_id: card.video_id.clone(),
        title: Some("Late".to_owned()),
        ..UpdateVideoRequest::default()
    };
    let error = world.harness.run(world.client.update_video(&ada(), late)).expect_err("it is gone");
    assert!(error.is(Refusal::VideoUnknown));
    let others = by("bob", Role::Creator);
    let error =
        world.harness.run(world.client.delete_video(&others, request)).expect_err("not his");
    assert!(error.is(Refusal::VideoUnknown));
}

/// What a request says of one field, and what is then there.
type Field = (UpdateVideoRequest, fn(&VideoCard) -> bool);

fn fields(card: &VideoCard) -> [Field; 4] {
    let video_id = card.video_id.clone();
    let only = || UpdateVideoRequest { video_id: video_id.clone(), ..Default::default() };
    let tags = vec!["new".to_owned()];
    [
        (UpdateVideoRequest { title: Some("New".to_owned()), ..only() }, |card| {
            card.title == "New"
        }),
        (UpdateVideoRequest { description: Some(String::new()), ..only() }, |card| {
            card.description.is_empty()
        }),
        (UpdateVideoRequest { tags, ..only() }, |card| card.tags == ["new"]),
        (UpdateVideoRequest { privacy: Privacy::Private.into(), ..only() }, |card| {
            card.privacy() == Privacy::Private
        }),
    ]
}

#[test]
fn changes_of_different_fields_at_once_all_stay() {
    let world = World::new();
    for _ in 0..20 {
        let request = CreateDraftRequest { description: "old".to_owned(), ..titled("Old") };
        let card = world.draft("ada", request);
        let cx = ada();
        let changes = fields(&card).map(|(request, _)| world.client.update_video(&cx, request));
        let changes = futures_util::stream::iter(changes).buffer_unordered(4);
        for reply in world.harness.run(changes.collect::<Vec<_>>()) {
            reply.expect("it is hers");
        }
        let now = world.get(&of_domain(), &card).expect("it is there");
        for (request, is_there) in fields(&card) {
            assert!(is_there(&now), "{request:?} was lost: {now:?}");
        }
        assert_eq!(now.version, 5);
        world.harness.run(world.client.delete_video(&cx, delete(&card, 0))).expect("it is hers");
    }
}

fn delete(card: &VideoCard, if_version: u64) -> DeleteVideoRequest {
    DeleteVideoRequest { video_id: card.video_id.clone(), if_version }
}

#[test]
fn of_changes_to_one_version_one_is_made() {
    let world = World::new();
    let card = world.draft("ada", titled("Seen"));
    let cx = ada();
    let count = AtomicU32::new(0);
    let replies = at_once(&world, || {
        let title = Some(format!("Title {}", count.fetch_add(1, Ordering::Relaxed)));
        let video_id = card.video_id.clone();
        let request = UpdateVideoRequest { video_id, title, if_version: 1, ..Default::default() };
        world.client.update_video(&cx, request)
    });
    let (made, refused): (Vec<_>, Vec<_>) = replies.into_iter().partition(Result::is_ok);
    assert_eq!((made.len(), refused.len()), (1, 15));
    for error in refused {
        assert!(error.expect_err("it came late").is(Refusal::VersionChanged));
    }
    let error = world.harness.run(world.client.delete_video(&cx, delete(&card, 1)));
    assert!(error.expect_err("it is another").is(Refusal::VersionChanged));
    world.harness.run(world.client.delete_video(&cx, delete(&card, 2))).expect("it is this one");
}
