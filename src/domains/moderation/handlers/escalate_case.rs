//! EscalateCase: from now on only administrators decide about it. It must not decide anything.

use crate::contract::moderation::{EscalateCaseRequest, EscalateCaseResponse, Owner};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::{model, store};
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: EscalateCaseRequest,
) -> Reply<EscalateCaseResponse> {
    cx.caller.authorize_moderator()?;
    let (caller, moderator) = (cx.caller.clone(), model::make_actor(&cx.caller));
    let video_id = request.video_id.parse().map_err(|_| model::refuse_unknown())?;
    let escalate = move |tx: &Tx<'_, Owner>| {
        if store::is_erased(tx, &moderator)? {
            return Err(refuse_erased().into());
        }
        let case = store::find(tx, &video_id)?.ok_or_else(model::refuse_unknown)?;
        let now_ms = tx.now_ms();
        model::check_hands(&case, &moderator, now_ms)?;
        model::check_escalation(&case, &caller, &request)?;
        let case = model::after_escalation(case, &moderator, &request, now_ms);
        store::save(tx, &case)?;
        store::log(tx, model::make_escalated_note(&case, moderator.clone()))?;
        let reports = store::reports(tx, &case.video_id, model::REPORTS_SHOWN)?;
        Ok(EscalateCaseResponse { case: Some(model::show_case(case, reports, now_ms)) })
    };
    service.domain.db.answer(&cx, escalate).await
}
