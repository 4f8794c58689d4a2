//! Rows of `sign_in_tickets`: sign-ins that wait for their second factor. It must not see a ticket,
//! only its hash.

use crate::contract::user::Owner;
use crate::domains::user::model::{TICKETS_MAX, Ticket};
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

columns! { Ticket { user_id, tries } }

/// Keeps a ticket of an account; of too many the oldest end.
pub(in crate::domains::user) fn put_ticket(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    token_hash: &str,
    expires_at_ms: i64,
) -> Reply<()> {
    let sql = "DELETE FROM sign_in_tickets WHERE token_hash IN (SELECT token_hash \
               FROM sign_in_tickets WHERE user_id = $1 \
               ORDER BY expires_at_ms DESC, token_hash LIMIT 1000 OFFSET $2)";
    tx.execute(sql, values![user_id, TICKETS_MAX - 1])?;
    let sql = "INSERT INTO sign_in_tickets (token_hash, user_id, tries, expires_at_ms) \
               VALUES ($1, $2, 0, $3)";
    tx.execute(sql, values![token_hash, user_id, expires_at_ms]).map(drop)
}

/// The sign-in that waits with a ticket.
pub(in crate::domains::user) fn ticket(
    view: &View<'_, Owner>,
    token_hash: &str,
    now_ms: i64,
) -> Reply<Option<Ticket>> {
    let sql = "SELECT user_id, tries FROM sign_in_tickets \
               WHERE token_hash = $1 AND expires_at_ms > $2";
    view.row(sql, values![token_hash, now_ms])
}

/// Notes a wrong code.
pub(in crate::domains::user) fn note_wrong_code(tx: &Tx<'_, Owner>, token_hash: &str) -> Reply<()> {
    let sql = "UPDATE sign_in_tickets SET tries = tries + 1 WHERE token_hash = $1";
    tx.execute(sql, values![token_hash]).map(drop)
}

/// Ends a ticket, if there is one.
pub(in crate::domains::user) fn end_ticket(tx: &Tx<'_, Owner>, token_hash: &str) -> Reply<()> {
    tx.execute("DELETE FROM sign_in_tickets WHERE token_hash = $1", values![token_hash]).map(drop)
}

/// Ends every ticket of an account.
pub(in crate::domains::user) fn end_tickets(tx: &Tx<'_, Owner>, user_id: &UserId) -> Reply<()> {
    tx.execute("DELETE FROM sign_in_tickets WHERE user_id = $1", values![user_id]).map(drop)
}

/// Forgets one batch of the tickets that no longer held at a time; says how many.
pub(in crate::domains::user) fn sweep_tickets(
    tx: &Tx<'_, Owner>,
    before_ms: i64,
    batch_rows: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM sign_in_tickets WHERE token_hash IN (SELECT token_hash \
               FROM sign_in_tickets WHERE expires_at_ms <= $1 ORDER BY expires_at_ms LIMIT $2)";
    tx.execute(sql, values![before_ms, batch_rows])
}
