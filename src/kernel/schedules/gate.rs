//! Writers that pass the gate, and two who want it closed: while one holds it nothing is under way,
//! there is one holder at the most, and in the end it is open.

use super::search::explore;
use crate::kernel::clock;
use crate::kernel::db::Gate;
use shuttle::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use shuttle::thread;
use std::sync::Arc;
use std::time::Duration;

/// Never reached: here whoever waits for a time waits for ever, so that a lost wake shows.
const HOUR: Duration = Duration::from_secs(3600);

#[derive(Default)]
struct Seen {
    inside: AtomicUsize,
    holders: AtomicUsize,
}

#[test]
fn gate() {
    explore("gate", world);
}

pub(super) fn world() {
    let (gate, seen) = (Arc::new(Gate::default()), Arc::new(Seen::default()));
    let mut threads = Vec::new();
    for _ in 0..2 {
        let (gate, seen) = (Arc::clone(&gate), Arc::clone(&seen));
        threads.push(thread::spawn(move || {
            for _ in 0..2 {
                let passed = gate.pass();
                seen.inside.fetch_add(1, SeqCst);
                seen.inside.fetch_sub(1, SeqCst);
                drop(passed);
            }
        }));
    }
    for _ in 0..2 {
        let (gate, seen) = (Arc::clone(&gate), Arc::clone(&seen));
        threads.push(thread::spawn(move || {
            let Some(hold) = gate.hold(clock::instant() + HOUR) else { return };
            assert_eq!(seen.holders.fetch_add(1, SeqCst), 0, "two hold the gate");
            for _ in 0..2 {
                assert_eq!(seen.inside.load(SeqCst), 0, "somebody is behind a held gate");
            }
            seen.holders.fetch_sub(1, SeqCst);
            drop(hold);
        }));
    }
    for thread in threads {
        thread.join().expect("it ends");
    }
    drop(gate.pass());
}
