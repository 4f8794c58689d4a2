//! Rows of `sign_up_requests`: one for each account that is not let in yet. It must not decide who
//! is.

use crate::contract::user::{Owner, SignUpRequested};
use crate::domains::user::model::{Asking, Dismissal, InQueue};
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::page::Span;

columns! {
    Dismissal { refused_at_ms, refusal_reason }
    Asking { answer, asked_at_ms, ends_at_ms, dismissal: [Dismissal] }
    InQueue { user_id, name, answer, asked_at_ms, ends_at_ms }
}

/// How many wait for approval.
pub(in crate::domains::user) fn count_waiting(view: &View<'_, Owner>) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM sign_up_requests WHERE refused_at_ms = 0";
    Ok(view.value(sql, values![])?.unwrap_or_default())
}

/// Has a new account wait for approval, and tells of it.
pub(in crate::domains::user) fn put_request(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    asking: &Asking,
) -> Reply<()> {
    let sql = "INSERT INTO sign_up_requests (user_id, answer, asked_at_ms, ends_at_ms, \
               refused_at_ms, refusal_reason) VALUES ($1, $2, $3, $4, $5, $6)";
    let Asking { answer, asked_at_ms, ends_at_ms, dismissal } = asking;
    let Dismissal { refused_at_ms, refusal_reason } = dismissal;
    let values =
        values![user_id, answer, *asked_at_ms, *ends_at_ms, *refused_at_ms, refusal_reason];
    tx.execute(sql, values)?;
    tx.publish(&SignUpRequested { user_id: user_id.to_string() })
}

/// What an account waits for, if it does.
pub(in crate::domains::user) fn request_of(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<Option<Asking>> {
    let sql = "SELECT answer, asked_at_ms, ends_at_ms, refused_at_ms, refusal_reason \
               FROM sign_up_requests WHERE user_id = $1";
    view.row(sql, values![user_id])
}

/// Sign-ups that wait, newest first: one more than asked, to see whether it goes on.
pub(in crate::domains::user) fn list_waiting(
    view: &View<'_, Owner>,
    span: &Span,
) -> Reply<Vec<InQueue>> {
    let sql = "SELECT r.user_id, a.name, r.answer, r.asked_at_ms, r.ends_at_ms \
               FROM sign_up_requests r JOIN accounts a ON a.user_id = r.user_id \
               WHERE r.refused_at_ms = 0 AND (r.asked_at_ms, r.user_id) < ($1, $2) \
               ORDER BY r.asked_at_ms DESC, r.user_id DESC LIMIT $3";
    view.rows(sql, values![span.before_ms, &span.before_id, span.rows()])
}

/// Refuses a sign-up; its person is told why until `ends_at_ms`.
pub(in crate::domains::user) fn dismiss(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    dismissal: &Dismissal,
    ends_at_ms: i64,
) -> Reply<()> {
    let sql = "UPDATE sign_up_requests SET refused_at_ms = $2, refusal_reason = $3, \
               ends_at_ms = $4 WHERE user_id = $1";
    let Dismissal { refused_at_ms, refusal_reason } = dismissal;
    tx.execute(sql, values![user_id, *refused_at_ms, refusal_reason, ends_at_ms]).map(drop)
}

/// Lets an account in: it waits for nothing any more.
pub(in crate::domains::user) fn strike_request(tx: &Tx<'_, Owner>, user_id: &UserId) -> Reply<()> {
    tx.execute("DELETE FROM sign_up_requests WHERE user_id = $1", values![user_id]).map(drop)
}

/// Deletes one batch of the accounts that were not let in by their time; says how many. Nothing
/// else is kept of them: nobody was ever signed in.
pub(in crate::domains::user) fn sweep_sign_ups(
    tx: &Tx<'_, Owner>,
    now_ms: i64,
    batch_rows: u32,
) -> Reply<usize> {
    let sql = "SELECT user_id FROM sign_up_requests WHERE ends_at_ms <= $1 \
               ORDER BY ends_at_ms LIMIT $2";
    let ended: Vec<UserId> = tx.column(sql, values![now_ms, batch_rows])?;
    for user_id in &ended {
        super::lock(tx, user_id)?;
        strike_request(tx, user_id)?;
        tx.strike_events(user_id.as_str())?;
        tx.execute("DELETE FROM accounts WHERE user_id = $1", values![user_id])?;
    }
    Ok(ended.len())
}
