//! ScreenText: what the rules ask for of a text that somebody wants to show. It must not say what
//! it found, and answers no person.

use crate::contract::moderation::{Action, ScreenTextRequest, ScreenTextResponse};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::model;
use crate::kernel::context::{Caller, Context};
use crate::kernel::fault::Reply;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: ScreenTextRequest,
) -> Reply<ScreenTextResponse> {
    if !matches!(cx.caller, Caller::Domain(_)) {
        cx.caller.authorize_operator()?;
    }
    model::check_tried(&request.text)?;
    let options = service.options.get();
    if !options.judges_texts() {
        return Ok(ScreenTextResponse { action: Action::Pass.into() });
    }
    let rules = service.rules.rulebook(&service.domain.db, &options).await?;
    let (action, _) = rules.find("", &request.text);
    Ok(ScreenTextResponse { action: action.into() })
}
