//! GetStanding: what was decided about a video and why, for its owner. It must not say by whom.

use crate::contract::moderation::{GetStandingRequest, GetStandingResponse};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: GetStandingRequest,
) -> Reply<GetStandingResponse> {
    let video_id = request.video_id.parse().map_err(|_| model::refuse_unknown())?;
    let found = service.domain.db.read(move |view| store::find(view, &video_id)).await?;
    model::decide_standing(&found.ok_or_else(model::refuse_unknown)?, &cx.caller)
}
