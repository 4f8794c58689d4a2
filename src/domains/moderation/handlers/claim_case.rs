//! ClaimCase: takes a case in hand for a while. It must not take one from somebody else.

use crate::contract::moderation::{ClaimCaseRequest, ClaimCaseResponse, Owner};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::{model, store};
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: ClaimCaseRequest,
) -> Reply<ClaimCaseResponse> {
    cx.caller.authorize_moderator()?;
    let (caller, moderator) = (cx.caller.clone(), model::make_actor(&cx.caller));
    let video_id = request.video_id.parse().map_err(|_| model::refuse_unknown())?;
    let lease_ms = service.options.get().lease_ms;
    let claim = move |tx: &Tx<'_, Owner>| {
        if store::is_erased(tx, &moderator)? {
            return Err(refuse_erased().into());
        }
        let found = store::find(tx, &video_id)?.ok_or_else(model::refuse_unknown)?;
        let case = model::decide_claim(found, &caller, (tx.now_ms(), lease_ms))?;
        store::save(tx, &case)?;
        let reports = store::reports(tx, &case.video_id, model::REPORTS_SHOWN)?;
        Ok(ClaimCaseResponse { case: Some(model::show_case(case, reports, tx.now_ms())) })
    };
    service.domain.db.write(&cx, claim).await
}
