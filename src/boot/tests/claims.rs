//! Claims on work, over rows of a table of the kernel: what a fence lets through, what a beat
//! finds, and what is taken back from whom.

use crate::boot::harness::Harness;
use crate::contract::video::{Owner, RPCS};
use crate::kernel::claim::{Claim, ClaimGuard, Claimable, Claims, Held, Terms};
use crate::kernel::context::Context;
use crate::kernel::db::{Db, Tx, View, values};
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::meter::{DomainMeter, Meters};
use crate::kernel::tasks::sleep;
use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Rows of `kernel_offsets`: `holder/key`, and until when.
struct Rows;

impl Claimable for Rows {
    type Owner = Owner;
    type Key = String;
    type Note = ();
    const WORK: &'static str = "row";

    fn renew(tx: &Tx<'_, Owner>, key: &String, claim: &Claim) -> Reply<bool> {
        let row = format!("{}/{key}", claim.holder);
        let sql = "UPDATE kernel_offsets SET position = $2 WHERE source = $1";
        Ok(tx.execute(sql, values![row, claim.lease_until_ms])? == 1)
    }

    fn held(view: &View<'_, Owner>) -> Reply<Vec<Held<String>>> {
        let rows: Vec<String> = view.column("SELECT source FROM kernel_offsets", &[])?;
        let held = rows.iter().filter_map(|row| row.split_once('/')).map(|(holder, key)| {
            let (key, holder) = (key.to_owned(), holder.to_owned());
            Held { key, holder, traceparent: String::new() }
        });
        Ok(held.collect())
    }
}

struct World {
    harness: Harness,
    db: Db<Owner>,
    meters: Meters,
    claims: Claims<Rows>,
}

impl World {
    fn new() -> Self {
        let mut harness = Harness::new();
        let (db, meters) = (harness.source::<Owner>(), Meters::new());
        let meter = DomainMeter::new("video", RPCS, &meters);
        let terms = || Terms { lease_ms: 1_000, beat_every_ms: 5 };
        let parts = (db.clone(), harness.clock.clone());
        let claims = Claims::of(parts, "me".to_owned(), &meter, terms);
        Self { harness, db, meters, claims }
    }

    fn put(&self, holder: &str, key: &str) {
        let row = format!("{holder}/{key}");
        let sql = "INSERT INTO kernel_offsets (source, position) VALUES ($1, 0)";
        let cx = cx();
        let put = self.db.write(&cx, move |tx| tx.execute(sql, values![row]).map(drop));
        self.harness.run(put).expect("it is written");
    }

    fn give_to(&self, from: &str, to: &str) {
        let (from, to) = (from.to_owned(), to.to_owned());
        let sql = "UPDATE kernel_offsets SET source = $2 WHERE source = $1";
        let cx = cx();
        let give = self.db.write(&cx, move |tx| tx.execute(sql, values![from, to]).map(drop));
        self.harness.run(give).expect("it is written");
    }

    fn rows(&self) -> Vec<String> {
        let sql = "SELECT source FROM kernel_offsets ORDER BY source";
        self.harness.run(self.db.read(move |view| view.column(sql, &[]))).expect("it reads")
    }

    fn until_ms(&self) -> i64 {
        let read = self.db.read(|view| view.value("SELECT position FROM kernel_offsets", &[]));
        self.harness.run(read).expect("it reads").expect("a row")
    }

    fn place(&self, key: &str) -> ClaimGuard<String, ()> {
        self.claims.enter(&key.to_owned(), ()).expect("nobody has it")
    }

    fn counts(&self, outcome: &str, count: u32) -> bool {
        let labels = format!("domain=\"video\",work=\"row\",outcome=\"{outcome}\"");
        self.meters.print().contains(&format!("shoal_claims_total{{{labels}}} {count}\n"))
    }
}

fn cx() -> Context {
    Context::of_domain("video")
}

#[test]
fn a_fence_renews_the_claim_of_its_holder_and_stops_every_other() {
    let world = World::new();
    world.put("me", "a");
    let note = |tx: &Tx<'_, Owner>| {
        let sql = "INSERT INTO kernel_offsets (source, position) VALUES ('noted', 0)";
        tx.execute(sql, &[]).map(drop)
    };
    let key = "a".to_owned();
    let done = world.harness.run(world.claims.fenced(&cx(), &key, |_| Ok(7)));
    assert_eq!(done.expect("it is written"), Some(7));
    assert_eq!(world.until_ms(), world.claims.claim().lease_until_ms, "a second ahead");
    assert!(world.counts("lost", 0));
    world.give_to("me/a", "another/a");
    let done = world.harness.run(world.claims.fenced(&cx(), &key, note));
    assert_eq!(done.expect("it is no error"), None);
    assert_eq!(world.rows(), ["another/a"], "nothing was written");
    assert!(world.counts("lost", 1), "{}", world.meters.print());
}

#[test]
fn what_may_pass_is_tried_again_and_what_may_not_is_told() {
    let world = World::new();
    world.put("me", "a");
    let tries = Arc::new(AtomicU32::new(0));
    let fail = |fault: Fault| {
        let (tries, key) = (Arc::clone(&tries), "a".to_owned());
        tries.store(0, Ordering::SeqCst);
        let unit = move |_: &Tx<'_, Owner>| match tries.fetch_add(1, Ordering::SeqCst) {
            0 => Err(fault.clone().into()),
            _ => Ok(()),
        };
        world.harness.run(world.claims.fenced(&cx(), &key, unit)).is_ok()
    };
    for fault in [Fault::Overloaded, Fault::NoSpace("full".into())] {
        assert!(fail(fault.clone()), "{fault}");
        assert_eq!(tries.load(Ordering::SeqCst), 2);
    }
    assert!(!fail(Fault::Internal("broken".into())));
    assert_eq!(tries.load(Ordering::SeqCst), 1);
}

#[test]
fn a_worker_beats_until_its_work_ends_or_is_not_its_own() {
    let world = World::new();
    let place = world.place("a");
    let beats = Cell::new(0);
    let attend = |answer: Reply<Option<()>>, work_ms| {
        beats.set(0);
        let beat = async || {
            beats.set(beats.get() + 1);
            answer.clone()
        };
        let work = async {
            sleep(Duration::from_millis(work_ms)).await;
            "done"
        };
        world.harness.run(world.claims.attend(&place, work, beat))
    };
    assert_eq!(attend(Ok(Some(())), 100), Some("done"));
    assert!(beats.get() > 2, "{beats:?}");
    let hour_ms = 3_600_000;
    for answer in [Ok(None), Err(Fault::Internal("broken".into()).into())] {
        assert_eq!(attend(answer, hour_ms), None, "it is in other hands");
        assert_eq!(beats.get(), 1);
    }
    world.claims.cancel(|key, ()| key == "b");
    assert_eq!(attend(Ok(Some(())), 20), Some("done"), "another one was meant");
    world.claims.cancel(|key, ()| key == "a");
    assert_eq!(attend(Ok(Some(())), 20), None, "it is not wanted any more");
}

#[test]
fn who_cancels_twice_waits_for_nobody() {
    let world = World::new();
    let place = world.place("a");
    let attended =
        world.claims.attend(&place, sleep(Duration::from_millis(100)), async || Ok(Some(())));
    let cancelling = async {
        for _ in 0..3 {
            world.claims.cancel(|_, ()| true);
            sleep(Duration::from_millis(20)).await;
        }
    };
    let (ended, ()) = world.harness.run(async { futures_util::join!(attended, cancelling) });
    assert_eq!(ended, None);
}

#[test]
fn only_what_no_worker_of_this_incarnation_attends_is_taken_back() {
    let world = World::new();
    for (holder, key) in [("dead", "a"), ("me", "b"), ("me", "c"), ("another", "d")] {
        world.put(holder, key);
    }
    // One that was stolen from a worker here is left to that worker.
    let places = [world.place("c"), world.place("d")];
    let free = |tx: &Tx<'_, Owner>, key: &String| {
        let sql = "DELETE FROM kernel_offsets WHERE source LIKE $1";
        tx.execute(sql, values![format!("%/{key}")])?;
        Ok(key.clone())
    };
    let mut freed = world.harness.run(world.claims.take_back(free)).expect("it is written");
    freed.sort();
    assert_eq!(freed, ["a", "b"], "of a former incarnation, and of a worker that ended silently");
    assert_eq!(world.rows(), ["another/d", "me/c"]);
    assert!(world.counts("recovered", 2) && world.counts("taken", 2), "{}", world.meters.print());
    drop(places);
    let freed = world.harness.run(world.claims.take_back(free)).expect("it is written");
    assert_eq!(freed.len(), 2);
}
