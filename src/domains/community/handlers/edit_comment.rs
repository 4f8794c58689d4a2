//! EditComment: writes one's own comment anew. It must not show what nobody has judged.

use crate::contract::community::{
    CommentId, CommentState, EditCommentRequest, EditCommentResponse, Policy,
};
use crate::contract::video::VideoId;
use crate::domains::community::actor::Community;
use crate::domains::community::model::{self, ReaderMarks};
use crate::domains::community::store;
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: EditCommentRequest,
) -> Reply<EditCommentResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let video_id: VideoId = request.video_id.parse().map_err(|_| model::refuse_thread())?;
    let comment_id: CommentId = request.comment_id.parse().map_err(|_| model::refuse_comment())?;
    let text = model::decide_text(&request.text)?;
    let (of, id) = (video_id.clone(), comment_id.clone());
    let read = service.domain.db.read(move |view| {
        let thread = store::find_thread(view, &of)?.ok_or_else(model::refuse_thread)?;
        let found = store::find_comment(view, &of, &id)?.ok_or_else(model::refuse_comment)?;
        Ok((thread.owner_id, store::replied_to(view, &found)?))
    });
    let (owner_id, replied_to) = read.await?;
    // Whoever was blocked since reaches nobody by what stands there already.
    for other in [&owner_id, &replied_to] {
        model::check_reach(service.reach(other, &user_id).await?)?;
    }
    let action = service.screen(&text).await;
    let mentions = service.mentions(&text, &user_id).await?;
    let (caller, apart_ms) = (cx.caller.clone(), service.options.get().post_apart_ms);
    let edit = service.domain.db.write(&cx, move |tx| {
        if store::is_erased(tx, &user_id)? {
            return Err(refuse_erased().into());
        }
        if store::has_ended(tx, &video_id)? {
            return Err(model::refuse_thread().into());
        }
        store::lock_thread(tx, &video_id)?;
        let thread = store::find_thread(tx, &video_id)?.ok_or_else(model::refuse_thread)?;
        let found = store::find_comment(tx, &video_id, &comment_id)?;
        let found = found.filter(|one| one.state != CommentState::Gone);
        let before = found.ok_or_else(model::refuse_comment)?;
        let author_id: UserId = before.author_id.parse().map_err(|_| model::refuse_comment())?;
        if author_id != user_id {
            return Err(model::refuse_comment().into());
        }
        let is_manager = model::may_manage(&caller, &thread);
        // A thread that was closed meanwhile keeps what is there, and its authors may correct it.
        let policy = if thread.policy == Policy::Closed { Policy::Open } else { thread.policy };
        let blocked_words = store::blocked_words_of(tx, &thread.owner_id)?;
        let policy = model::decide_text_policy(&text, policy, &blocked_words);
        let state = model::decide_state(action, policy, is_manager)?;
        let is_new = before.text != text;
        if is_new {
            let last_ms = before.posted_at_ms.max(before.edited_at_ms);
            model::check_pace(Some(last_ms), tx.now_ms(), apart_ms)?;
            store::edit_comment(tx, &before, &text)?;
            store::save_mentions(tx, &before.comment_id, &mentions)?;
            match (before.is_shown(), state == CommentState::Shown) {
                (true, false) => store::hide_comment(tx, &before, state)?,
                (false, true) => store::let_through(tx, &before)?,
                (false, false) => store::set_state(tx, &before, state)?,
                (true, true) => {},
            }
        }
        let after = store::find_comment(tx, &video_id, &comment_id)?;
        let after = after.ok_or_else(model::refuse_comment)?;
        if after.is_shown() {
            store::tell_mentioned(tx, &after)?;
        } else if is_new {
            store::tell_waiting(tx, &after, &thread.owner_id)?;
        }
        let one = std::slice::from_ref(&after);
        let (liked, mentions) = (store::liked_of(tx, &user_id, one)?, store::mentions_of(tx, one)?);
        let kept = ReaderMarks { liked, mentions, pinned_id: thread.pinned_id };
        Ok(EditCommentResponse { comment: Some(model::show_own(after, &kept)) })
    });
    let edited = edit.await?;
    if edited.comment.as_ref().is_some_and(|one| one.state() == CommentState::Pending) {
        service.judging.notify_one();
    }
    Ok(edited)
}
