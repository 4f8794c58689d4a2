//! CheckText: what the rules in force find in a text. It must not answer those who would use it to
//! write around them.

use crate::contract::moderation::{CheckTextRequest, CheckTextResponse};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::model;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: CheckTextRequest,
) -> Reply<CheckTextResponse> {
    cx.caller.authorize_moderator()?;
    model::check_tried(&request.text)?;
    let options = service.options.get();
    let rules = service.rules.rulebook(&service.domain.db, &options).await?;
    let (action, hits) = rules.find("", &request.text);
    Ok(CheckTextResponse { action: action.into(), hits })
}
