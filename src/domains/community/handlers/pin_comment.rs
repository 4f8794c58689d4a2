//! PinComment: puts one comment above all others. It must not be done by anybody but the owner.

use crate::contract::community::{CommentId, PinCommentRequest, PinCommentResponse, Refusal};
use crate::contract::video::VideoId;
use crate::domains::community::actor::Community;
use crate::domains::community::model::{self, Posted};
use crate::domains::community::store;
use crate::kernel::context::Context;
use crate::kernel::fault::{RefusalCode as _, Reply};
use crate::kernel::id::UserId;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: PinCommentRequest,
) -> Reply<PinCommentResponse> {
    cx.caller.authorize_account()?;
    let video_id: VideoId = request.video_id.parse().map_err(|_| model::refuse_thread())?;
    let comment_id: CommentId = request.comment_id.parse().map_err(|_| model::refuse_comment())?;
    let caller = cx.caller.clone();
    let pin = service.domain.db.write(&cx, move |tx| {
        store::lock_thread(tx, &video_id)?;
        let thread = model::decide_keeper(&caller, store::find_thread(tx, &video_id)?)?;
        let owner_id: UserId = thread.owner_id.parse().map_err(|_| model::refuse_thread())?;
        caller.authorize_owner(&owner_id)?;
        if !request.is_pinned {
            let is_this = thread.pinned_id == comment_id.as_str();
            return if is_this { store::pin_comment(tx, &video_id, "") } else { Ok(()) };
        }
        let found = store::find_comment(tx, &video_id, &comment_id)?;
        let found = found.filter(Posted::is_shown).ok_or_else(model::refuse_comment)?;
        if !found.root_id.is_empty() {
            let reason = "only a comment on the video itself can be pinned, not a reply";
            return Err(Refusal::PinInvalid.because(reason).into());
        }
        store::pin_comment(tx, &video_id, comment_id.as_str())
    });
    pin.await?;
    Ok(PinCommentResponse {})
}
