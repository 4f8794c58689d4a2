//! AppealDecision: brings a decision before a person once more. It must not change what holds.

use crate::contract::moderation::{AppealDecisionRequest, AppealDecisionResponse, Owner};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::model::{AuditNote, Deed};
use crate::domains::moderation::{model, store};
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: AppealDecisionRequest,
) -> Reply<AppealDecisionResponse> {
    let caller = cx.caller.clone();
    let actor = caller.authorize_account()?.to_string();
    let video_id = request.video_id.parse().map_err(|_| model::refuse_unknown())?;
    let appeal = move |tx: &Tx<'_, Owner>| {
        let found = store::find(tx, &video_id)?.ok_or_else(model::refuse_unknown)?;
        let case = model::decide_appeal(found, &caller, &request)?;
        store::save(tx, &case)?;
        let note = AuditNote {
            actor: actor.clone(),
            deed: Deed::Appealed,
            subject: case.video_id.to_string(),
            detail: case.action.as_str_name().to_owned(),
        };
        store::log(tx, note)?;
        Ok(AppealDecisionResponse {})
    };
    service.domain.db.answer(&cx, appeal).await
}
