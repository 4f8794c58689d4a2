//! ListComments: comments on a video, the hottest or the newest first. What is not shown must be
//! seen by nobody but whoever wrote it.

use crate::contract::community::{
    Comment, CommentOrder, ListCommentsRequest, ListCommentsResponse, Owner,
};
use crate::contract::video::VideoId;
use crate::domains::community::actor::Community;
use crate::domains::community::model::{self, Branch, Posted, ReaderMarks};
use crate::domains::community::store;
use crate::kernel::context::Context;
use crate::kernel::db::View;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::page::{self, Span};

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: ListCommentsRequest,
) -> Reply<ListCommentsResponse> {
    let entry = service.admit(&cx, &request.video_id, &request.media_token).await?;
    let span = page::decide_page(request.page.as_ref())?;
    let is_first = request.page.as_ref().is_none_or(|page| page.cursor.is_empty());
    let asked = CommentsAsked {
        is_new: request.order() == CommentOrder::New,
        video_id: entry.video_id,
        pinned_id: entry.thread.map(|thread| thread.pinned_id).unwrap_or_default(),
        user_id: cx.caller.user_id().cloned(),
        is_first,
        span,
    };
    service.domain.db.read(move |view| list(view, asked)).await
}

/// Which comments somebody asks for.
struct CommentsAsked {
    is_new: bool,
    video_id: VideoId,
    pinned_id: String,
    user_id: Option<UserId>,
    is_first: bool,
    span: Span,
}

fn list(view: &View<'_, Owner>, asked: CommentsAsked) -> Reply<ListCommentsResponse> {
    let CommentsAsked { is_new, video_id, pinned_id, user_id, is_first, span } = asked;
    let (page, next_cursor) = if is_new {
        page::cut_page(store::newest(view, &video_id, &span)?, &span, Posted::by_time)
    } else {
        page::cut_page(store::hottest(view, &video_id, &span)?, &span, Posted::by_heat)
    };
    let mut shown: Vec<Posted> =
        page.into_iter().filter(|one| one.comment_id != pinned_id).collect();
    if is_first && let Ok(comment_id) = pinned_id.parse() {
        let pinned = store::find_comment(view, &video_id, &comment_id)?;
        shown.splice(0..0, pinned.filter(Posted::is_shown));
    }
    let liked = match &user_id {
        Some(user_id) => store::liked_of(view, user_id, &shown)?,
        None => Vec::new(),
    };
    let mentions = store::mentions_of(view, &shown)?;
    let mut kept = ReaderMarks { liked, mentions, pinned_id };
    let mut comments: Vec<Comment> = Vec::new();
    if let Some(user_id) = user_id.filter(|_| is_first) {
        let own = store::waiting_of(view, &Branch { video_id, root_id: String::new() }, &user_id)?;
        kept.mentions.extend(store::mentions_of(view, &own)?);
        comments.extend(own.into_iter().map(|one| model::show_own(one, &kept)));
    }
    comments.extend(shown.into_iter().map(|one| model::show_comment(one, &kept)));
    Ok(ListCommentsResponse { comments, next_cursor })
}
