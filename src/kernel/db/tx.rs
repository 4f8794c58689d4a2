//! What a closure may do with its domain's database: read rows, write rows, publish events.
//! It must not commit: the writer does, for a whole group.

use super::once::{Delivery, judge_delivery};
use super::value::{Row, Value};
use super::values;
use crate::kernel::clock::Clock;
use crate::kernel::context::Context;
use crate::kernel::events::Event;
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::id::Ids;
use rusqlite::{Connection, ErrorCode, Statement};
use std::marker::PhantomData;
use std::ops::Deref;

/// A snapshot to read from.
pub(crate) struct View<'a, D> {
    connection: &'a Connection,
    owner: PhantomData<D>,
}

/// A write unit: everything a view can, and writing.
pub(crate) struct Tx<'a, D> {
    view: View<'a, D>,
    cx: &'a Context,
    clock: &'a Clock,
    ids: &'a Ids,
}

impl<'a, D> View<'a, D> {
    pub(super) fn new(connection: &'a Connection) -> Self {
        Self { connection, owner: PhantomData }
    }

    /// All rows of a statement.
    pub(crate) fn query(&self, sql: &str, values: &[Value]) -> Reply<Vec<Row>> {
        let mut statement = self.connection.prepare_cached(sql).map_err(store)?;
        let columns = statement.column_count();
        bind(&mut statement, values)?;
        let mut rows = statement.raw_query();
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(store)? {
            found.push(Row::read(row, columns).map_err(store)?);
        }
        Ok(found)
    }

    /// The first row of a statement, if there is one.
    pub(crate) fn one(&self, sql: &str, values: &[Value]) -> Reply<Option<Row>> {
        Ok(self.query(sql, values)?.into_iter().next())
    }
}

impl<'a, D> Deref for Tx<'a, D> {
    type Target = View<'a, D>;

    fn deref(&self) -> &View<'a, D> {
        &self.view
    }
}

impl<'a, D> Tx<'a, D> {
    pub(super) fn new(
        connection: &'a Connection,
        cx: &'a Context,
        clock: &'a Clock,
        ids: &'a Ids,
    ) -> Self {
        Self { view: View::new(connection), cx, clock, ids }
    }

    /// Runs a statement that gives no rows; says how many it changed.
    pub(crate) fn execute(&self, sql: &str, values: &[Value]) -> Reply<usize> {
        let mut statement = self.view.connection.prepare_cached(sql).map_err(store)?;
        bind(&mut statement, values)?;
        statement.raw_execute().map_err(store)
    }

    /// The wall clock, the same for everything in this unit's records.
    pub(crate) fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// Records an event of this domain in the same commit.
    pub(crate) fn publish<E: Event<Owner = D>>(&self, event: &E) -> Reply<()> {
        let key = event.entity_key();
        let sql = "INSERT INTO kernel_versions (entity_key, version) VALUES ($1, 1) \
                   ON CONFLICT (entity_key) DO UPDATE SET version = version + 1 RETURNING version";
        let version = self.one(sql, values![key])?.map_or(Ok(1), |row| row.integer(0))?;
        let (correlation, causation) = match &self.cx.cause {
            Some(cause) => (cause.correlation_id.clone(), cause.event_id.clone()),
            None => (self.cx.trace.id(), String::new()),
        };
        let sql = "INSERT INTO kernel_outbox (event_id, kind, entity_key, entity_version, \
                   correlation_id, causation_id, at_ms, gray, traceparent, body) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        self.execute(
            sql,
            values![
                self.ids.mint(),
                E::KIND,
                key,
                version,
                correlation,
                causation,
                self.now_ms(),
                self.cx.gray.as_deref().unwrap_or_default(),
                self.cx.trace.to_string(),
                event.encode_to_vec(),
            ],
        )?;
        Ok(())
    }

    /// Notes that the event behind this unit has its effect now. False if it had it before, or if a
    /// later event of the same entity had.
    pub(super) fn first_delivery(&self) -> Reply<bool> {
        let Some(cause) = self.cx.cause.as_deref() else { return Ok(true) };
        let (key, version) = (&cause.entity_key, cause.entity_version);
        let sql = "SELECT MAX(entity_version) FROM kernel_inbox \
                   WHERE source = $1 AND entity_key = $2";
        let newest = self.one(sql, values![cause.source, key])?.filter(|row| !row.is_null(0));
        let newest = newest.map(|row| row.count(0)).transpose()?;
        if judge_delivery(newest, version) == Delivery::Drop {
            return Ok(false);
        }
        let sql = "INSERT INTO kernel_inbox (source, event_id, entity_key, entity_version, at_ms) \
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT (source, event_id) DO NOTHING";
        let values = values![cause.source, &cause.event_id, key, version, self.now_ms()];
        Ok(self.execute(sql, values)? == 1)
    }
}

/// Gives `$n` the n-th value. SQLite reads `$2` as a name and counts names as they appear, so that
/// binding by place would mix up every statement whose numbers do not appear in order.
fn bind(statement: &mut Statement<'_>, values: &[Value]) -> Reply<()> {
    let count = statement.parameter_count();
    if count != values.len() {
        let text = format!("a statement takes {count} values, it was given {}", values.len());
        return Err(Fault::Internal(text).into());
    }
    for place in 1..=count {
        let number = statement.parameter_name(place).and_then(|name| name[1..].parse().ok());
        let value = number.and_then(|number: usize| values.get(number.checked_sub(1)?));
        let Some(value) = value else {
            let text = format!("parameter {place} of a statement is none of $1 to ${count}");
            return Err(Fault::Internal(text).into());
        };
        statement.raw_bind_parameter(place, value).map_err(store)?;
    }
    Ok(())
}

/// Turns a driver's error into a fault that says what the operator can do about it.
pub(super) fn store(error: rusqlite::Error) -> Error {
    let code = error.sqlite_error_code();
    match code {
        Some(ErrorCode::DiskFull) => full().into(),
        Some(ErrorCode::SystemIoFailure) => {
            Fault::Unavailable(format!("the disk refused the database: {error}")).into()
        },
        _ => Fault::internal(error).into(),
    }
}

/// The disk under the database is full.
pub(super) fn full() -> Fault {
    Fault::Unavailable("no space is left on the disk of the database".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_by_number_and_not_by_place() {
        let connection = Connection::open_in_memory().expect("memory is there");
        let mut statement = connection.prepare("SELECT $2, $1, $2").expect("it is SQL");
        bind(&mut statement, values!["one", "two"]).expect("both are given");
        let mut rows = statement.raw_query();
        let row = rows.next().expect("it runs").expect("it gives a row");
        let texts: Vec<String> =
            (0..3).map(|column| row.get(column).expect("it is text")).collect();
        assert_eq!(texts, ["two", "one", "two"]);
    }

    #[test]
    fn a_statement_takes_exactly_its_values() {
        let connection = Connection::open_in_memory().expect("memory is there");
        for (sql, given) in [("SELECT $1", 0), ("SELECT $1", 2), ("SELECT $2", 1), ("SELECT ?", 1)]
        {
            let mut statement = connection.prepare(sql).expect("it is SQL");
            let values = vec![Value::Null; given];
            assert!(bind(&mut statement, &values).is_err(), "{sql} with {given}");
        }
    }
}
