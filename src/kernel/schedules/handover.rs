//! Callers that hand units to the writer over a short queue, and a backup that holds the gate:
//! what is taken is settled once and after its commit, what is refused leaves nothing, the writer
//! ends when all have gone, and nothing is under way while the gate is held.

use super::search::explore;
use crate::kernel::clock;
use crate::kernel::db::Gate;
use crate::kernel::db::group::{Settle, Store, Unit};
use crate::kernel::db::handover::{Handover, handover};
use crate::kernel::fault::Fault;
use crate::kernel::meter::DomainMeter;
use crate::kernel::meter::Meters;
use shuttle::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use shuttle::sync::{Mutex, MutexGuard};
use shuttle::thread;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);
/// Units wait in as many places.
const PLACES: usize = 2;

/// What the writer has written: numbers of units.
#[derive(Default)]
struct Rows {
    is_open: bool,
    /// Written in the open transaction, and how much of it before the savepoint.
    written: Vec<usize>,
    saved: usize,
    durable: Vec<usize>,
}

#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Rows>>);

impl Memory {
    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for Memory {
    fn begin(&self) -> Result<(), Fault> {
        self.rows().is_open = true;
        Ok(())
    }

    fn savepoint(&self) -> Result<(), Fault> {
        let mut rows = self.rows();
        rows.saved = rows.written.len();
        Ok(())
    }

    fn rollback_to(&self) -> Result<(), Fault> {
        let mut rows = self.rows();
        let saved = rows.saved;
        rows.written.truncate(saved);
        Ok(())
    }

    fn release(&self) -> Result<(), Fault> {
        Ok(())
    }

    fn commit(&self) -> Result<(), Fault> {
        let mut rows = self.rows();
        let written = std::mem::take(&mut rows.written);
        rows.durable.extend(written);
        rows.is_open = false;
        Ok(())
    }

    fn rollback(&self) -> Result<(), Fault> {
        let mut rows = self.rows();
        rows.written.clear();
        rows.is_open = false;
        Ok(())
    }

    fn is_in_transaction(&self) -> bool {
        self.rows().is_open
    }

    fn rolled_back(&self) -> Fault {
        Fault::Internal("rolled back".to_owned())
    }
}

#[test]
fn handover_of_units() {
    explore("handover_of_units", world);
}

/// The third unit writes and then asks to keep nothing.
const REFUSED: usize = 3;

fn unit(memory: &Memory, number: usize, settled: &Arc<AtomicUsize>) -> Unit<Memory> {
    let (memory, settled) = (memory.clone(), Arc::clone(settled));
    Box::new(move |store: &Memory| {
        store.rows().written.push(number);
        let settle: Settle = Box::new(move |committed| {
            assert!(committed.is_ok(), "unit {number} was told {committed:?}");
            let is_there = memory.rows().durable.contains(&number);
            assert_eq!(is_there, number != REFUSED, "unit {number}: answered, and wrong on disk");
            settled.fetch_add(1, SeqCst);
        });
        (number != REFUSED, settle)
    })
}

/// Posts units; gives how many were taken.
fn post(queue: &Handover<Memory>, units: Vec<Unit<Memory>>) -> usize {
    units.into_iter().filter_map(|unit| queue.post(unit).ok()).count()
}

pub(super) fn world() {
    let memory = Memory::default();
    let (gate, settled) = (Arc::new(Gate::default()), Arc::new(AtomicUsize::new(0)));
    let (queue, waiting) = handover(PLACES);
    let queue = Arc::new(queue);
    let (store, behind) = (memory.clone(), Arc::clone(&gate));
    let writer = thread::spawn(move || {
        let meter = DomainMeter::new("probe", &[], &Meters::new());
        waiting.serve(&store, meter.store(), &behind, |_| ());
    });
    let (reading, holding) = (memory.clone(), Arc::clone(&gate));
    let backup = thread::spawn(move || {
        let Some(hold) = holding.hold(clock::instant() + HOUR) else { return };
        let first = reading.rows().durable.len();
        for _ in 0..3 {
            let rows = reading.rows();
            assert!(!rows.is_open, "a group is under way behind a held gate");
            assert_eq!(rows.durable.len(), first, "a group was committed behind a held gate");
        }
        drop(hold);
    });
    let callers = [[1, 2], [3, 4]].map(|numbers| {
        let queue = Arc::clone(&queue);
        let units = numbers.map(|number| unit(&memory, number, &settled)).into_iter().collect();
        thread::spawn(move || post(&queue, units))
    });
    drop(queue);
    let taken: usize = callers.map(|caller| caller.join().expect("it ends")).iter().sum();
    backup.join().expect("it ends");
    writer.join().expect("the writer ends when all callers have gone");
    assert_eq!(settled.load(SeqCst), taken, "units that were taken and not settled");
    assert!(taken >= PLACES, "places were free");
}
