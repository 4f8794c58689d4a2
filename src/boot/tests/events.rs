//! Events arrive in order and once; poison parks its entity and nothing else.

use super::puppet::{Stage, seat};
use crate::boot::kit::Kit;
use crate::contract::ingest::{Owner, SourceAccepted};
use crate::kernel::db::Db;
use std::sync::atomic::Ordering;

fn accepted(video: &str, name: &str) -> SourceAccepted {
    let (video_id, upload_id) = (video.to_owned(), name.to_owned());
    SourceAccepted { video_id, upload_id, ..SourceAccepted::default() }
}

fn wait_for(kit: &Kit, stage: &Stage, names: &[&str]) {
    kit.eventually(&names.join(", "), || async {
        let applied = stage.applied.lock().expect("a lock").clone();
        (applied.len() >= names.len()).then_some(())
    });
    assert_eq!(*stage.applied.lock().expect("a lock"), names);
}

fn world() -> (Kit, Db<Owner>, std::sync::Arc<Stage>) {
    let mut kit = Kit::new();
    let source = kit.source::<Owner>();
    let (_, stage) = seat(&mut kit);
    (kit, source, stage)
}

#[test]
fn events_arrive_in_order() {
    let (kit, source, stage) = world();
    for name in ["a", "b", "c"] {
        kit.publish(&source, accepted("v1", name));
    }
    wait_for(&kit, &stage, &["a", "b", "c"]);
}

#[test]
fn poison_parks_its_entity_while_others_flow_and_heals_in_order() {
    let (kit, source, stage) = world();
    kit.publish(&source, accepted("sick", "poison1"));
    kit.publish(&source, accepted("sick", "behind"));
    kit.publish(&source, accepted("well", "flows"));
    wait_for(&kit, &stage, &["flows"]);
    kit.publish(&source, accepted("sick", "panic later"));
    kit.publish(&source, accepted("well", "still flows"));
    wait_for(&kit, &stage, &["flows", "still flows"]);
    stage.healed.store(true, Ordering::SeqCst);
    let all = ["flows", "still flows", "poison1", "behind", "panic later"];
    wait_for(&kit, &stage, &all);
}

#[test]
fn a_panicking_unit_is_parked_and_no_outage_to_wait_out() {
    let (kit, source, stage) = world();
    kit.publish(&source, accepted("sick", "sick unit"));
    kit.publish(&source, accepted("well", "flows"));
    wait_for(&kit, &stage, &["flows"]);
    stage.healed.store(true, Ordering::SeqCst);
    wait_for(&kit, &stage, &["flows", "sick unit"]);
}

#[test]
fn a_panicking_reaction_is_parked_like_any_other() {
    let (kit, source, stage) = world();
    kit.publish(&source, accepted("sick", "panic"));
    kit.publish(&source, accepted("well", "flows"));
    wait_for(&kit, &stage, &["flows"]);
    assert_eq!(stage.built.load(Ordering::SeqCst), 1, "a reaction's panic is no restart");
}
