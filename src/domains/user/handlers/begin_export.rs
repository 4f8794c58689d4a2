//! Notes that the caller begins to export their account. It must not let anybody begin for another,
//! whatever their role.

use crate::contract::user::{BeginExportRequest, BeginExportResponse, Refusal};
use crate::domains::user::actor::User;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::quota::check_quota;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    _: BeginExportRequest,
) -> Reply<BeginExportResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let most = service.options.get().exports_per_day_max;
    let begun = service.domain.db.answer(&cx, move |tx| {
        // The lock keeps the count true until the row is in.
        if !store::lock(tx, &user_id)? {
            return Err(model::refuse_user().into());
        }
        let since_ms = tx.now_ms() - model::EXPORTS_COUNTED_MS;
        check_quota(Refusal::TooManyExports, store::count_exports(tx, &user_id, since_ms)?, most)?;
        store::note_export(tx, &user_id)?;
        Ok(BeginExportResponse {})
    });
    begun.await
}
