//! DeleteComment: takes a comment away. What was replied to it stays; it must not leave what it
//! said anywhere.

use crate::contract::community::{CommentId, DeleteCommentRequest, DeleteCommentResponse};
use crate::contract::video::VideoId;
use crate::domains::community::actor::Community;
use crate::domains::community::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: DeleteCommentRequest,
) -> Reply<DeleteCommentResponse> {
    cx.caller.authorize_account()?;
    let video_id: VideoId = request.video_id.parse().map_err(|_| model::refuse_thread())?;
    let comment_id: CommentId = request.comment_id.parse().map_err(|_| model::refuse_comment())?;
    let caller = cx.caller.clone();
    let delete = service.domain.db.write(&cx, move |tx| {
        store::lock_thread(tx, &video_id)?;
        let thread = store::find_thread(tx, &video_id)?.ok_or_else(model::refuse_thread)?;
        let found = store::find_comment(tx, &video_id, &comment_id)?;
        let is_manager = model::may_manage(&caller, &thread);
        let is_own = model::decide_delete(&caller, is_manager, found.as_ref())?;
        let one = found.ok_or_else(model::refuse_comment)?;
        store::take_away(tx, &one)?;
        if is_own { Ok(()) } else { store::tell_removed(tx, &one) }
    });
    delete.await?;
    Ok(DeleteCommentResponse {})
}
