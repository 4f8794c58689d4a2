//! Whether an invitation holds now, by what is kept of it: looked at before a password costs a hash
//! and again in the unit that uses it up. It must not use it up itself.

use crate::contract::user::Owner;
use crate::domains::user::model::{self, Invited};
use crate::domains::user::store;
use crate::kernel::db::View;
use crate::kernel::fault::{Refused, Reply};

/// The invitation, if one more may come by it.
pub(in crate::domains::user) fn check_invitation(
    view: &View<'_, Owner>,
    found: Option<Invited>,
    now_ms: i64,
) -> Reply<Result<Invited, Refused>> {
    let Some(invited) = found else { return Ok(Err(model::refuse_invitation())) };
    let uses = store::count_uses(view, &invited.invitation_id)?;
    let admits = model::may_admit(&invited, uses, now_ms);
    Ok(if admits { Ok(invited) } else { Err(model::refuse_invitation()) })
}
