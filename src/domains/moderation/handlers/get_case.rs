//! GetCase: one case with all that is known of it, for moderators. It must not change it.

use crate::contract::moderation::{GetCaseRequest, GetCaseResponse};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: GetCaseRequest,
) -> Reply<GetCaseResponse> {
    cx.caller.authorize_moderator()?;
    let video_id = request.video_id.parse().map_err(|_| model::refuse_unknown())?;
    let found = service.domain.db.read(move |view| store::find(view, &video_id)).await?;
    let case = found.ok_or_else(model::refuse_unknown)?;
    Ok(GetCaseResponse { case: Some(model::show_case(case, service.domain.clock.now_ms())) })
}
