//! The log is compacted and never cut off: who comes late, or has lost something, reads it anew and
//! knows how things stand. What is parked can be seen, and tried when somebody asks.

use super::puppet::{Stage, seat};
use super::{probe, wires};
use crate::boot::kit::{Kit, by, by_operator, by_visitor};
use crate::contract::ingest::{Owner, SourceAccepted};
use crate::contract::video::{self, VideoChanged, VideoDeleted, VideoPublished};
use crate::kernel::bus::Contract;
use crate::kernel::context::{Context, Role};
use crate::kernel::db::Db;
use crate::kernel::events::{self, Door};
use crate::kernel::rpc::Domain as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;

const DAY_MS: i64 = 86_400_000;

fn accepted(video: &str, name: &str) -> SourceAccepted {
    let (video_id, upload_id) = (video.to_owned(), name.to_owned());
    SourceAccepted { video_id, upload_id, ..SourceAccepted::default() }
}

fn applied(kit: &Kit, stage: &Stage, names: &[&str]) {
    kit.eventually(&names.join(", "), || async {
        (stage.applied.lock().expect("a lock").len() >= names.len()).then_some(())
    });
    assert_eq!(*stage.applied.lock().expect("a lock"), names);
}

fn door(kit: &Kit) -> Arc<dyn Door> {
    kit.eventually("the door", || async {
        let doors = events::doors(&kit.board, &by_operator());
        doors.into_iter().find_map(|(word, door)| (word == "transcode").then_some(door))
    })
}

fn world() -> (Kit, Db<Owner>, Arc<Stage>) {
    let mut kit = Kit::new();
    let source = kit.source::<Owner>();
    let (_, stage) = seat(&mut kit);
    (kit, source, stage)
}

/// Waits until everything that was published has been read.
fn all_read(kit: &Kit, source: &Db<Owner>) {
    let newest = kit.published(source).last().map_or(0, |record| record.position);
    let door = door(kit);
    kit.eventually("the end of the log", || async {
        let readings = door.readings().await.expect("it reads");
        let of_ingest = readings.iter().find(|one| one.source == "ingest")?;
        (of_ingest.reading.position >= newest).then_some(())
    });
}

/// Compacts a log once its end is known to it, which on PostgreSQL takes a moment.
fn compact<D: Contract>(kit: &Kit, source: &Db<D>) {
    drop(kit.published(source));
    kit.run(events::remove_old(source, kit.clock.now_ms())).expect("it compacts");
}

#[test]
fn a_replay_gives_the_newest_of_each_entity_once_more() {
    let (kit, source, stage) = world();
    for (video, name) in [("v1", "old"), ("v2", "other"), ("v1", "new")] {
        kit.publish(&source, accepted(video, name));
    }
    applied(&kit, &stage, &["old", "other", "new"]);
    all_read(&kit, &source);
    kit.run(door(&kit).replay("ingest")).expect("it begins");
    // What is older than the newest of its kind is not applied over it.
    let twice = ["old", "other", "new", "other", "new"];
    applied(&kit, &stage, &twice);
    all_read(&kit, &source);
    kit.publish(&source, accepted("v1", "later"));
    applied(&kit, &stage, &["old", "other", "new", "other", "new", "later"]);
    let readings = kit.run(door(&kit).readings()).expect("it reads");
    let of_ingest = readings.iter().find(|one| one.source == "ingest").expect("it is heard");
    assert_eq!(of_ingest.reading.replay, 1);
}

#[test]
fn who_comes_years_later_hears_how_things_stand() {
    let mut kit = Kit::new();
    let source = kit.source::<Owner>();
    for year in 0..3 {
        for name in ["a", "b"] {
            kit.publish(&source, accepted(name, &format!("{name}{year}")));
        }
        kit.clock.turn(365 * DAY_MS);
        compact(&kit, &source);
    }
    kit.publish(&source, accepted("a", "a today"));
    assert_eq!(kit.published(&source).len(), 3);
    let (_, stage) = seat(&mut kit);
    applied(&kit, &stage, &["a2", "b2", "a today"]);
}

#[test]
fn compaction_keeps_each_kind_until_the_entity_ends() {
    let mut kit = Kit::new();
    let source = kit.source::<video::Owner>();
    for video in ["alive", "ended"] {
        let named = || (video.to_owned(), String::new());
        for is_private in [false, true, false] {
            let (video_id, owner_id) = named();
            kit.publish(&source, VideoChanged { video_id, owner_id, is_private });
        }
        let (video_id, owner_id) = named();
        kit.publish(&source, VideoPublished { video_id, owner_id, privacy: 1 });
    }
    kit.publish(&source, VideoDeleted { video_id: "ended".into(), owner_id: String::new() });
    kit.clock.turn(15 * DAY_MS);
    compact(&kit, &source);
    let left: Vec<(String, String)> = kit
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
    let mut kit = Kit::new();
    // Never by itself within this test.
    kit.parked_retry_every_ms = 3_600_000;
    let source = kit.source::<Owner>();
    let (_, stage) = seat(&mut kit);
    for (video, name) in [("sick", "poison"), ("sick", "behind"), ("well", "flows")] {
        kit.publish(&source, accepted(video, name));
    }
    applied(&kit, &stage, &["flows"]);
    let parked = kit.run(door(&kit).parked(10)).expect("it lists");
    let seen: Vec<(&str, &str, u64)> =
        parked.iter().map(|one| (&*one.entity_key, &*one.kind, one.tries)).collect();
    assert_eq!(seen, [("sick", "SourceAccepted", 3), ("sick", "SourceAccepted", 0)]);
    assert!(parked[0].cause.contains("poison"), "{}", parked[0].cause);
    assert!(parked[1].cause.contains("waits behind"), "{}", parked[1].cause);
    stage.healed.store(true, Ordering::SeqCst);
    kit.run(door(&kit).retry()).expect("it is asked");
    applied(&kit, &stage, &["flows", "poison", "behind"]);
    let door = door(&kit);
    kit.eventually("nothing parked", || async {
        door.parked(10).await.expect("it lists").is_empty().then_some(())
    });
}

#[test]
fn a_replay_loses_nothing_that_is_parked() {
    let (kit, source, stage) = world();
    for (video, name) in [("sick", "first"), ("sick", "poison"), ("sick", "behind")] {
        kit.publish(&source, accepted(video, name));
    }
    applied(&kit, &stage, &["first"]);
    all_read(&kit, &source);
    kit.run(door(&kit).replay("ingest")).expect("it begins");
    // What lies before the parked one is whole again; the rest goes on waiting.
    applied(&kit, &stage, &["first", "first"]);
    all_read(&kit, &source);
    let parked = kit.run(door(&kit).parked(10)).expect("it lists");
    assert_eq!(parked.len(), 2);
    assert!(parked[0].cause.contains("poison"), "a replay forgets why: {}", parked[0].cause);
    stage.healed.store(true, Ordering::SeqCst);
    applied(&kit, &stage, &["first", "first", "poison", "behind"]);
}

#[test]
fn a_domain_elsewhere_tells_only_administrators_what_it_hears() {
    for kind in ["grpc-tcp", "grpc-tls"] {
        let (kit, _) = wires::probe(kind);
        let asked = |cx: Context| {
            let mut doors = events::doors(&kit.board, &cx).into_iter();
            let (_, door) =
                doors.find(|(word, _)| *word == probe::Owner::NAME).expect("it is placed");
            let (parked, retried) = (kit.run(door.parked(10)), kit.run(door.retry()));
            (parked.is_ok(), retried.is_ok(), kit.run(door.replay("nobody")).is_ok())
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
