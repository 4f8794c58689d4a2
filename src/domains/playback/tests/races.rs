//! Injected races: sessions and reports that come at once.

use super::{World, store, user};
use crate::contract::playback::{Refusal, ReportProgressRequest, StartSessionRequest};
use crate::contract::video::Privacy;
use crate::domains::playback::model::Options;
use futures_util::StreamExt as _;

/// Runs many calls at once.
fn at_once<T, F: Future<Output = T>>(world: &World, call: impl Fn(u64) -> F) -> Vec<T> {
    let calls = futures_util::stream::iter(1..=16).map(call);
    world.harness.run(calls.buffer_unordered(16).collect())
}

#[test]
fn first_sessions_at_once_share_one_key_and_the_limit_holds() {
    let world = World::with(Options { viewer_sessions_max: 5, ..Options::default() });
    world.show("a", Privacy::Public);
    let ada = user("ada");
    let replies = at_once(&world, |_| {
        let request = StartSessionRequest { video_id: "a".to_owned(), is_of_age: false };
        world.client.start_session(&ada, request)
    });
    let mut is_open = Vec::new();
    for reply in replies {
        let session = reply.expect("it is public");
        let id = session.session_id.parse().expect("it is one");
        let read = world.db.read(move |view| store::find(view, &id));
        let is_kept = world.harness.run(read).expect("it reads").is_some();
        let read = world.media(&session.media_token, "master.m3u8");
        assert_eq!(read.is_ok(), is_kept, "every kept session has a token of the one key");
        assert!(read.err().is_none_or(|error| error.is(Refusal::TokenInvalid)));
        is_open.push(is_kept);
    }
    assert_eq!(is_open.iter().filter(|open| **open).count(), 5);
}

#[test]
fn reports_at_once_write_once() {
    let world = World::new();
    world.show("a", Privacy::Public);
    let ada = user("ada");
    let session = world.start(&ada, "a").expect("it is public").session_id;
    let replies = at_once(&world, |number| {
        let session_id = session.clone();
        let request = ReportProgressRequest { session_id, position_ms: number, ..<_>::default() };
        world.client.report_progress(&ada, request)
    });
    assert!(replies.iter().all(Result::is_ok));
    let (written_ms, newest_ms) = (
        world.durable_resume("user:ada", "a"),
        world.start(&ada, "a").expect("it is public").resume_ms,
    );
    // Which report comes first is chance; that one is written and one remembered is not.
    for position_ms in [written_ms, newest_ms] {
        assert!((1..=16).contains(&position_ms), "{written_ms} written, {newest_ms} remembered");
    }
    let last = ReportProgressRequest { session_id: session, position_ms: 17, ..<_>::default() };
    world.harness.run(world.client.report_progress(&ada, last)).expect("it is hers");
    assert_eq!(world.durable_resume("user:ada", "a"), written_ms, "it waits for the next write");
    assert_eq!(world.start(&ada, "a").expect("it is public").resume_ms, 17);
}
