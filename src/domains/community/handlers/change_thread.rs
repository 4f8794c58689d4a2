//! ChangeThread: says who may comment on a video. What is there already must stay as it is.

use crate::contract::community::{ChangeThreadRequest, ChangeThreadResponse};
use crate::domains::community::actor::Community;
use crate::domains::community::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: ChangeThreadRequest,
) -> Reply<ChangeThreadResponse> {
    cx.caller.authorize_account()?;
    let video_id = request.video_id.parse().map_err(|_| model::refuse_thread())?;
    let policy = model::decide_policy(request.policy)?;
    let caller = cx.caller.clone();
    let change = service.domain.db.write(&cx, move |tx| {
        model::decide_keeper(&caller, store::find_thread(tx, &video_id)?)?;
        store::change_policy(tx, &video_id, policy)
    });
    change.await?;
    Ok(ChangeThreadResponse {})
}
