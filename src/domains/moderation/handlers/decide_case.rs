//! DecideCase: what a person decides holds from now on. It closes the reports of
//! the video, and must not overtake another moderator.

use crate::contract::moderation::{DecideCaseRequest, DecideCaseResponse, Owner, ReviewDecided};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::{model, store};
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: DecideCaseRequest,
) -> Reply<DecideCaseResponse> {
    cx.caller.authorize_moderator()?;
    let (caller, moderator) = (cx.caller.clone(), model::make_actor(&cx.caller));
    let video_id = request.video_id.parse().map_err(|_| model::refuse_unknown())?;
    let options = service.options.get();
    let decide = move |tx: &Tx<'_, Owner>| {
        if store::is_erased(tx, &moderator)? {
            return Err(refuse_erased().into());
        }
        let case = store::find(tx, &video_id)?.ok_or_else(model::refuse_unknown)?;
        model::check_hands(&case, &moderator, tx.now_ms())?;
        model::check_decision(&case, &caller, &request)?;
        let is_on_appeal = !case.appeal.is_empty();
        if model::is_proposal(&case, &moderator, &request, &options) {
            let now_ms = tx.now_ms();
            let case = model::after_proposal(case, moderator.clone(), &request, now_ms);
            store::save(tx, &case)?;
            store::log(tx, model::make_proposed_note(&case, moderator.clone(), request.reason()))?;
            let reports = store::reports(tx, &case.video_id, model::REPORTS_SHOWN)?;
            let case = Some(model::show_case(case, reports, now_ms));
            return Ok(DecideCaseResponse { case });
        }
        let case = model::after_decision(case, moderator.clone(), &request);
        store::close_reports(tx, &case.video_id)?;
        let (case, decided) = model::decide_outcome(case, tx.now_ms());
        let decided = decided.map(|decided| ReviewDecided { is_on_appeal, ..decided });
        store::save(tx, &case)?;
        if let Some(decided) = decided {
            let note = model::make_decided_note(&decided, moderator.clone());
            store::tell(tx, &decided, note)?;
        }
        let reports = store::reports(tx, &case.video_id, model::REPORTS_SHOWN)?;
        Ok(DecideCaseResponse { case: Some(model::show_case(case, reports, tx.now_ms())) })
    };
    service.domain.db.answer(&cx, decide).await
}
