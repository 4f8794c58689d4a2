//! GetComment: one comment by its id, and the one below which it stands. What is not shown must be
//! seen by nobody but whoever wrote it or decides about it.

use crate::contract::community::{
    Comment, CommentId, CommentState, GetCommentRequest, GetCommentResponse,
};
use crate::domains::community::actor::Community;
use crate::domains::community::model::{self, Posted, ReaderMarks};
use crate::domains::community::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: GetCommentRequest,
) -> Reply<GetCommentResponse> {
    let entry = service.admit(&cx, &request.video_id, &request.media_token).await?;
    let comment_id: CommentId = request.comment_id.parse().map_err(|_| model::refuse_comment())?;
    let user_id = cx.caller.user_id().cloned();
    let (is_manager, is_moderator) = (entry.is_manager, cx.caller.is_moderator());
    let pinned_id = entry.thread.map(|thread| thread.pinned_id).unwrap_or_default();
    let read = service.domain.db.read(move |view| {
        let is_own = |one: &Posted| {
            let is_author = user_id.as_ref().is_some_and(|id| one.author_id == id.as_str());
            let is_judge = is_manager && one.state == CommentState::Reviewed;
            one.is_waiting() && (is_author || is_judge || is_moderator)
        };
        let found = store::find_comment(view, &entry.video_id, &comment_id)?;
        let found = found.filter(|one| one.is_shown() || is_own(one));
        let one = found.ok_or_else(model::refuse_comment)?;
        let root = match one.root_id.parse() {
            Ok(root_id) => store::find_comment(view, &entry.video_id, &root_id)?,
            Err(_) => None,
        };
        let both: Vec<Posted> = [Some(one), root].into_iter().flatten().collect();
        let liked = match &user_id {
            Some(user_id) => store::liked_of(view, user_id, &both)?,
            None => Vec::new(),
        };
        let kept = ReaderMarks { liked, mentions: store::mentions_of(view, &both)?, pinned_id };
        let show = |one: Posted| {
            if is_own(&one) { model::show_own(one, &kept) } else { model::show_comment(one, &kept) }
        };
        let mut shown: Vec<Comment> = both.into_iter().map(show).collect();
        let root = (shown.len() > 1).then(|| shown.remove(1));
        Ok(GetCommentResponse { comment: shown.pop(), root })
    });
    read.await
}
