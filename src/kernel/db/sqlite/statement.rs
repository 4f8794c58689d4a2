//! Statements on SQLite: values by number, rows, and what an error means to the operator.
//! It must not decide about transactions.

use crate::kernel::db::value::{Names, Row, Value, storable};
use crate::kernel::fault::{Error, Fault, Reply};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, Statement};

/// All rows of a statement.
pub(in crate::kernel::db) fn query(
    connection: &Connection,
    sql: &str,
    values: &[Value],
) -> Reply<Vec<Row>> {
    let mut statement = connection.prepare_cached(sql).map_err(store)?;
    let columns = statement.column_count();
    bind(&mut statement, values)?;
    let mut rows = statement.raw_query();
    let mut found = Vec::new();
    let mut names = None;
    while let Some(row) = rows.next().map_err(store)? {
        let names = names.get_or_insert_with(|| Names::of(row.as_ref().column_names()));
        found.push(Row::of(names, read(row, columns).map_err(store)?));
    }
    Ok(found)
}

/// Runs a statement that gives no rows; says how many it changed.
pub(in crate::kernel::db) fn execute(
    connection: &Connection,
    sql: &str,
    values: &[Value],
) -> Reply<usize> {
    let mut statement = connection.prepare_cached(sql).map_err(store)?;
    bind(&mut statement, values)?;
    statement.raw_execute().map_err(store)
}

/// A connection that is still inside its transaction. An error as grave as a full disk rolls it
/// back; a statement after that would stand alone, and be durable although its unit is told to have
/// failed.
pub(in crate::kernel::db) fn inside(connection: &Connection) -> Reply<&Connection> {
    if connection.is_autocommit() { Err(full().into()) } else { Ok(connection) }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(one) => ValueRef::Integer(*one),
            Self::Float(one) => ValueRef::Real(*one),
            Self::Text(one) => ValueRef::Text(one.as_bytes()),
            Self::Bytes(one) => ValueRef::Blob(one),
        }))
    }
}

fn read(row: &rusqlite::Row<'_>, columns: usize) -> rusqlite::Result<Vec<Value>> {
    let mut values = Vec::with_capacity(columns);
    for column in 0..columns {
        values.push(match row.get_ref(column)? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(one) => Value::Integer(one),
            ValueRef::Real(one) => Value::Float(one),
            ValueRef::Text(one) => Value::Text(String::from_utf8_lossy(one).into_owned()),
            ValueRef::Blob(one) => Value::Bytes(one.to_vec()),
        });
    }
    Ok(values)
}

/// Gives `$n` the n-th value. SQLite reads `$2` as a name and counts names as they appear, so that
/// binding by place would mix up every statement whose numbers do not appear in order.
fn bind(statement: &mut Statement<'_>, values: &[Value]) -> Reply<()> {
    storable(values)?;
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
    Fault::NoSpace("nothing is left on the disk of the database".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::db::values;

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
