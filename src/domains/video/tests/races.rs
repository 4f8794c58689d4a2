//! Planted races: calls that come at once, and calls that come twice.

use super::{World, of_domain, titled};
use crate::boot::kit::by;
use crate::contract::video::{
    CreateDraftRequest, CreateDraftResponse, DeleteVideoRequest, ListOwnRequest,
    PublishVideoRequest, Refusal, UpdateVideoRequest, VideoChanged, VideoDeleted, VideoPublished,
    VideoState,
};
use crate::domains::video::Options;
use crate::kernel::context::{Context, Role};
use crate::kernel::fault::Reply;
use futures_util::StreamExt as _;

/// Runs the same call many times at once.
fn at_once<T, F: Future<Output = T>>(world: &World, call: impl Fn() -> F) -> Vec<T> {
    let calls = futures_util::stream::iter(0..16).map(|_| call());
    world.kit.run(calls.buffer_unordered(16).collect())
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
    let own = world.kit.run(world.client.list_own(&ada(), ListOwnRequest::default()));
    assert_eq!(own.expect("it lists").videos.len(), 1);
    let other = world.kit.run(world.client.create_draft(&cx, titled("Two")));
    let error = other.expect_err("the key was used for another draft");
    assert!(error.to_string().contains("KEY_REUSED"), "{error}");
    // The same key of somebody else is another key.
    let bobs = by("bob", Role::Creator).keyed("once");
    let his = world.kit.run(world.client.create_draft(&bobs, titled("One"))).expect("it is his");
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
        title: title.to_owned(),
        ..UpdateVideoRequest::default()
    };
    let cx = ada().keyed("k1");
    for reply in at_once(&world, || world.client.update_video(&cx, update("After"))) {
        reply.expect("a repeat is no error");
    }
    world.kit.run(world.client.update_video(&ada(), update("Later"))).expect("it is hers");
    let again = world.kit.run(world.client.update_video(&cx, update("After"))).expect("a repeat");
    assert_eq!(again.video.expect("a reply has its video").title, "After");
    assert_eq!(world.get(&of_domain(), &card).expect("it is there").title, "Later");
    assert_eq!(world.told::<VideoChanged>(&card).len(), 2);
}

#[test]
fn deleting_at_once_deletes_once_and_changing_comes_too_late() {
    let world = World::new();
    let card = world.draft("ada", titled("Gone"));
    let request = DeleteVideoRequest { video_id: card.video_id.clone() };
    let cx = ada();
    for reply in at_once(&world, || world.client.delete_video(&cx, request.clone())) {
        reply.expect("a repeat is no error");
    }
    assert_eq!(world.told::<VideoDeleted>(&card).len(), 1);
    let late = UpdateVideoRequest {
        video_id: card.video_id.clone(),
        title: "Late".to_owned(),
        ..UpdateVideoRequest::default()
    };
    let error = world.kit.run(world.client.update_video(&ada(), late)).expect_err("it is gone");
    assert!(error.is(Refusal::VideoUnknown));
    let others = by("bob", Role::Creator);
    let error = world.kit.run(world.client.delete_video(&others, request)).expect_err("not his");
    assert!(error.is(Refusal::VideoUnknown));
}
