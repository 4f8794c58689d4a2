//! Values and rows on PostgreSQL: what goes as a parameter, and what comes as a column.
//! It must not send a statement.

use crate::kernel::db::value::{Names, Row, Value};
use sqlx::encode::{Encode, IsNull};
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgRow, PgTypeInfo, PgValueRef};
use sqlx::{
    Arguments as _, Column, Decode, Error, Postgres, Row as _, Type, TypeInfo as _, ValueRef as _,
};

/// "unknown": the server finds out by the place where it stands.
const UNKNOWN: PgTypeInfo = PgTypeInfo::with_oid(Oid(705));

/// A value as a parameter.
struct Parameter<'a>(&'a Value);

impl Type<Postgres> for Parameter<'_> {
    fn type_info() -> PgTypeInfo {
        UNKNOWN
    }
}

impl Encode<'_, Postgres> for Parameter<'_> {
    fn encode_by_ref(&self, out: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        match self.0 {
            Value::Null => Ok(IsNull::Yes),
            Value::Integer(one) => Encode::<Postgres>::encode_by_ref(one, out),
            Value::Float(one) => Encode::<Postgres>::encode_by_ref(one, out),
            Value::Text(one) => Encode::<Postgres>::encode_by_ref(one, out),
            Value::Bytes(one) => Encode::<Postgres>::encode_by_ref(one, out),
        }
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(match self.0 {
            Value::Null => UNKNOWN,
            Value::Integer(_) => <i64 as Type<Postgres>>::type_info(),
            Value::Float(_) => <f64 as Type<Postgres>>::type_info(),
            Value::Text(_) => <String as Type<Postgres>>::type_info(),
            Value::Bytes(_) => <Vec<u8> as Type<Postgres>>::type_info(),
        })
    }
}

/// The parameters of a statement.
pub(super) fn parameters(values: &[Value]) -> Result<PgArguments, Error> {
    let mut all = PgArguments::default();
    for value in values {
        all.add(Parameter(value)).map_err(Error::Encode)?;
    }
    Ok(all)
}

/// The rows of a statement, with the five kinds of value.
pub(super) fn rows_of(found: &[PgRow]) -> Result<Vec<Row>, Error> {
    let Some(first) = found.first() else { return Ok(Vec::new()) };
    let names = Names::of(first.columns().iter().map(Column::name));
    let read = |row: &PgRow, column: usize| {
        let failed = |source| Error::ColumnDecode { index: column.to_string(), source };
        value(row.try_get_raw(column)?).map_err(failed)
    };
    let row = |row: &PgRow| {
        let values: Result<_, _> = (0..row.len()).map(|column| read(row, column)).collect();
        values.map(|values| Row::of(&names, values))
    };
    found.iter().map(row).collect()
}

fn value(raw: PgValueRef<'_>) -> Result<Value, BoxDynError> {
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let kind = raw.type_info().into_owned();
    Ok(match kind.name() {
        "INT8" => Value::Integer(Decode::<Postgres>::decode(raw)?),
        "INT4" => Value::Integer(<i32 as Decode<Postgres>>::decode(raw)?.into()),
        "INT2" => Value::Integer(<i16 as Decode<Postgres>>::decode(raw)?.into()),
        "BOOL" => Value::Integer(<bool as Decode<Postgres>>::decode(raw)?.into()),
        "FLOAT8" => Value::Float(Decode::<Postgres>::decode(raw)?),
        "FLOAT4" => Value::Float(<f32 as Decode<Postgres>>::decode(raw)?.into()),
        "NUMERIC" => Value::Integer(whole(raw.as_bytes()?)?),
        "BYTEA" => Value::Bytes(raw.as_bytes()?.to_vec()),
        _ if <String as Type<Postgres>>::compatible(&kind) => Value::Text(raw.as_str()?.to_owned()),
        other => return Err(format!("a column of type {other} cannot be read").into()),
    })
}

/// A whole number in the binary form of NUMERIC (groups of four digits, PostgreSQL's `numeric.c`):
/// `SUM` over BIGINT gives one.
fn whole(raw: &[u8]) -> Result<i64, BoxDynError> {
    let part = |at: usize| -> Result<i64, BoxDynError> {
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
