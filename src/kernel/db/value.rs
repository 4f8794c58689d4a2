//! The five kinds of value that both engines share, and rows of them.
//! It must not know a driver: each engine converts on its own side.

use crate::kernel::fault::{RefusalCode as _, Reply, Shared};
use crate::kernel::id::Id;
use std::sync::Arc;

/// One value of a statement or a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Integer(i64),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
}

macro_rules! value_from {
    ($($kind:ty => |$one:ident| $make:expr;)+) => {
        $(impl From<$kind> for Value { fn from($one: $kind) -> Self { $make } })+
    };
}

value_from! {
    i64 => |one| Self::Integer(one);
    i32 => |one| Self::Integer(i64::from(one));
    u32 => |one| Self::Integer(i64::from(one));
    // Sizes and positions stay far below 2^63; what does not is stored as the largest integer.
    u64 => |one| Self::Integer(i64::try_from(one).unwrap_or(i64::MAX));
    bool => |one| Self::Integer(i64::from(one));
    f64 => |one| Self::Float(one);
    &str => |one| Self::Text(one.to_owned());
    String => |one| Self::Text(one);
    &String => |one| Self::Text(one.clone());
    // Texts of one line each.
    &Vec<String> => |one| Self::Text(one.join("\n"));
    Vec<u8> => |one| Self::Bytes(one);
    &[u8] => |one| Self::Bytes(one.to_vec());
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(one: Option<T>) -> Self {
        one.map_or(Self::Null, Into::into)
    }
}

/// The names of a result's columns, kept once for all its rows.
#[derive(Debug, Clone)]
pub(super) struct Names(Arc<str>);

/// No column has this letter in its name.
const BETWEEN: char = '\n';

impl Names {
    pub(super) fn of<'a>(columns: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all = String::with_capacity(256);
        for name in columns {
            all.push_str(name);
            all.push(BETWEEN);
        }
        Self(all.into())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split_terminator(BETWEEN)
    }
}

/// One row of a result, in the order of the statement.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    names: Names,
    values: Vec<Value>,
}

impl Row {
    pub(super) fn of(names: &Names, values: Vec<Value>) -> Self {
        Self { names: names.clone(), values }
    }

    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    pub(super) fn into_values(self) -> Vec<Value> {
        self.values
    }

    /// Its values, for what reads rows whose columns it does not know.
    pub(super) fn values(&self) -> &[Value] {
        &self.values
    }
}

impl<K> From<&Id<K>> for Value {
    fn from(one: &Id<K>) -> Self {
        Self::Text(one.as_str().to_owned())
    }
}

impl<K> From<Id<K>> for Value {
    fn from(one: Id<K>) -> Self {
        Self::from(&one)
    }
}

/// Refuses what one of the engines cannot keep, on both: a text with a NUL character.
pub(super) fn storable(values: &[Value]) -> Reply<()> {
    let has_nul = |value: &Value| matches!(value, Value::Text(text) if text.contains('\0'));
    if !values.iter().any(has_nul) {
        return Ok(());
    }
    let text = "a text holds a NUL character (U+0000), which cannot be kept; take it out and \
                send it again";
    Err(Shared::NulInText.because(text).into())
}
