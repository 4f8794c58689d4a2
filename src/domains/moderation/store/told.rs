//! A case, what is told of it, and what the audit log says of it, in one unit. It must not decide
//! what holds.

use super::super::model::{self, AuditNote, Case};
use super::{alias, append, last, save};
use crate::contract::moderation::{Owner, ReviewDecided};
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;

/// Keeps a case that the rules have changed, and tells and logs what holds from now on.
pub(in crate::domains::moderation) fn settle(tx: &Tx<'_, Owner>, case: Case) -> Reply<()> {
    let (case, decided) = model::decide_outcome(case, tx.now_ms());
    save(tx, &case)?;
    decided.map_or(Ok(()), |decided| tell(tx, &decided, model::make_judged_note(&decided)))
}

/// Tells what was decided, and logs it in the same unit.
pub(in crate::domains::moderation) fn tell(
    tx: &Tx<'_, Owner>,
    decided: &ReviewDecided,
    note: AuditNote,
) -> Reply<()> {
    log(tx, note)?;
    tx.publish(decided)
}

/// Adds an entry to the audit log. An account stands in it under a name that means nothing once the
/// account is erased.
pub(in crate::domains::moderation) fn log(tx: &Tx<'_, Owner>, note: AuditNote) -> Reply<()> {
    let last = last(tx)?;
    let note = match model::is_account(&note.actor) {
        true => AuditNote { actor: alias(tx, &note.actor)?, ..note },
        false => note,
    };
    append(tx, &model::make_audit_row(last.as_ref(), note, tx.now_ms()))
}
