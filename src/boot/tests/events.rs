//! Events arrive in order and once; poison parks its entity and nothing else.

use super::puppet::{Stage, start_domain};
use crate::boot::harness::Harness;
use crate::contract::ingest::{Owner, SourceAccepted};
use crate::kernel::db::Db;
use std::sync::atomic::Ordering;

fn accepted(video: &str, name: &str) -> SourceAccepted {
    let (video_id, upload_id) = (video.to_owned(), name.to_owned());
    SourceAccepted { video_id, upload_id, ..SourceAccepted::default() }
}

fn wait_for(harness: &Harness, stage: &Stage, names: &[&str]) {
    harness.eventually(&names.join(", "), || async {
        let applied = stage.applied.lock().expect("a lock").clone();
        (applied.len() >= names.len()).then_some(())
    });
    assert_eq!(*stage.applied.lock().expect("a lock"), names);
}

fn world() -> (Harness, Db<Owner>, std::sync::Arc<Stage>) {
    let mut harness = Harness::new();
    let source = harness.source::<Owner>();
    let (_, stage) = start_domain(&mut harness);
    (harness, source, stage)
}

#[test]
fn events_arrive_in_order() {
    let (harness, source, stage) = world();
    for name in ["a", "b", "c"] {
        harness.publish(&source, accepted("v1", name));
    }
    wait_for(&harness, &stage, &["a", "b", "c"]);
}

#[test]
fn poison_parks_its_entity_while_others_flow_and_heals_in_order() {
    let (harness, source, stage) = world();
    harness.publish(&source, accepted("sick", "poison1"));
    harness.publish(&source, accepted("sick", "behind"));
    harness.publish(&source, accepted("well", "flows"));
    wait_for(&harness, &stage, &["flows"]);
    harness.publish(&source, accepted("sick", "panic later"));
    harness.publish(&source, accepted("well", "still flows"));
    wait_for(&harness, &stage, &["flows", "still flows"]);
    stage.healed.store(true, Ordering::SeqCst);
    let all = ["flows", "still flows", "poison1", "behind", "panic later"];
    wait_for(&harness, &stage, &all);
}

#[test]
fn a_panicking_unit_is_parked_and_no_outage_to_wait_out() {
    let (harness, source, stage) = world();
    harness.publish(&source, accepted("sick", "sick unit"));
    harness.publish(&source, accepted("well", "flows"));
    wait_for(&harness, &stage, &["flows"]);
    stage.healed.store(true, Ordering::SeqCst);
    wait_for(&harness, &stage, &["flows", "sick unit"]);
}

#[test]
fn a_panicking_reaction_is_parked_like_any_other() {
    let (harness, source, stage) = world();
    harness.publish(&source, accepted("sick", "panic"));
    harness.publish(&source, accepted("well", "flows"));
    wait_for(&harness, &stage, &["flows"]);
    assert_eq!(stage.built.load(Ordering::SeqCst), 1, "a reaction's panic is no restart");
}
