//! DecideComment: shows or removes what waits. What the rules of the site hold must not be decided
//! by the owner of the video.

use crate::contract::community::{
    CommentId, CommentState, DecideCommentRequest, DecideCommentResponse,
};
use crate::contract::video::VideoId;
use crate::domains::community::actor::Community;
use crate::domains::community::live::Listeners;
use crate::domains::community::model;
use crate::domains::community::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: DecideCommentRequest,
) -> Reply<DecideCommentResponse> {
    cx.caller.authorize_account()?;
    let video_id: VideoId = request.video_id.parse().map_err(|_| model::refuse_thread())?;
    let comment_id: CommentId = request.comment_id.parse().map_err(|_| model::refuse_comment())?;
    let caller = cx.caller.clone();
    let listeners = if request.is_shown {
        service.listeners(&video_id, &comment_id).await?
    } else {
        Listeners::default()
    };
    let decide = service.domain.db.write(&cx, move |tx| {
        store::lock_thread(tx, &video_id)?;
        let thread = model::decide_keeper(&caller, store::find_thread(tx, &video_id)?)?;
        let found = store::find_comment(tx, &video_id, &comment_id)?;
        // A shown one waits as well when it was reported.
        let found = found.filter(|one| one.is_waiting() || one.is_shown());
        let one = found.ok_or_else(model::refuse_comment)?;
        if one.state != CommentState::Reviewed {
            caller.authorize_moderator()?;
        }
        if caller.user_id().is_some_and(|id| one.author_id == id.as_str()) {
            return Err(model::refuse_own().into());
        }
        if one.is_shown() && !store::close_reports(tx, &one.comment_id)? {
            return Err(model::refuse_comment().into());
        }
        if !request.is_shown {
            store::take_away(tx, &one)?;
            return store::tell_removed(tx, &one);
        }
        if one.is_shown() {
            return Ok(());
        }
        // What was said of it before it was hidden is answered with it.
        store::close_reports(tx, &one.comment_id)?;
        store::let_through(tx, &one)?;
        // It may have been written anew meanwhile, with whom it names.
        if one.text == listeners.text {
            store::save_mentions(tx, &one.comment_id, &listeners.mentions)?;
        }
        store::tell_shown(tx, &one, &thread.owner_id, listeners.reached)
    });
    decide.await?;
    Ok(DecideCommentResponse {})
}
