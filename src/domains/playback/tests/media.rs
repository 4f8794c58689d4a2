//! What a token reads, and when it stops: forged, expired, private, deleted.

use super::{World, user, visitor};
use crate::boot::harness::FIRST_DAY_MS;
use crate::contract::playback::Refusal;
use crate::contract::video::Privacy;
use crate::domains::playback::engine::{Grant, SigningKey, seal};
use crate::domains::playback::model::{Options, ResumeKey};
use crate::domains::playback::store;

const HOUR_MS: i64 = 60 * 60 * 1000;

fn is_refused(world: &World, token: &str) -> bool {
    match world.media(token, "master.m3u8") {
        Ok(_) => false,
        Err(error) => error.is(Refusal::TokenInvalid),
    }
}

fn wait_refused(world: &World, token: &str) {
    world
        .harness
        .eventually("the token to stop", || async { is_refused_later(world, token).await });
}

async fn is_refused_later(world: &World, token: &str) -> Option<()> {
    let request = crate::contract::playback::AuthorizeMediaRequest {
        media_token: token.to_owned(),
        path: "master.m3u8".to_owned(),
    };
    let reply = world.client.authorize_media(&visitor("anybody"), request).await;
    reply.err().filter(|error| error.is(Refusal::TokenInvalid)).map(drop)
}

#[test]
fn a_token_reads_the_files_of_its_package_and_no_others() {
    let world = World::new();
    assert!(is_refused(&world, "AAAA"), "before the first session no token is good");
    world.show("a", Privacy::Public);
    let token = world.start(&visitor("v"), "a").expect("it is public").media_token;
    let found = world.media(&token, "720p/3.m4s").expect("it is a segment");
    let blob = found.blob.expect("a file is a blob");
    assert_eq!((blob.owner.as_str(), blob.path.as_str()), ("transcode", "packages/a/720p/3.m4s"));
    assert_eq!(found.content_type, "video/iso.segment");
    for path in ["../b/master.m3u8", "720p/../../b.m4s", "", "source.mkv"] {
        let error = world.media(&token, path).expect_err(path);
        assert!(error.is(Refusal::PathUnknown), "{path}");
    }
}

#[test]
fn a_forged_token_reads_nothing() {
    let world = World::new();
    world.show("a", Privacy::Public);
    let session = world.start(&visitor("v"), "a").expect("it is public");
    let grant = Grant { session_id: session.session_id, expires_at_ms: i64::MAX };
    assert!(is_refused(&world, &seal(&SigningKey::new([0; 32]), &grant)));
    let token = session.media_token;
    assert!(is_refused(&world, &token[..token.len() - 1]));
    assert!(is_refused(&world, &format!("{token}A")));
    assert!(is_refused(&world, ""));
    let error = world.media("", "../odd").expect_err("both are wrong");
    assert!(error.is(Refusal::TokenInvalid), "a wrong token learns nothing of paths");
    assert!(!is_refused(&world, &token));
}

#[test]
fn a_token_expires_with_its_session() {
    let world = World::new();
    world.show("a", Privacy::Public);
    let token = world.start(&visitor("v"), "a").expect("it is public").media_token;
    world.harness.clock.turn(6 * HOUR_MS - 1);
    assert!(!is_refused(&world, &token));
    world.harness.clock.turn(1);
    assert!(is_refused(&world, &token));
}

#[test]
fn the_key_is_made_once_and_survives() {
    let world = World::new();
    world.show("a", Privacy::Public);
    let key = || world.harness.run(world.db.read(store::signing_key)).expect("it reads");
    assert!(key().is_none());
    let session = world.start(&visitor("v"), "a").expect("it is public");
    world.start(&visitor("w"), "a").expect("it is public");
    let expires_at_ms = FIRST_DAY_MS + 6 * HOUR_MS;
    let grant = Grant { session_id: session.session_id, expires_at_ms };
    let key = SigningKey::new(key().expect("it was made"));
    assert_eq!(seal(&key, &grant), session.media_token);
}

#[test]
fn what_turns_private_stays_with_its_owner() {
    let world = World::new();
    world.show("a", Privacy::Public);
    world.show("b", Privacy::Public);
    let other = world.start(&user("bob"), "b").expect("it is public").media_token;
    let watching = world.start(&user("bob"), "a").expect("it is public").media_token;
    let owning = world.start(&user("ada"), "a").expect("it is hers").media_token;
    assert!(!is_refused(&world, &watching));
    world.change("a", Privacy::Private);
    wait_refused(&world, &watching);
    assert!(!is_refused(&world, &owning));
    assert!(!is_refused(&world, &other));
    world.change("a", Privacy::Unlisted);
    world.harness.eventually("the token to work again", || async {
        is_refused_later(&world, &watching).await.is_none().then_some(())
    });
}

#[test]
fn what_is_deleted_is_gone_for_everybody() {
    let world = World::with(Options { sweep_rows_max: 2, ..Options::default() });
    world.show("a", Privacy::Public);
    world.show("b", Privacy::Public);
    let other = world.start(&user("ada"), "b").expect("it is hers").media_token;
    let sessions: Vec<_> = ["ada", "bob", "eve", "dan", "kim"]
        .into_iter()
        .map(|name| {
            let session = world.start(&user(name), "a").expect("it is public");
            world.report(&user(name), &session.session_id, 5000).expect("it is theirs");
            assert_eq!(world.durable_resume(&format!("user:{name}"), "a"), 5000);
            session
        })
        .collect();
    world.delete("a");
    // An old change that is heard later must not bring it back.
    world.change("a", Privacy::Public);
    for session in &sessions {
        wait_refused(&world, &session.media_token);
    }
    world.harness.eventually("its places to be gone", || async {
        let read = |name: &str| {
            let resume_key = ResumeKey { viewer: format!("user:{name}"), video_id: "a".into() };
            world.db.read(move |view| store::resume(view, &resume_key))
        };
        let left = read("ada").await.ok()? + read("kim").await.ok()?;
        (left == 0).then_some(())
    });
    let error = world.report(&user("bob"), &sessions[1].session_id, 6000).expect_err("it is over");
    assert!(error.is(Refusal::SessionUnknown));
    assert_eq!(world.durable_resume("user:bob", "a"), 0);
    assert!(!is_refused(&world, &other));
}

#[test]
fn a_session_that_began_while_its_video_was_deleted_reads_nothing() {
    let world = World::new();
    world.show("a", Privacy::Public);
    let first = world.start(&visitor("v"), "a").expect("it is public").media_token;
    world.delete("a");
    wait_refused(&world, &first);
    // The reply of video had left before the deletion: the session is written after it.
    world.show("a", Privacy::Public);
    let late = world.start(&user("ada"), "a").expect("video said so");
    assert!(is_refused(&world, &late.media_token));
    // Changes that are told after it bring nothing back, not even for its owner.
    world.show("marker", Privacy::Public);
    let marker = world.start(&visitor("v"), "marker").expect("it is public").media_token;
    world.change("a", Privacy::Private);
    world.change("a", Privacy::Public);
    world.change("marker", Privacy::Private);
    wait_refused(&world, &marker);
    assert!(is_refused(&world, &late.media_token));
    let day = FIRST_DAY_MS + 24 * HOUR_MS;
    world.sweep(day);
    assert!(is_refused(&world, &late.media_token), "a day has to pass");
    world.sweep(day + 1);
    let id = late.session_id.parse().expect("it is one");
    let left =
        world.harness.run(world.db.read(move |view| store::find(view, &id))).expect("it reads");
    assert_eq!(left, None);
}

#[test]
fn sessions_are_bounded_and_swept() {
    let world = World::with(Options { viewer_sessions_max: 2, ..Options::default() });
    world.show("a", Privacy::Public);
    let start = |word: &str| {
        world.harness.clock.turn(1);
        world.start(&visitor(word), "a").expect("it is public").media_token
    };
    let tokens = [start("v"), start("w"), start("v"), start("v")];
    world.harness.clock.turn(1000);
    let refused: Vec<bool> = tokens.iter().map(|token| is_refused(&world, token)).collect();
    assert_eq!(refused, [true, false, false, false], "the oldest ended, and only that viewer's");
    let end_ms = FIRST_DAY_MS + 2 + 6 * HOUR_MS;
    world.sweep(end_ms);
    world.harness.clock.turn(1000);
    let refused: Vec<bool> = tokens.iter().map(|token| is_refused(&world, token)).collect();
    assert_eq!(refused, [true, true, false, false], "one was over");
}
