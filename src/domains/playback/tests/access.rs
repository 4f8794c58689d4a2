//! Who may start to play what, and who may see which cover.

use super::{World, operator, user, visitor};
use crate::boot::harness::by;
use crate::contract::playback::{AuthorizeMediaRequest, Refusal, StartSessionRequest};
use crate::contract::video::{Privacy, VideoState};
use crate::kernel::context::{Context, Role};
use crate::kernel::fault::Error;

fn gallery() -> World {
    let world = World::new();
    world.show("public", Privacy::Public);
    world.show("unlisted", Privacy::Unlisted);
    world.show("private", Privacy::Private);
    world.put("draft", Privacy::Public, VideoState::Draft, false);
    world.put("held", Privacy::Public, VideoState::Ready, true);
    world
}

fn words(error: &Error) -> String {
    error.to_string()
}

#[test]
fn whoever_may_not_see_a_video_learns_nothing_from_playback() {
    let world = gallery();
    let unknown = words(&world.start(&visitor("v"), "nothing").expect_err("there is none"));
    for (who, cx, is_insider) in [
        ("visitor", visitor("v"), false),
        ("other", by("bob", Role::Moderator), false),
        ("owner", user("ada"), true),
        ("admin", by("root", Role::Admin), true),
        ("operator", operator(), true),
    ] {
        for kind in ["public", "unlisted", "private", "draft", "held"] {
            let (started, cover) = (world.start(&cx, kind), world.cover(&cx, kind));
            let is_shown = is_insider || matches!(kind, "public" | "unlisted");
            if kind == "draft" && is_insider {
                assert!(started.expect_err("no package").is(Refusal::NotReady), "{who}");
                assert!(cover.expect_err("no package").is(Refusal::NotReady), "{who}");
            } else if is_shown {
                let session = started.expect(kind);
                assert!(world.media(&session.media_token, "master.m3u8").is_ok(), "{who} {kind}");
                let cover = cover.expect(kind);
                assert_eq!(cover.is_public, matches!(kind, "public" | "unlisted"), "{who} {kind}");
                let blob = cover.blob.expect("a cover is a blob");
                assert_eq!(blob.path, format!("packages/{kind}/poster-320.webp"));
                assert_eq!(blob.owner, "transcode");
            } else {
                assert_eq!(words(&started.expect_err(kind)), unknown, "{who} {kind}");
                assert_eq!(words(&cover.expect_err(kind)), unknown, "{who} {kind}");
            }
        }
    }
}

#[test]
fn a_session_says_what_the_player_needs() {
    let world = gallery();
    let session = world.start(&visitor("v"), "public").expect("it is public");
    assert_eq!((session.resume_ms, session.duration_ms), (0, super::DURATION_MS));
    assert_eq!(session.storyboard.expect("it has one").columns, 5);
    let again = world.start(&visitor("v"), "public").expect("it is public");
    assert_ne!(session.session_id, again.session_id);
    assert_ne!(session.media_token, again.media_token);
}

#[test]
fn a_session_plays_on_when_its_domain_was_stopped() {
    let world = World::new();
    world.show("a", Privacy::Public);
    world.show("b", Privacy::Public);
    let session = world.start(&user("bob"), "a").expect("it is public");
    let hidden = world.start(&user("bob"), "b").expect("it is public");
    world.report(&user("bob"), &session.session_id, 5000).expect("it is his");
    let world = world.restart();
    assert!(world.media(&session.media_token, "master.m3u8").is_ok());
    assert_eq!(world.start(&user("bob"), "a").expect("it is public").resume_ms, 5000);
    // It hears on where it stopped.
    world.change("b", Privacy::Private);
    world.harness.eventually("the token to stop", || async {
        world.harness.clock.turn(1000);
        let request = AuthorizeMediaRequest {
            media_token: hidden.media_token.clone(),
            path: "master.m3u8".to_owned(),
        };
        world.client.authorize_media(&visitor("anybody"), request).await.err()
    });
}

#[test]
fn a_video_for_adults_asks_its_viewers_and_nobody_who_answers_for_it() {
    let world = World::new();
    world.show("a", Privacy::Public);
    world.limit_age("a");
    let start = |cx: &Context, is_of_age| {
        let request = StartSessionRequest { video_id: "a".to_owned(), is_of_age };
        world.harness.run(world.client.start_session(cx, request)).map(drop)
    };
    for (cx, is_asked) in [
        (visitor("v"), true),
        (by("bob", Role::Creator), true),
        (by("ada", Role::Creator), false),
        (by("mod", Role::Moderator), false),
        (by("root", Role::Admin), false),
    ] {
        let answer = start(&cx, false);
        let is_refused = answer.is_err_and(|error| error.is(Refusal::AgeUnconfirmed));
        assert_eq!(is_refused, is_asked, "{:?}", cx.caller);
        start(&cx, true).expect("they have said so");
    }
}

#[test]
fn a_moderator_goes_on_looking_at_what_is_hidden_from_others() {
    let world = World::new();
    world.show("a", Privacy::Public);
    let sessions = [by("mod", Role::Moderator), by("bob", Role::Creator)]
        .map(|cx| world.start(&cx, "a").expect("it is shown").media_token);
    let may = || sessions.each_ref().map(|token| world.media(token, "master.m3u8").is_ok());
    assert_eq!(may(), [true, true]);
    // That is what video tells when moderation takes it out of sight.
    world.change("a", Privacy::Private);
    world.harness.eventually("the change", || async {
        let (media_token, path) = (sessions[1].clone(), "master.m3u8".to_owned());
        let asked = AuthorizeMediaRequest { media_token, path };
        world.client.authorize_media(&visitor("v"), asked).await.err()
    });
    assert_eq!(may(), [true, false]);
}

#[test]
fn what_was_changed_before_it_appeared_is_watched_by_everybody_once_it_does() {
    let world = World::new();
    world.show("a", Privacy::Public);
    let token = world.start(&user("bob"), "a").expect("it is public").media_token;
    let answer = async || {
        world.harness.clock.turn(1000);
        let (media_token, path) = (token.clone(), "master.m3u8".to_owned());
        let asked = AuthorizeMediaRequest { media_token, path };
        world.client.authorize_media(&visitor("v"), asked).await
    };
    // That is what video tells of a change while it is looked at.
    world.change("a", Privacy::Private);
    world.harness.eventually("the change", async || answer().await.err());
    world.publish("a", Privacy::Private);
    world.publish("a", Privacy::Public);
    world.harness.eventually("it to appear", async || answer().await.ok());
}
