//! Rows in the binary form of COPY. It must not send them.

use crate::kernel::db::value::{Row, Value};
use std::num::TryFromIntError;

/// What a binary COPY begins with: its signature, no flags, no extension.
const BEGIN: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// The rows with beginning and end, for columns of the same kinds.
pub(super) fn of(rows: &[Row]) -> Result<Vec<u8>, TryFromIntError> {
    let mut out = BEGIN.to_vec();
    for row in rows {
        out.extend(i16::try_from(row.values().len())?.to_be_bytes());
        for value in row.values() {
            match value {
                Value::Null => out.extend((-1_i32).to_be_bytes()),
                Value::Integer(one) => field(&mut out, &one.to_be_bytes())?,
                Value::Float(one) => field(&mut out, &one.to_be_bytes())?,
                Value::Text(one) => field(&mut out, one.as_bytes())?,
                Value::Bytes(one) => field(&mut out, one)?,
            }
        }
    }
    out.extend((-1_i16).to_be_bytes());
    Ok(out)
}

fn field(out: &mut Vec<u8>, bytes: &[u8]) -> Result<(), TryFromIntError> {
    out.extend(i32::try_from(bytes.len())?.to_be_bytes());
    out.extend(bytes);
    Ok(())
}
