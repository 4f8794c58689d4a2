//! The log is compacted and never cut off: who comes late, or has lost something, reads it anew and
//! knows how things stand. What is parked can be seen, and tried when somebody asks.

use super::puppet::{Stage, start_domain};
use super::{probe, wires};
use crate::boot::harness::{Harness, by, by_operator, by_visitor};
use crate::contract::ingest::{Owner, SourceAccepted};
use crate::contract::video::{self, VideoChanged, VideoDeleted, VideoPublished};
use crate::kernel::bus::Contract;
use crate::kernel::context::{Context, Role};
use crate::kernel::db::Db;
use crate::kernel::events::{self, ConsumerAdmin};
use crate::kernel::rpc::Domain as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;

const DAY_MS: i64 = 86_400_000;

fn accepted(video: &str, name: &str) -> SourceAccepted {
    let (video_id, upload_id) = (video.to_owned(), name.to_owned());
    SourceAccepted { video_id, upload_id, ..SourceAccepted::default() }
}

fn applied(harness: &Harness, stage: &Stage, names: &[&str]) {
    harness.eventually(&names.join(", "), || async {
        (stage.applied.lock().expect("a lock").len() >= names.len()).then_some(())
    });
    assert_eq!(*stage.applied.lock().expect("a lock"), names);
}

fn consumer(harness: &Harness) -> Arc<dyn ConsumerAdmin> {
    harness.eventually("the door", || async {
        let consumers = events::consumers(&harness.route_table, &by_operator());
        consumers.into_iter().find_map(|(word, consumer)| (word == "transcode").then_some(consumer))
    })
}

fn world() -> (Harness, Db<Owner>, Arc<Stage>) {
    let mut harness = Harness::new();
    let source = harness.source::<Owner>();
    let (_, stage) = start_domain(&mut harness);
    (harness, source, stage)
}

/// Waits until everything that was published has been read.
fn all_read(harness: &Harness, source: &Db<Owner>) {
    let newest = harness.published(source).last().map_or(0, |record| record.position);
    let consumer = consumer(harness);
    harness.eventually("the end of the log", || async {
        let readings = consumer.readings().await.expect("it reads");
        let of_ingest = readings.iter().find(|one| one.source == "ingest")?;
        (of_ingest.reading.position >= newest).then_some(())
    });
}

/// Compacts a log once its end is known to it, which on PostgreSQL takes a moment.
fn compact<D: Contract>(harness: &Harness, source: &Db<D>) {
    drop(harness.published(source));
    harness.run(events::remove_old(source, harness.clock.now_ms())).expect("it compacts");
}

#[test]
fn a_replay_gives_the_newest_of_each_entity_once_more() {
    let (harness, source, stage) = world();
    for (video, name) in [("v1", "old"), ("v2", "other"), ("v1", "new")] {
        harness.publish(&source, accepted(video, name));
    }
    applied(&harness, &stage, &["old", "other", "new"]);
    all_read(&harness, &source);
    harness.run(consumer(&harness).replay("ingest")).expect("it begins");
    // What is older than the newest of its kind is not applied over it.
    let twice = ["old", "other", "new", "other", "new"];
    applied(&harness, &stage, &twice);
    all_read(&harness, &source);
    harness.publish(&source, accepted("v1", "later"));
    applied(&harness, &stage, &["old", "other", "new", "other", "new", "later"]);
    let readings = harness.run(consumer(&harness).readings()).expect("it reads");
    let of_ingest = readings.iter().find(|one| one.source == "ingest").expect("it is heard");
    assert_eq!(of_ingest.reading.replay, 1);
}

#[test]
fn who_comes_years_later_hears_how_things_stand() {
    let mut harness = Harness::new();
    let source = harness.source::<Owner>();
    for year in 0..3 {
        for name in ["a", "b"] {
            harness.publish(&source, accepted(name, &format!("{name}{year}")));
        }
        harness.clock.turn(365 * DAY_MS);
        compact(&harness, &source);
    }
    harness.publish(&source, accepted("a", "a today"));
    assert_eq!(harness.published(&source).len(), 3);
    let (_, stage) = start_domain(&mut harness);
    applied(&harness, &stage, &["a2", "b2", "a today"]);
}

#[test]
fn compaction_keeps_each_kind_until_the_entity_ends() {
    let mut harness = Harness::new();
    let source = harness.source::<video::Owner>();
    for video in ["alive", "ended"] {
        let named = || (video.to_owned(), String::new());
        for is_private in [false, true, false] {
            let (video_id, owner_id) = named();
            harness.publish(&source, VideoChanged { video_id, owner_id, is_private });
        }
        let (video_id, owner_id) = named();
        harness.publish(&source, VideoPublished { video_id, owner_id, privacy: 1 });
    }
    harness.publish(&source, VideoDeleted { video_id: "ended".into(), owner_id: String::new() });
    harness.clock.turn(15 * DAY_MS);
    compact(&harness, &source);
    let left: Vec<(String, String)> = harness
        .published(&source)
        .iter()
        .map(|record| {
            let head = record.head.clone().unwrap_or_default();
            (head.entity_key, head.kind)
        })
        .collect();
    let left: Vec<(&str, &str)> = left.iter().map(|(key, kind)| (&**key, &**kind)).collect();
    let kept = [("alive", "VideoChanged"), ("alive", "VideoPublished"), ("ended", "VideoDeleted")];
    assert_eq!(left, kept);
}

#[test]
fn parked_events_are_seen_and_tried_when_somebody_asks() {
    let mut harness = Harness::new();
    // Never by itself within this test.
    harness.parked_retry_every_ms = 3_600_000;
    let source = harness.source::<Owner>();
    let (_, stage) = start_domain(&mut harness);
    for (video, name) in [("sick", "poison"), ("sick", "behind"), ("well", "flows")] {
        harness.publish(&source, accepted(video, name));
    }
    applied(&harness, &stage, &["flows"]);
    let parked = harness.run(consumer(&harness).parked(10)).expect("it lists");
    let seen: Vec<(&str, &str, u64)> =
        parked.iter().map(|one| (&*one.entity_key, &*one.kind, one.tries)).collect();
    assert_eq!(seen, [("sick", "SourceAccepted", 3), ("sick", "SourceAccepted", 0)]);
    assert!(parked[0].cause.contains("poison"), "{}", parked[0].cause);
    assert!(parked[1].cause.contains("waits behind"), "{}", parked[1].cause);
    stage.healed.store(true, Ordering::SeqCst);
    harness.run(consumer(&harness).retry()).expect("it is asked");
    applied(&harness, &stage, &["flows", "poison", "behind"]);
    let consumer = consumer(&harness);
    harness.eventually("nothing parked", || async {
        consumer.parked(10).await.expect("it lists").is_empty().then_some(())
    });
}

#[test]
fn a_replay_loses_nothing_that_is_parked() {
    let (harness, source, stage) = world();
    for (video, name) in [("sick", "first"), ("sick", "poison"), ("sick", "behind")] {
        harness.publish(&source, accepted(video, name));
    }
    applied(&harness, &stage, &["first"]);
    all_read(&harness, &source);
    harness.run(consumer(&harness).replay("ingest")).expect("it begins");
    // What lies before the parked one is whole again; the rest goes on waiting.
    applied(&harness, &stage, &["first", "first"]);
    all_read(&harness, &source);
    let parked = harness.run(consumer(&harness).parked(10)).expect("it lists");
    assert_eq!(parked.len(), 2);
    assert!(parked[0].cause.contains("poison"), "a replay forgets why: {}", parked[0].cause);
    stage.healed.store(true, Ordering::SeqCst);
    applied(&harness, &stage, &["first", "first", "poison", "behind"]);
}

#[test]
fn a_domain_elsewhere_tells_only_administrators_what_it_hears() {
    for kind in ["grpc-tcp", "grpc-tls"] {
        let (harness, _) = wires::probe(kind);
        let asked = |cx: Context| {
            let mut consumers = events::consumers(&harness.route_table, &cx).into_iter();
            let (_, consumer) =
                consumers.find(|(word, _)| *word == probe::Owner::NAME).expect("it is placed");
            let (parked, retried) =
                (harness.run(consumer.parked(10)), harness.run(consumer.retry()));
            (parked.is_ok(), retried.is_ok(), harness.run(consumer.replay("nobody")).is_ok())
        };
        let of_domain = Context::of_domain("video");
        for cx in [by_visitor(), by("mei", Role::Moderator), of_domain] {
            let who = format!("{:?}", cx.caller);
            assert_eq!(asked(cx), (false, false, false), "{kind}: {who}");
        }
        for cx in [by("root", Role::Admin), by_operator()] {
            let who = format!("{:?}", cx.caller);
            // It hears nobody, so that there is nothing to be read anew.
            assert_eq!(asked(cx), (true, true, false), "{kind}: {who}");
        }
    }
}
