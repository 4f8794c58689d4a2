//! Who sees and who may change what, over every kind of caller and every kind of video.

use super::{World, of_domain, titled};
use crate::boot::harness::{by, by_visitor};
use crate::contract::video::{
    CreateDraftRequest, DeleteVideoRequest, GetVideosRequest, Privacy, Refusal, UpdateVideoRequest,
    VideoCard, VideoState,
};
use crate::kernel::context::{Caller, Context, Role};
use crate::kernel::fault::{Error, Reply, Shared};
use crate::kernel::trace::Trace;

/// Public, unlisted and private on show, a draft, and one held back.
fn gallery(world: &World) -> Vec<(&'static str, VideoCard)> {
    let held = world.draft("ada", CreateDraftRequest { hold: true, ..titled("held") });
    world.accept(&held);
    world.ready(&held);
    vec![
        ("public", world.published("ada", "a", Privacy::Public)),
        ("unlisted", world.published("ada", "b", Privacy::Unlisted)),
        ("private", world.published("ada", "c", Privacy::Private)),
        ("draft", world.draft("ada", titled("d"))),
        ("held", world.wait(&held, VideoState::Ready)),
    ]
}

fn callers() -> Vec<(&'static str, Context)> {
    vec![
        ("visitor", by_visitor()),
        ("other", by("bob", Role::Moderator)),
        ("owner", by("ada", Role::Creator)),
        ("admin", by("root", Role::Admin)),
        ("operator", Context::new(Caller::Operator, Trace::none())),
        ("domain", of_domain()),
    ]
}

fn missing() -> VideoCard {
    VideoCard { video_id: "nothing".to_owned(), ..VideoCard::default() }
}

fn refusal(error: &Error) -> String {
    match error {
        Error::Refused(refused) => format!("{} {}", refused.name, refused.reason),
        Error::Fault(fault) => panic!("no refusal: {fault}"),
    }
}

fn name(error: &Error) -> String {
    refusal(error).split(' ').next().unwrap_or_default().to_owned()
}

#[test]
fn many_are_given_at_once_as_each_is_by_itself() {
    let world = World::new();
    let cards: Vec<VideoCard> = gallery(&world).into_iter().map(|(_, card)| card).collect();
    let ask = |cx: &Context, video_ids: Vec<String>| {
        world.harness.run(world.client.get_videos(cx, GetVideosRequest { video_ids }))
    };
    for (who, cx) in callers() {
        let mut video_ids: Vec<_> = cards.iter().rev().map(|card| card.video_id.clone()).collect();
        video_ids.extend(["nothing".to_owned(), "no id!".to_owned()]);
        let told = ask(&cx, video_ids).expect("what is not shown is left out").videos;
        let alone: Vec<_> = cards.iter().rev().flat_map(|card| world.get(&cx, card)).collect();
        assert_eq!(told, alone, "{who}");
    }
    let visitor = by_visitor();
    assert!(
        ask(&visitor, vec!["a".to_owned(); 100]).expect("it is not too many").videos.is_empty()
    );
    let refused = ask(&visitor, vec!["a".to_owned(); 101]).expect_err("it is one too many");
    assert!(refused.is(Shared::TooManyIds));
}

#[test]
fn what_may_not_be_seen_looks_like_nothing() {
    let world = World::new();
    let absent = world.get(&by_visitor(), &missing()).expect_err("there is none");
    assert!(absent.is(Refusal::VideoUnknown));
    for (kind, card) in gallery(&world) {
        for (who, cx) in callers() {
            let open = matches!(kind, "public" | "unlisted") || !matches!(who, "visitor" | "other");
            match world.get(&cx, &card) {
                Ok(found) => {
                    assert!(open, "{who} sees {kind}");
                    let is_making_shown = found.way.is_some();
                    assert_eq!(VideoCard { way: None, ..found }, card);
                    assert_eq!(is_making_shown, matches!(who, "owner" | "admin" | "operator"));
                },
                Err(error) => {
                    assert!(!open, "{who} does not see {kind}");
                    assert_eq!(refusal(&error), refusal(&absent), "{who} {kind}");
                },
            }
        }
    }
}

/// The refusal that a caller gets for an act on a kind of video; empty for none.
fn expected(who: &str, kind: &str, act: &str) -> &'static str {
    match (who, kind, act) {
        ("visitor", ..) => "SIGN_IN_FIRST",
        ("domain", ..) | ("other", "public" | "unlisted", _) => "NOT_OWNER",
        ("other", ..) => "VIDEO_UNKNOWN",
        (_, "draft", "publish") => "NOT_READY",
        _ => "",
    }
}

type Act = fn(&World, &Context, &VideoCard) -> Reply<()>;

#[test]
fn only_owner_and_administrators_change_a_video() {
    let world = World::new();
    let acts: [(&str, Act); 3] = [
        ("update", |world, cx, card| {
            let request = UpdateVideoRequest {
                video_id: card.video_id.clone(),
                title: Some("changed".to_owned()),
                ..UpdateVideoRequest::default()
            };
            world.harness.run(world.client.update_video(cx, request)).map(drop)
        }),
        ("publish", |world, cx, card| world.publish(cx, card).map(drop)),
        ("delete", |world, cx, card| {
            let request = DeleteVideoRequest { video_id: card.video_id.clone(), if_version: 0 };
            world.harness.run(world.client.delete_video(cx, request)).map(drop)
        }),
    ];
    for (act, run) in acts {
        for (who, cx) in callers() {
            for (kind, card) in gallery(&world) {
                let expected = expected(who, kind, act);
                let found = run(&world, &cx, &card).err().map(|error| name(&error));
                assert_eq!(found.unwrap_or_default(), expected, "{who} {act} {kind}");
                let stays = act != "delete" || !expected.is_empty();
                assert_eq!(world.get(&of_domain(), &card).is_ok(), stays, "{who} {act} {kind}");
            }
            let found = run(&world, &cx, &missing()).expect_err("there is none");
            let expected = if who == "visitor" { "SIGN_IN_FIRST" } else { "VIDEO_UNKNOWN" };
            assert_eq!(name(&found), expected, "{who} {act} nothing");
        }
    }
}
