//! What the source and the consumer keep on their disks, and the units that write it.
//! It must not know what is right; `judge` does.

use crate::kernel::db::group::{Settle, Unit, commit_group};
use crate::kernel::db::once::{Delivery, Seen, judge_delivery};
use crate::kernel::events::follow::{Placed, Waiting};
use crate::kernel::fault::Fault;
use crate::kernel::inject::{InjectedFault, injected};
use crate::kernel::sim::disk::Disk;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub(super) const ENTITIES: [&str; 4] = ["a", "b", "c", "d"];
/// Two kinds carry state, one ends its entity, one is not heard.
pub(super) const STATES: [usize; 2] = [0, 1];
pub(super) const END: usize = 2;
pub(super) const UNHEARD: usize = 3;

#[derive(Debug, Clone)]
pub(super) struct Record {
    pub(super) position: u64,
    pub(super) entity: usize,
    pub(super) version: u64,
    pub(super) kind: usize,
    pub(super) is_poison: bool,
}

impl Placed for Record {
    fn position(&self) -> u64 {
        self.position
    }

    fn entity_key(&self) -> &str {
        ENTITIES[self.entity]
    }
}

/// One effect of the consumer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effect {
    pub(super) replay: u64,
    pub(super) version: u64,
    pub(super) kind: usize,
}

/// The rows of both, each on its own disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Version(usize),
    Log(u64),
    Reading,
    ReplayTo,
    Seen(usize, usize),
    /// The consumer's copy of what the source has told: a version for each kind.
    State(usize, usize),
    Gone(usize),
    Effects(usize),
    Parked(u64),
}

#[derive(Debug, Clone)]
pub(super) enum Row {
    Count(u64),
    /// A position or a version, with the replay that it belongs to.
    InReplay(u64, u64),
    Record(Record),
    Effects(Vec<Effect>),
}

pub(super) type Rows = Disk<Key, Row>;

pub(super) fn count(rows: &Rows, key: Key) -> Option<u64> {
    match rows.get(&key) {
        Some(Row::Count(count)) => Some(count),
        _ => None,
    }
}

/// A position or a version with its replay; zeros where there is none.
pub(super) fn in_replay(rows: &Rows, key: Key) -> (u64, u64) {
    match rows.get(&key) {
        Some(Row::InReplay(number, replay)) => (number, replay),
        _ => (0, 0),
    }
}

pub(super) fn effects(rows: &Rows, entity: usize) -> Vec<Effect> {
    match rows.get(&Key::Effects(entity)) {
        Some(Row::Effects(effects)) => effects,
        _ => Vec::new(),
    }
}

/// The records of a log, or the parked ones, from a key on.
pub(super) fn records(rows: &Rows, from: Key) -> Vec<Record> {
    rows.range(&from, |_, row| match row {
        Row::Record(record) => Some(record.clone()),
        _ => None,
    })
}

/// The next record of the log from a position on.
pub(super) fn next_of(rows: &Rows, from: u64) -> Option<Record> {
    records(rows, Key::Log(from)).into_iter().next()
}

pub(super) fn waiting(rows: &Rows) -> Waiting {
    let mut waiting = Waiting::new();
    for record in records(rows, Key::Parked(0)) {
        waiting.entry(record.entity_key().to_owned()).or_insert(record.position);
    }
    waiting
}

/// One write unit; true when it is told to be durable.
pub(super) fn write(
    rows: &Rows,
    work: impl FnOnce(&Rows) -> Result<(), Fault> + Send + 'static,
) -> bool {
    let done = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&done);
    let unit: Unit<Rows> = Box::new(move |rows| {
        let keep = work(rows).is_ok();
        let settle: Settle = Box::new(move |committed| {
            told.store(keep && committed.is_ok(), Ordering::Relaxed);
        });
        (keep, settle)
    });
    commit_group(rows, std::iter::once(unit), |_| ());
    done.load(Ordering::Relaxed)
}

/// The unit of a reaction, as the product runs it.
pub(super) fn react(rows: &Rows, record: &Record, replay: u64) -> Result<(), Fault> {
    let Record { entity, version, kind, .. } = *record;
    let mut seen = Seen::default();
    for one in [STATES[0], STATES[1], END] {
        let (newest, replay) = in_replay(rows, Key::Seen(entity, one));
        if newest > 0 {
            seen.add(one == kind, newest, replay);
        }
        if newest > 0 && one == END {
            seen.end(newest);
        }
    }
    if judge_delivery(&seen, version, replay) == Delivery::Drop {
        return Ok(());
    }
    rows.put(Key::Seen(entity, kind), Some(Row::InReplay(version, replay)))?;
    let mut effects = effects(rows, entity);
    effects.push(Effect { replay, version, kind });
    rows.put(Key::Effects(entity), Some(Row::Effects(effects)))?;
    if kind != END {
        return rows.put(Key::State(entity, kind), Some(Row::Count(version)));
    }
    for kind in STATES {
        rows.put(Key::State(entity, kind), None)?;
    }
    rows.put(Key::Gone(entity), Some(Row::Count(version)))
}

/// Compacts the log up to a position, as `events::keep` does in SQL.
pub(super) fn compact(rows: &Rows, upto: u64) -> Result<(), Fault> {
    let aged = records(rows, Key::Log(0)).into_iter().filter(|one| one.position <= upto);
    let aged: Vec<Record> = aged.collect();
    let supersedes = |newer: &&Record, older: &Record| {
        let is_same =
            newer.kind == older.kind || newer.kind == END || injected(InjectedFault::TrimNewest);
        newer.entity == older.entity && newer.position > older.position && is_same
    };
    for older in &aged {
        if aged.iter().any(|newer| supersedes(&newer, older)) {
            rows.put(Key::Log(older.position), None)?;
        }
    }
    Ok(())
}
