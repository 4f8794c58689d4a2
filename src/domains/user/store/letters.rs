//! Rows of `letters`: messages that wait, and those that no longer do, without their content.

use crate::contract::user::Owner;
use crate::domains::user::model::{Fate, MailCounts, Outgoing};
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::ports::mail::MailId;

columns! {
    Outgoing {
        letter_id, user_id, address, subject, body_text, body_html, written_at_ms, tries,
        is_notice, leave_link,
    }
    MailCounts { waiting, given_up, oldest_at_ms, last_fault }
}

/// Lets a message wait from now on, unless its account was erased since it was worded.
pub(in crate::domains::user) fn queue(tx: &Tx<'_, Owner>, one: &Outgoing) -> Reply<()> {
    if !super::lock(tx, &one.user_id)? {
        return Ok(());
    }
    let sql = "INSERT INTO letters (letter_id, user_id, address, subject, body_text, body_html, \
               written_at_ms, due_at_ms, tries, ended_at_ms, is_given_up, last_fault, \
               is_notice, leave_link) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 0, 0, 0, '', $8, $9)";
    let values = values![
        &one.letter_id,
        &one.user_id,
        &one.address,
        &one.subject,
        &one.body_text,
        &one.body_html,
        one.written_at_ms,
        one.is_notice,
        &one.leave_link,
    ];
    tx.execute(sql, values).map(drop)
}

/// Those that are due, the longest due first.
pub(in crate::domains::user) fn due_letters(
    view: &View<'_, Owner>,
    now_ms: i64,
    rows_max: u32,
) -> Reply<Vec<Outgoing>> {
    let sql = "SELECT letter_id, user_id, address, subject, body_text, body_html, written_at_ms, \
               tries, is_notice, leave_link FROM letters WHERE ended_at_ms = 0 AND due_at_ms <= $1 \
               ORDER BY due_at_ms, letter_id LIMIT $2";
    view.rows(sql, values![now_ms, rows_max])
}

/// Notes what became of a try; what does not wait any more loses its content, and goes with its
/// address where its account was erased.
pub(in crate::domains::user) fn note_try(
    tx: &Tx<'_, Owner>,
    letter_id: &MailId,
    fate: &Fate,
    fault: &str,
) -> Reply<()> {
    if let Fate::Due(due_at_ms) = fate {
        let sql = "UPDATE letters SET due_at_ms = $2, tries = tries + 1, last_fault = $3 \
                   WHERE letter_id = $1 AND ended_at_ms = 0";
        return tx.execute(sql, values![letter_id, *due_at_ms, fault]).map(drop);
    }
    let sql = "UPDATE letters SET ended_at_ms = $2, tries = tries + 1, is_given_up = $3, \
               last_fault = $4, subject = '', body_text = '', body_html = '', leave_link = '' \
               WHERE letter_id = $1 AND ended_at_ms = 0";
    let is_given_up = *fate == Fate::GivenUp;
    tx.execute(sql, values![letter_id, tx.now_ms(), is_given_up, fault])?;
    let sql = "DELETE FROM letters WHERE letter_id = $1 AND ended_at_ms > 0 \
               AND user_id IN (SELECT user_id FROM accounts WHERE erased_at_ms > 0)";
    tx.execute(sql, values![letter_id]).map(drop)
}

/// How many messages that it needs were written to an account since a time.
pub(in crate::domains::user) fn count_letters(
    view: &View<'_, Owner>,
    user_id: &UserId,
    since_ms: i64,
) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM letters WHERE user_id = $1 AND written_at_ms > $2 \
               AND is_notice = 0";
    Ok(view.value(sql, values![user_id, since_ms])?.unwrap_or_default())
}

/// How many that tell it of what others do.
pub(in crate::domains::user) fn count_notices(
    view: &View<'_, Owner>,
    user_id: &UserId,
    since_ms: i64,
) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM letters WHERE user_id = $1 AND written_at_ms > $2 \
               AND is_notice = 1";
    Ok(view.value(sql, values![user_id, since_ms])?.unwrap_or_default())
}

/// How all that waits fares.
pub(in crate::domains::user) fn count_mail(view: &View<'_, Owner>) -> Reply<MailCounts> {
    let sql = "SELECT COUNT(*) AS waiting, \
               (SELECT COUNT(*) FROM letters WHERE is_given_up = 1) AS given_up, \
               COALESCE(MIN(written_at_ms), 0) AS oldest_at_ms, \
               COALESCE(MAX(last_fault), '') AS last_fault FROM letters WHERE ended_at_ms = 0";
    Ok(view.row(sql, &[])?.unwrap_or_default())
}

/// Forgets one batch of those that ended before a time; says how many.
pub(in crate::domains::user) fn sweep_letters(
    tx: &Tx<'_, Owner>,
    before_ms: i64,
    batch_rows: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM letters WHERE letter_id IN (SELECT letter_id FROM letters \
               WHERE ended_at_ms > 0 AND ended_at_ms < $1 ORDER BY ended_at_ms LIMIT $2)";
    tx.execute(sql, values![before_ms, batch_rows])
}
