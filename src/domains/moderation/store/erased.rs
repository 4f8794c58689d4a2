//! What is kept of accounts that were erased: nothing of what they brought, and of what they did
//! only that somebody did it. It must not break the chain of the audit log.

use super::bury;
use super::profiles::forget_profile;
use crate::contract::moderation::{Escalation, Owner, Proposal};
use crate::contract::user;
use crate::contract::video::VideoId;
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::rpc::Domain as _;

/// Stands where somebody was named.
const NOBODY: &str = "erased";

/// A block that waits to be confirmed.
struct Proposed {
    video_id: VideoId,
    proposal: Proposal,
}

columns! { Proposed { video_id, proposal } }

/// A case that was left to the administrators.
struct Escalated {
    video_id: VideoId,
    escalation: Escalation,
}

columns! { Escalated { video_id, escalation } }

/// Whether it was heard that an account was erased; the operator has none.
pub(in crate::domains::moderation) fn is_erased(
    view: &View<'_, Owner>,
    actor: &str,
) -> Reply<bool> {
    view.has_ended(user::Owner::NAME, actor)
}

/// Buries up to `limit` cases of an erased account; says how many.
pub(in crate::domains::moderation) fn bury_some_of(
    tx: &Tx<'_, Owner>,
    owner_id: &UserId,
    limit: u32,
) -> Reply<usize> {
    let sql = "SELECT video_id FROM cases WHERE owner_id = $1 ORDER BY video_id LIMIT $2";
    let ended: Vec<VideoId> = tx.column(sql, values![owner_id, limit])?;
    ended.iter().try_for_each(|video_id| bury(tx, video_id))?;
    Ok(ended.len())
}

/// Takes the name of an account from all that it did: reports, decisions, proposals, known
/// pictures and files, the audit log; and lets go of what it showed of itself. What it wrote in
/// reports goes; what it wrote to owners stays.
pub(in crate::domains::moderation) fn forget_person(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
) -> Reply<()> {
    // Each report keeps a sender of its own: a video has one open report of each.
    let sql = "UPDATE reports SET reporter_id = 'erased' || report_id, note = '' \
               WHERE reporter_id = $1";
    tx.execute(sql, values![user_id])?;
    let sql = "UPDATE cases SET held_by = '', held_until_ms = 0 WHERE held_by = $1";
    tx.execute(sql, values![user_id])?;
    let sql = "UPDATE cases SET decided_by = $2 WHERE decided_by = $1";
    tx.execute(sql, values![user_id, NOBODY])?;
    let sql = "UPDATE known_pictures SET added_by = $2 WHERE added_by = $1";
    tx.execute(sql, values![user_id, NOBODY])?;
    let sql = "UPDATE known_files SET added_by = $2 WHERE added_by = $1";
    tx.execute(sql, values![user_id, NOBODY])?;
    let sql = "UPDATE terms SET added_by = $2 WHERE added_by = $1";
    tx.execute(sql, values![user_id, NOBODY])?;
    tx.execute("DELETE FROM audit_names WHERE user_id = $1", values![user_id])?;
    forget_profile(tx, user_id, NOBODY)?;
    forget_proposals(tx, user_id)?;
    forget_escalations(tx, user_id)
}

fn forget_proposals(tx: &Tx<'_, Owner>, user_id: &UserId) -> Reply<()> {
    let sql = "SELECT video_id, proposal FROM cases WHERE is_waiting = 1 AND proposal IS NOT NULL";
    for Proposed { video_id, proposal } in tx.rows(sql, values![])? {
        if proposal.proposed_by == user_id.as_str() {
            let proposal = Proposal { proposed_by: NOBODY.to_owned(), ..proposal };
            let sql = "UPDATE cases SET proposal = $2 WHERE video_id = $1";
            tx.execute(sql, values![&video_id, &proposal])?;
        }
    }
    Ok(())
}

fn forget_escalations(tx: &Tx<'_, Owner>, user_id: &UserId) -> Reply<()> {
    let sql =
        "SELECT video_id, escalation FROM cases WHERE is_waiting = 1 AND escalation IS NOT NULL";
    for Escalated { video_id, escalation } in tx.rows(sql, values![])? {
        if escalation.escalated_by == user_id.as_str() {
            let escalation = Escalation { escalated_by: NOBODY.to_owned(), ..escalation };
            let sql = "UPDATE cases SET escalation = $2 WHERE video_id = $1";
            tx.execute(sql, values![&video_id, &escalation])?;
        }
    }
    Ok(())
}
