//! Keeps an account out. Nothing that opens it may outlive this: sessions, API tokens and links end
//! in the same unit.

use crate::contract::user::{SuspendUserRequest, SuspendUserResponse};
use crate::domains::user::actor::User;
use crate::domains::user::model::{self, Suspension};
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::ports::letter::Letter;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: SuspendUserRequest,
) -> Reply<SuspendUserResponse> {
    cx.caller.authorize_admin()?;
    let user_id = request.user_id.parse().map_err(|_| model::refuse_user())?;
    let suspension_reason = model::decide_reason(&request.reason)?;
    let caller = cx.caller.clone();
    let reason = suspension_reason.clone();
    let told = |name| Letter::Suspended { name, reason };
    let letter = service.write_to(&user_id, told).await?;
    let suspended = service.domain.db.write(&cx, move |tx| {
        let overseen = store::lock_overseen(tx, &user_id)?.ok_or_else(model::refuse_user)?;
        model::check_suspending(&caller, &overseen, store::count_administrators(tx)?)?;
        let suspended_at_ms = match overseen.suspension.suspended_at_ms {
            0 => tx.now_ms(),
            since_ms => since_ms,
        };
        let suspension = Suspension { suspended_at_ms, suspension_reason };
        store::set_suspension(tx, &user_id, &suspension)?;
        store::end_sessions(tx, &user_id, "")?;
        store::revoke_tokens(tx, &user_id, "")?;
        store::strike_reset_link(tx, &user_id)?;
        store::end_tickets(tx, &user_id)?;
        // Who is suspended already has been told.
        if overseen.suspension.suspended_at_ms == 0 {
            letter.iter().try_for_each(|letter| store::queue(tx, letter))?;
        }
        Ok(SuspendUserResponse {})
    });
    let suspended = suspended.await?;
    service.mailing.notify_one();
    Ok(suspended)
}
