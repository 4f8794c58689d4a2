//! Rows of `tries`. It must not know whether the names exist.

use crate::contract::user::Owner;
use crate::domains::user::model::Tries;
use crate::kernel::db::{Tx, values};
use crate::kernel::fault::Reply;

/// The tries for a name since its last success.
pub(in crate::domains::user) fn known_tries(tx: &Tx<'_, Owner>, name_key: &str) -> Reply<Tries> {
    let sql = "SELECT tries, retry_at_ms FROM tries WHERE name_key = $1";
    let Some(row) = tx.one(sql, values![name_key])? else { return Ok(Tries::default()) };
    let tries = u32::try_from(row.count(0)?).unwrap_or(u32::MAX);
    Ok(Tries { tries, retry_at_ms: row.integer(1)? })
}

pub(in crate::domains::user) fn put_tries(
    tx: &Tx<'_, Owner>,
    name_key: &str,
    tries: Tries,
) -> Reply<()> {
    let sql = "INSERT INTO tries (name_key, tries, retry_at_ms, tried_at_ms) \
               VALUES ($1, $2, $3, $4) ON CONFLICT (name_key) \
               DO UPDATE SET tries = $2, retry_at_ms = $3, tried_at_ms = $4";
    let values = values![name_key, tries.tries, tries.retry_at_ms, tx.now_ms()];
    tx.execute(sql, values).map(drop)
}

/// Forgets the tries of a name: somebody signed in.
pub(in crate::domains::user) fn clear_tries(tx: &Tx<'_, Owner>, name_key: &str) -> Reply<()> {
    tx.execute("DELETE FROM tries WHERE name_key = $1", values![name_key]).map(drop)
}

/// Forgets one bite of the tries before a time; says how many names.
pub(in crate::domains::user) fn sweep_tries(
    tx: &Tx<'_, Owner>,
    before_ms: i64,
    bite_rows: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM tries WHERE name_key IN (SELECT name_key FROM tries \
               WHERE tried_at_ms < $1 ORDER BY tried_at_ms LIMIT $2)";
    tx.execute(sql, values![before_ms, bite_rows])
}
