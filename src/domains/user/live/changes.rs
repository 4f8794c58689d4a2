//! Books what an account sets of itself, in the unit that sets it. It must not book what is
//! refused.

use crate::contract::user::Owner;
use crate::domains::user::{model, store};
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

/// Books one more change of an account that is locked.
///
/// # Errors
/// `TOO_MANY_PROFILE_CHANGES`
pub(in crate::domains::user) fn book_profile_change(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    most: u64,
) -> Reply<()> {
    let now_ms = tx.now_ms();
    let since_ms = now_ms.saturating_sub(model::PROFILE_CHANGES_COUNTED_MS);
    let count = store::count_profile_changes(tx, user_id, since_ms)?;
    let newest = store::profile_changes_of(tx, user_id, most)?;
    model::check_profile_changes((count, newest.last().copied()), most, now_ms)?;
    store::note_profile_change(tx, user_id)
}
