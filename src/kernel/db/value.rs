//! The five kinds of value that both engines share, and rows of them.
//! It must not know a driver: each engine converts on its own side.

use crate::kernel::fault::{Error, Fault, RefusalCode as _, Reply, Shared};

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
    Vec<u8> => |one| Self::Bytes(one);
    &[u8] => |one| Self::Bytes(one.to_vec());
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(one: Option<T>) -> Self {
        one.map_or(Self::Null, Into::into)
    }
}

/// One row of a result, by column number in the order of the statement.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    values: Vec<Value>,
}

impl Row {
    pub(super) fn of(values: Vec<Value>) -> Self {
        Self { values }
    }

    /// Its values, for what reads rows whose columns it does not know.
    pub(super) fn values(&self) -> &[Value] {
        &self.values
    }

    pub(crate) fn integer(&self, column: usize) -> Reply<i64> {
        match self.values.get(column) {
            Some(Value::Integer(one)) => Ok(*one),
            other => Err(wrong(column, "an integer", other)),
        }
    }

    /// A size, a count or a position.
    pub(crate) fn count(&self, column: usize) -> Reply<u64> {
        Ok(u64::try_from(self.integer(column)?).unwrap_or_default())
    }

    pub(crate) fn flag(&self, column: usize) -> Reply<bool> {
        Ok(self.integer(column)? != 0)
    }

    pub(crate) fn text(&self, column: usize) -> Reply<String> {
        match self.values.get(column) {
            Some(Value::Text(one)) => Ok(one.clone()),
            other => Err(wrong(column, "text", other)),
        }
    }

    pub(crate) fn bytes(&self, column: usize) -> Reply<Vec<u8>> {
        match self.values.get(column) {
            Some(Value::Bytes(one)) => Ok(one.clone()),
            other => Err(wrong(column, "bytes", other)),
        }
    }

    pub(crate) fn is_null(&self, column: usize) -> bool {
        matches!(self.values.get(column), Some(Value::Null))
    }
}

fn wrong(column: usize, wanted: &str, found: Option<&Value>) -> Error {
    Fault::Internal(format!("column {column} should be {wanted}, found {found:?}")).into()
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
