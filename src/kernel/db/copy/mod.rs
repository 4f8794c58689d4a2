//! Moves the data of a stopped domain from one store to another, on either engine, and compares
//! every row afterwards. It must not touch a store that a server has open, nor one that has rows.

mod shape;
mod side;

pub(crate) use side::Side;

use crate::kernel::db::value::{Row, Value};
use crate::kernel::fault::{Error, Fault, Reply};
use sha2::{Digest as _, Sha256};
use shape::Table;

/// Rows that are read, written and compared at once.
const CHUNK_ROWS: usize = 256;

/// What was moved or compared.
#[derive(Debug)]
pub(crate) struct Report {
    /// Tables with their rows and a fingerprint of all of them.
    pub(crate) tables: Vec<(String, u64, String)>,
    /// The log of the target goes on behind this position.
    pub(crate) newest_position: i64,
}

/// Copies all rows in one transaction of the target: all of it is there, or nothing. Positions,
/// offsets and versions keep their numbers, and the log goes on behind the highest of them.
///
/// # Errors
/// A target that has rows, tables that only one side knows, or what a store refused.
pub(crate) fn copy(from: &Side, to: &Side) -> Reply<()> {
    copy_while(from, to, &|| true)
}

/// The same, unless somebody says stop.
///
/// # Errors
/// As `copy`, or that it was stopped.
pub(super) fn copy_while(from: &Side, to: &Side, goes_on: &dyn Fn() -> bool) -> Reply<()> {
    let tables = matching(from, to)?;
    for table in &tables {
        if !to.query(&table.first(), &[])?.is_empty() {
            return Err(refused(format!(
                "the target {to} has rows already (in {}): choose an empty one",
                table.name
            )));
        }
    }
    let newest = from.newest_position()?;
    to.begin()?;
    let copied = tables.iter().try_for_each(|table| copy_table(from, to, table, goes_on));
    let settled = copied.and_then(|()| to.go_on_after(newest)).and_then(|()| to.commit());
    settled.inspect_err(|_| to.roll_back())
}

fn copy_table(from: &Side, to: &Side, table: &Table, goes_on: &dyn Fn() -> bool) -> Reply<()> {
    let mut chunks = Chunks::of(table);
    while let Some(rows) = chunks.next(from)? {
        if !goes_on() {
            return Err(refused("the server stops".to_owned()));
        }
        to.fill(table, &rows)?;
    }
    Ok(())
}

/// How many rows each table has.
#[cfg(test)]
pub(super) fn counts(side: &Side) -> Reply<std::collections::BTreeMap<String, u64>> {
    let count = |table: Table| {
        let count = side.number(&format!("SELECT COUNT(*) FROM {}", table.name))?;
        Ok((table.name, count.unsigned_abs()))
    };
    shape::tables(side)?.into_iter().map(count).collect()
}

/// Reads both sides back and compares every row: the number of them, and a fingerprint of each
/// chunk in the order of keys.
///
/// # Errors
/// The table and the key of the first row that differs.
pub(crate) fn verify(from: &Side, to: &Side) -> Reply<Report> {
    let mut report = Report { tables: Vec::new(), newest_position: to.newest_position()? };
    for table in matching(from, to)? {
        let (rows, print) = compare(from, to, &table)?;
        report.tables.push((table.name, rows, print));
    }
    let newest = from.number("SELECT COALESCE(MAX(position), 0) FROM kernel_outbox")?;
    if newest > report.newest_position {
        return Err(refused(format!(
            "the log of {to} would give positions again that {from} has given"
        )));
    }
    Ok(report)
}

fn compare(from: &Side, to: &Side, table: &Table) -> Reply<(u64, String)> {
    let (mut left, mut right) = (Chunks::of(table), Chunks::of(table));
    let (mut count, mut whole) = (0, Sha256::new());
    loop {
        let (ours, theirs) = (left.next(from)?, right.next(to)?);
        let (Some(ours), Some(theirs)) = (&ours, &theirs) else {
            let odd = ours.as_ref().or(theirs.as_ref()).and_then(|rows| rows.first());
            let Some(odd) = odd else { return Ok((count, hex(&whole.finalize()))) };
            let (there, gone) = if ours.is_some() { (from, to) } else { (to, from) };
            let key = table.key_of(odd);
            let name = &table.name;
            return Err(refused(format!("{name} {key}: it is in {there}, not in {gone}")));
        };
        let print = fingerprint(ours);
        if print != fingerprint(theirs) {
            return Err(refused(difference(table, ours, theirs)));
        }
        whole.update(&print);
        count += ours.len() as u64;
    }
}

fn difference(table: &Table, ours: &[Row], theirs: &[Row]) -> String {
    let mut pairs = ours.iter().zip(theirs);
    let pair = pairs.find(|(our, their)| our.values() != their.values());
    let row = pair.map(|(our, _)| our).or(ours.last());
    let key = row.map(|row| table.key_of(row)).unwrap_or_default();
    format!("{} {key}: the two sides differ in this row or the next", table.name)
}

/// The tables of both sides, those that others refer to first.
fn matching(from: &Side, to: &Side) -> Reply<Vec<Table>> {
    let (ours, theirs) = (shape::tables(from)?, shape::tables(to)?);
    if ours != theirs {
        let name = |table: &Table| table.name.clone();
        let odd: Vec<String> = ours
            .iter()
            .filter(|table| !theirs.contains(table))
            .chain(theirs.iter().filter(|table| !ours.contains(table)))
            .map(name)
            .collect();
        return Err(refused(format!(
            "{from} and {to} have not the same tables ({}): use the version of shoal that wrote \
             the newer one",
            odd.join(", ")
        )));
    }
    shape::in_order(ours, &shape::references(to)?)
}

/// Reads a table in the order of its keys, some rows at a time.
struct Chunks<'a> {
    table: &'a Table,
    after: Option<Vec<Value>>,
    is_done: bool,
}

impl<'a> Chunks<'a> {
    fn of(table: &'a Table) -> Self {
        Self { table, after: None, is_done: false }
    }

    fn next(&mut self, side: &Side) -> Reply<Option<Vec<Row>>> {
        if self.is_done {
            return Ok(None);
        }
        let rows = match &self.after {
            None => side.query(&self.table.begin(CHUNK_ROWS), &[])?,
            Some(key) => side.query(&self.table.go_on(CHUNK_ROWS), key)?,
        };
        self.is_done = rows.len() < CHUNK_ROWS;
        self.after = rows.last().map(|row| self.table.key_values(row));
        Ok(Some(rows).filter(|rows| !rows.is_empty()))
    }
}

/// The same bytes for the same rows, whatever the engine.
fn fingerprint(rows: &[Row]) -> Vec<u8> {
    let mut hash = Sha256::new();
    for value in rows.iter().flat_map(Row::values) {
        let (kind, bytes): (u8, &[u8]) = match value {
            Value::Null => (0, &[]),
            Value::Integer(one) => (1, &one.to_be_bytes()),
            Value::Float(one) => (2, &one.to_bits().to_be_bytes()),
            Value::Text(one) => (3, one.as_bytes()),
            Value::Bytes(one) => (4, one),
        };
        hash.update([kind]);
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    }
    hash.finalize().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    hex::encode(bytes.get(..8).unwrap_or(bytes))
}

fn refused(text: String) -> Error {
    Fault::Unavailable(text).into()
}
