//! GetCase: one case with all that is known of it, for moderators. It must not change it.

use crate::contract::moderation::{GetCaseRequest, GetCaseResponse, Owner};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::{model, store};
use crate::kernel::context::Context;
use crate::kernel::db::View;
use crate::kernel::fault::Reply;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: GetCaseRequest,
) -> Reply<GetCaseResponse> {
    cx.caller.authorize_moderator()?;
    let video_id = request.video_id.parse().map_err(|_| model::refuse_unknown())?;
    let read = move |view: &View<'_, Owner>| {
        let reports = store::reports(view, &video_id, model::REPORTS_SHOWN)?;
        Ok((store::find(view, &video_id)?, reports))
    };
    let (found, reports) = service.domain.db.read(read).await?;
    let case = found.ok_or_else(model::refuse_unknown)?;
    let now_ms = service.domain.clock.now_ms();
    Ok(GetCaseResponse { case: Some(model::show_case(case, reports, now_ms)) })
}
