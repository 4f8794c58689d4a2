//! Values and rows on PostgreSQL: what goes as a parameter, and what comes as a column.
//! It must not send a statement.

use crate::kernel::db::value::{Row, Value};
use bytes::{BufMut as _, BytesMut};
use std::error::Error;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

type Failed = Box<dyn Error + Sync + Send>;

/// The type of a parameter, as its statement is prepared with it.
pub(super) fn kind(value: &Value) -> Type {
    match value {
        // The server finds out by the place where it stands.
        Value::Null => Type::UNKNOWN,
        Value::Integer(_) => Type::INT8,
        Value::Float(_) => Type::FLOAT8,
        Value::Text(_) => Type::TEXT,
        Value::Bytes(_) => Type::BYTEA,
    }
}

/// Tells apart the statements that have the same text and other kinds of values.
pub(super) fn kinds(values: &[Value]) -> Vec<u8> {
    let number = |value: &Value| match value {
        Value::Null => 0,
        Value::Integer(_) => 1,
        Value::Float(_) => 2,
        Value::Text(_) => 3,
        Value::Bytes(_) => 4,
    };
    values.iter().map(number).collect()
}

impl ToSql for Value {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Failed> {
        match self {
            Self::Null => return Ok(IsNull::Yes),
            Self::Integer(one) => out.put_i64(*one),
            Self::Float(one) => out.put_f64(*one),
            Self::Text(one) => out.put_slice(one.as_bytes()),
            Self::Bytes(one) => out.put_slice(one),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Failed> {
        Ok(match *kind {
            Type::INT8 => Self::Integer(i64::from_sql(kind, raw)?),
            Type::INT4 => Self::Integer(i64::from(i32::from_sql(kind, raw)?)),
            Type::INT2 => Self::Integer(i64::from(i16::from_sql(kind, raw)?)),
            Type::BOOL => Self::Integer(i64::from(bool::from_sql(kind, raw)?)),
            Type::FLOAT8 => Self::Float(f64::from_sql(kind, raw)?),
            Type::FLOAT4 => Self::Float(f64::from(f32::from_sql(kind, raw)?)),
            Type::NUMERIC => Self::Integer(whole(raw)?),
            Type::BYTEA => Self::Bytes(raw.to_vec()),
            _ => Self::Text(String::from_sql(kind, raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Failed> {
        Ok(Self::Null)
    }

    fn accepts(kind: &Type) -> bool {
        const KINDS: [Type; 8] = [
            Type::INT8,
            Type::INT4,
            Type::INT2,
            Type::BOOL,
            Type::FLOAT8,
            Type::FLOAT4,
            Type::NUMERIC,
            Type::BYTEA,
        ];
        KINDS.contains(kind) || <String as FromSql<'_>>::accepts(kind)
    }
}

/// A row with the five kinds of value.
pub(super) fn row(row: &tokio_postgres::Row) -> Result<Row, tokio_postgres::Error> {
    let columns = 0..row.columns().len();
    let values: Result<Vec<Value>, _> = columns.map(|column| row.try_get(column)).collect();
    values.map(Row::of)
}

/// A whole number in the binary form of NUMERIC (groups of four digits, PostgreSQL's `numeric.c`):
/// `SUM` over BIGINT gives one.
fn whole(raw: &[u8]) -> Result<i64, Failed> {
    let part = |at: usize| -> Result<i64, Failed> {
        let bytes = raw.get(at * 2..at * 2 + 2).ok_or("a NUMERIC is cut off")?;
        Ok(i64::from(i16::from_be_bytes([bytes[0], bytes[1]])))
    };
    let (groups, weight, sign) = (part(0)?, part(1)?, part(2)?);
    let mut sum: i64 = 0;
    for place in 0..=weight.max(-1) {
        let at = usize::try_from(4 + place)?;
        let group = if place < groups { part(at)? } else { 0 };
        let next = sum.checked_mul(10_000).and_then(|sum| sum.checked_add(group));
        sum = next.ok_or("a NUMERIC is larger than 64 bits")?;
    }
    match sign {
        0 if groups <= weight + 1 => Ok(sum),
        0x4000 if groups <= weight + 1 => Ok(-sum),
        _ => Err("a NUMERIC is no whole number".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numeric(parts: &[i16]) -> Vec<u8> {
        parts.iter().flat_map(|part| part.to_be_bytes()).collect()
    }

    #[test]
    fn sums_are_whole_numbers() {
        for (parts, wanted) in [
            (vec![0, 0, 0, 0], 0),
            (vec![1, 0, 0, 0, 7], 7),
            (vec![2, 1, 0, 0, 12, 3456], 123_456),
            (vec![1, 1, 0, 0, 5], 50_000),
            (vec![1, 0, 0x4000, 0, 42], -42),
        ] {
            assert_eq!(whole(&numeric(&parts)).expect("it is whole"), wanted, "{parts:?}");
        }
        for parts in [vec![1, -1, 0, 1, 5000], vec![1, 4, 0, 0, 9999, 0], vec![1, 0, 0, 0]] {
            assert!(whole(&numeric(&parts)).is_err(), "{parts:?}");
        }
    }
}
