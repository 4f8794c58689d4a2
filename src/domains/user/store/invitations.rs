//! Rows of `invitations`, and who came by which. It must not see a link's token, only its hash.

use crate::contract::user::{InvitationId, Owner};
use crate::domains::user::model::Invited;
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::page::Span;

columns! {
    Invited {
        invitation_id, label, role, uses_max, created_at_ms, expires_at_ms, revoked_at_ms
    }
}

/// How many invitations have not ended, be they used up or not.
pub(in crate::domains::user) fn count_invitations(
    view: &View<'_, Owner>,
    now_ms: i64,
) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM invitations WHERE expires_at_ms > $1 AND revoked_at_ms = 0";
    Ok(view.value(sql, values![now_ms])?.unwrap_or_default())
}

pub(in crate::domains::user) fn insert_invitation(
    tx: &Tx<'_, Owner>,
    invited: &Invited,
    token_hash: &str,
) -> Reply<()> {
    let sql = "INSERT INTO invitations (invitation_id, token_hash, label, role, uses_max, \
               created_at_ms, expires_at_ms, revoked_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)";
    let Invited { invitation_id, label, role, uses_max, created_at_ms, expires_at_ms, .. } =
        invited;
    let values =
        values![invitation_id, token_hash, label, *role, *uses_max, *created_at_ms, *expires_at_ms];
    tx.execute(sql, values).map(drop)
}

/// The invitation of a link, whether it still holds or not.
pub(in crate::domains::user) fn of_invitation(
    view: &View<'_, Owner>,
    token_hash: &str,
) -> Reply<Option<Invited>> {
    let sql = "SELECT invitation_id, label, role, uses_max, created_at_ms, expires_at_ms, \
               revoked_at_ms FROM invitations WHERE token_hash = $1";
    view.row(sql, values![token_hash])
}

/// The same, locked for the rest of the unit, so that the count of its uses stays true.
pub(in crate::domains::user) fn lock_invitation(
    tx: &Tx<'_, Owner>,
    token_hash: &str,
) -> Reply<Option<Invited>> {
    let sql = "UPDATE invitations SET token_hash = token_hash WHERE token_hash = $1";
    tx.execute(sql, values![token_hash])?;
    of_invitation(tx, token_hash)
}

/// How many have come by an invitation.
pub(in crate::domains::user) fn count_uses(
    view: &View<'_, Owner>,
    invitation_id: &InvitationId,
) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM invitation_uses WHERE invitation_id = $1";
    Ok(view.value(sql, values![invitation_id])?.unwrap_or_default())
}

/// Notes that an account came by an invitation.
pub(in crate::domains::user) fn note_use(
    tx: &Tx<'_, Owner>,
    invitation_id: &InvitationId,
    user_id: &UserId,
) -> Reply<()> {
    let sql = "INSERT INTO invitation_uses (invitation_id, user_id, used_at_ms) \
               VALUES ($1, $2, $3)";
    tx.execute(sql, values![invitation_id, user_id, tx.now_ms()]).map(drop)
}

/// Ends an invitation; one that has ended is no other. False when there is none of that id.
pub(in crate::domains::user) fn revoke_invitation(
    tx: &Tx<'_, Owner>,
    invitation_id: &InvitationId,
) -> Reply<bool> {
    let sql = "UPDATE invitations SET revoked_at_ms = $2, expires_at_ms = $2 \
               WHERE invitation_id = $1 AND expires_at_ms > $2";
    if tx.execute(sql, values![invitation_id, tx.now_ms()])? == 1 {
        return Ok(true);
    }
    let sql = "SELECT 1 FROM invitations WHERE invitation_id = $1";
    tx.exists(sql, values![invitation_id])
}

/// Invitations, newest first: one more than asked, to see whether it goes on.
pub(in crate::domains::user) fn list_invitations(
    view: &View<'_, Owner>,
    span: &Span,
) -> Reply<Vec<Invited>> {
    let sql = "SELECT invitation_id, label, role, uses_max, created_at_ms, expires_at_ms, \
               revoked_at_ms FROM invitations WHERE (created_at_ms, invitation_id) < ($1, $2) \
               ORDER BY created_at_ms DESC, invitation_id DESC LIMIT $3";
    view.rows(sql, values![span.before_ms, &span.before_id, span.rows()])
}

/// Forgets one batch of the invitations that ended before a time, and of who came by them; says how
/// many rows.
pub(in crate::domains::user) fn sweep_invitations(
    tx: &Tx<'_, Owner>,
    before_ms: i64,
    batch_rows: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM invitation_uses WHERE (invitation_id, user_id) IN \
               (SELECT u.invitation_id, u.user_id FROM invitation_uses u \
               JOIN invitations i ON i.invitation_id = u.invitation_id \
               WHERE i.expires_at_ms < $1 ORDER BY u.invitation_id, u.user_id LIMIT $2)";
    let uses = tx.execute(sql, values![before_ms, batch_rows])?;
    let sql = "DELETE FROM invitations WHERE invitation_id IN (SELECT i.invitation_id \
               FROM invitations i WHERE i.expires_at_ms < $1 AND NOT EXISTS \
               (SELECT 1 FROM invitation_uses u WHERE u.invitation_id = i.invitation_id) \
               ORDER BY i.expires_at_ms LIMIT $2)";
    let invitations = tx.execute(sql, values![before_ms, batch_rows])?;
    Ok(uses.max(invitations))
}
