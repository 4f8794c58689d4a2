//! What tables a store has, with their columns, keys and references, as the store itself tells.
//! It must not know what they are for.

use super::Side;
use super::side::OpenStore;
use crate::kernel::db::columns;
use crate::kernel::db::row::read_rows;
use crate::kernel::db::value::{Row, Value};
use crate::kernel::fault::{Fault, Reply};

/// Each engine keeps its own: applied steps, and the count of positions.
const PRIVATE: &[&str] = &["kernel_steps", "kernel_log"];

/// One table, the same on both engines if it is the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    columns: Vec<String>,
    /// Columns of the primary key by their place.
    key: Vec<usize>,
}

impl Table {
    pub(super) fn first(&self) -> String {
        format!("SELECT 1 FROM {} LIMIT 1", self.name)
    }

    pub(super) fn begin(&self, rows: usize) -> String {
        self.select("", rows)
    }

    /// Takes the key of the last row before.
    pub(super) fn go_on(&self, rows: usize) -> String {
        let numbers: Vec<String> = (1..=self.key.len()).map(|n| format!("${n}")).collect();
        let after = format!("WHERE ({}) > ({})", self.key_columns(), numbers.join(", "));
        self.select(&after, rows)
    }

    fn select(&self, clause: &str, rows: usize) -> String {
        let (columns, key) = (self.columns.join(", "), self.key_columns());
        format!("SELECT {columns} FROM {} {clause} ORDER BY {key} LIMIT {rows}", self.name)
    }

    pub(super) fn insert(&self) -> String {
        let numbers: Vec<String> = (1..=self.columns.len()).map(|n| format!("${n}")).collect();
        let (columns, numbers) = (self.columns.join(", "), numbers.join(", "));
        format!("INSERT INTO {} ({columns}) VALUES ({numbers})", self.name)
    }

    /// The same rows as one stream.
    pub(super) fn fill(&self) -> String {
        format!("COPY {} ({}) FROM STDIN (FORMAT BINARY)", self.name, self.columns.join(", "))
    }

    fn key_columns(&self) -> String {
        let names: Vec<&str> = self.key.iter().map(|place| self.columns[*place].as_str()).collect();
        names.join(", ")
    }

    pub(super) fn key_values(&self, row: &Row) -> Vec<Value> {
        self.key.iter().filter_map(|place| row.values().get(*place).cloned()).collect()
    }

    /// The key of a row, for a person.
    pub(super) fn key_of(&self, row: &Row) -> String {
        let shown = |value: Value| match value {
            Value::Integer(one) => one.to_string(),
            Value::Text(one) => one,
            other => format!("{other:?}"),
        };
        let parts: Vec<String> = self.key_values(row).into_iter().map(shown).collect();
        parts.join("/")
    }
}

/// One column of a table, with its place in the primary key or 0.
struct Column {
    name: String,
    column: String,
    place: i64,
}

/// A table that refers to another one.
struct Edge {
    name: String,
    refers_to: String,
}

columns! {
    Column { name, column: column_name, place }
    Edge { name, refers_to }
}

/// All tables by name, but for what is the engine's own.
pub(super) fn tables(side: &Side) -> Reply<Vec<Table>> {
    let sql = match &side.store {
        OpenStore::Sqlite { .. } => {
            "SELECT t.name AS name, c.name AS column_name, c.pk AS place \
             FROM sqlite_master AS t, pragma_table_info(t.name) AS c \
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.name"
        },
        OpenStore::Postgres { .. } => {
            "SELECT c.table_name::text AS name, c.column_name::text AS column_name, \
             COALESCE(k.ordinal_position, 0) AS place \
             FROM information_schema.columns AS c \
             LEFT JOIN information_schema.table_constraints AS p \
             ON p.table_schema = c.table_schema AND p.table_name = c.table_name \
             AND p.constraint_type = 'PRIMARY KEY' \
             LEFT JOIN information_schema.key_column_usage AS k \
             ON k.constraint_schema = p.constraint_schema AND k.table_name = c.table_name \
             AND k.constraint_name = p.constraint_name AND k.column_name = c.column_name \
             WHERE c.table_schema = 'public' \
             ORDER BY c.table_name::text COLLATE \"C\", c.column_name::text COLLATE \"C\""
        },
    };
    let mut tables: Vec<(Table, Vec<(i64, usize)>)> = Vec::new();
    for Column { name, column, place } in read_rows(side.query(sql, &[])?)? {
        if PRIVATE.contains(&name.as_str()) {
            continue;
        }
        if tables.last().is_none_or(|(table, _)| table.name != name) {
            tables.push((Table { name, columns: Vec::new(), key: Vec::new() }, Vec::new()));
        }
        let Some((table, key)) = tables.last_mut() else { continue };
        if place > 0 {
            key.push((place, table.columns.len()));
        }
        table.columns.push(column);
    }
    let finished = |(mut table, mut key): (Table, Vec<(i64, usize)>)| {
        key.sort_unstable();
        table.key = key.into_iter().map(|(_, column)| column).collect();
        table
    };
    Ok(tables.into_iter().map(finished).collect())
}

/// Which table refers to which.
pub(super) fn references(side: &Side) -> Reply<Vec<(String, String)>> {
    let sql = match &side.store {
        OpenStore::Sqlite { .. } => {
            "SELECT t.name AS name, f.\"table\" AS refers_to FROM sqlite_master AS t, \
             pragma_foreign_key_list(t.name) AS f WHERE t.type = 'table'"
        },
        OpenStore::Postgres { .. } => {
            "SELECT conrelid::regclass::text AS name, confrelid::regclass::text AS refers_to \
             FROM pg_constraint \
             WHERE contype = 'f'"
        },
    };
    let edges: Vec<Edge> = read_rows(side.query(sql, &[])?)?;
    Ok(edges.into_iter().map(|edge| (edge.name, edge.refers_to)).collect())
}

/// Tables that others refer to come before them.
pub(super) fn in_order(tables: Vec<Table>, edges: &[(String, String)]) -> Reply<Vec<Table>> {
    let (mut waiting, mut ordered) = (tables, Vec::<Table>::new());
    while !waiting.is_empty() {
        let is_free = |table: &Table| {
            let wanted = edges.iter().filter(|(from, to)| *from == table.name && from != to);
            wanted.into_iter().all(|(_, to)| ordered.iter().any(|one| one.name == *to))
        };
        let (free, rest): (Vec<Table>, Vec<Table>) = waiting.into_iter().partition(is_free);
        if free.is_empty() {
            let text = "the tables refer to each other in a circle".to_owned();
            return Err(Fault::Internal(text).into());
        }
        ordered.extend(free);
        waiting = rest;
    }
    Ok(ordered)
}
