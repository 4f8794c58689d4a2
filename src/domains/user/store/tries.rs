//! Rows of `tries`, `tries_by_place` and `known_places`. It must not know whether the names exist.

use crate::contract::user::Owner;
use crate::domains::user::model::Tries;
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

columns! { Tries { tries, retry_at_ms } }

/// The tries for a name from one place since its last success.
pub(in crate::domains::user) fn known_tries(
    tx: &Tx<'_, Owner>,
    name_key: &str,
    place: &str,
) -> Reply<Tries> {
    let sql = "SELECT tries, retry_at_ms FROM tries_by_place WHERE name_key = $1 AND place = $2";
    Ok(tx.row(sql, values![name_key, place])?.unwrap_or_default())
}

pub(in crate::domains::user) fn put_tries(
    tx: &Tx<'_, Owner>,
    name_key: &str,
    place: &str,
    tries: Tries,
) -> Reply<()> {
    let sql = "INSERT INTO tries_by_place (name_key, place, tries, retry_at_ms, tried_at_ms) \
               VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name_key, place) \
               DO UPDATE SET tries = $3, retry_at_ms = $4, tried_at_ms = $5";
    let values = values![name_key, place, tries.tries, tries.retry_at_ms, tx.now_ms()];
    tx.execute(sql, values).map(drop)
}

/// Forgets the tries for a name from one place: somebody signed in there.
pub(in crate::domains::user) fn clear_tries(
    tx: &Tx<'_, Owner>,
    name_key: &str,
    place: &str,
) -> Reply<()> {
    let sql = "DELETE FROM tries_by_place WHERE name_key = $1 AND place = $2";
    tx.execute(sql, values![name_key, place]).map(drop)
}

/// When the next try for a name from any unknown place would come if all came evenly.
pub(in crate::domains::user) fn strangers_at_ms(tx: &Tx<'_, Owner>, name_key: &str) -> Reply<i64> {
    let sql = "SELECT retry_at_ms FROM tries WHERE name_key = $1";
    Ok(tx.value(sql, values![name_key])?.unwrap_or_default())
}

pub(in crate::domains::user) fn put_strangers(
    tx: &Tx<'_, Owner>,
    name_key: &str,
    at_ms: i64,
) -> Reply<()> {
    let sql = "INSERT INTO tries (name_key, tries, retry_at_ms, tried_at_ms) \
               VALUES ($1, 0, $2, $3) ON CONFLICT (name_key) \
               DO UPDATE SET retry_at_ms = $2, tried_at_ms = $3";
    tx.execute(sql, values![name_key, at_ms, tx.now_ms()]).map(drop)
}

/// From which of these places an account was entered before.
pub(in crate::domains::user) fn known_places(
    view: &View<'_, Owner>,
    user_id: &UserId,
    places: &[String],
) -> Reply<Vec<String>> {
    let sql = "SELECT 1 FROM known_places WHERE user_id = $1 AND place = $2";
    let mut known = Vec::new();
    for place in places {
        if view.exists(sql, values![user_id, place])? {
            known.push(place.clone());
        }
    }
    Ok(known)
}

/// Remembers places of an account; of more than `places_max` the longest unseen are forgotten.
pub(in crate::domains::user) fn note_places(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    places: &[String],
    places_max: u32,
) -> Reply<()> {
    let sql = "INSERT INTO known_places (user_id, place, seen_at_ms) VALUES ($1, $2, $3) \
               ON CONFLICT (user_id, place) DO UPDATE SET seen_at_ms = $3";
    for place in places {
        tx.execute(sql, values![user_id, place, tx.now_ms()])?;
    }
    let sql = "DELETE FROM known_places WHERE user_id = $1 AND place NOT IN \
               (SELECT place FROM known_places WHERE user_id = $1 \
               ORDER BY seen_at_ms DESC, place LIMIT $2)";
    tx.execute(sql, values![user_id, places_max]).map(drop)
}

/// Forgets one batch of the tries before a time; says how many rows.
pub(in crate::domains::user) fn sweep_tries(
    tx: &Tx<'_, Owner>,
    before_ms: i64,
    batch_rows: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM tries_by_place WHERE (name_key, place) IN (SELECT name_key, place \
               FROM tries_by_place WHERE tried_at_ms < $1 ORDER BY tried_at_ms LIMIT $2)";
    let places = tx.execute(sql, values![before_ms, batch_rows])?;
    let sql = "DELETE FROM tries WHERE name_key IN (SELECT name_key FROM tries \
               WHERE tried_at_ms < $1 ORDER BY tried_at_ms LIMIT $2)";
    let names = tx.execute(sql, values![before_ms, batch_rows])?;
    Ok(places.max(names))
}

/// Forgets one batch of the places that nobody came from since a time; says how many.
pub(in crate::domains::user) fn sweep_places(
    tx: &Tx<'_, Owner>,
    before_ms: i64,
    batch_rows: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM known_places WHERE (user_id, place) IN (SELECT user_id, place \
               FROM known_places WHERE seen_at_ms < $1 ORDER BY seen_at_ms LIMIT $2)";
    tx.execute(sql, values![before_ms, batch_rows])
}
