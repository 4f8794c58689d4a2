//! ListReplies: what was replied below a comment, the oldest first. What is not shown must be seen
//! by nobody but whoever wrote it.

use crate::contract::community::{CommentId, ListRepliesRequest, ListRepliesResponse};
use crate::domains::community::actor::Community;
use crate::domains::community::model::{self, Branch, Posted, ReaderMarks};
use crate::domains::community::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::page::{self, Span};

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: ListRepliesRequest,
) -> Reply<ListRepliesResponse> {
    let entry = service.admit(&cx, &request.video_id, &request.media_token).await?;
    let root_id: CommentId = request.root_id.parse().map_err(|_| model::refuse_comment())?;
    let span = page::decide_page(request.page.as_ref())?;
    let is_first = request.page.as_ref().is_none_or(|page| page.cursor.is_empty());
    // The oldest come first: before all of them, where no mark is given.
    let first = Span { before_ms: -1, before_id: String::new(), limit: span.limit };
    let span = if is_first { first } else { span };
    let user_id = cx.caller.user_id().cloned();
    let read = service.domain.db.read(move |view| {
        let branch = Branch { video_id: entry.video_id, root_id: root_id.to_string() };
        let found = store::replies_to(view, &branch, &span)?;
        let (found, next_cursor) = page::cut_page(found, &span, Posted::by_time);
        let mentions = store::mentions_of(view, &found)?;
        let mut kept = ReaderMarks { mentions, ..ReaderMarks::default() };
        let mut own = Vec::new();
        if let Some(user_id) = &user_id {
            kept.liked = store::liked_of(view, user_id, &found)?;
            if next_cursor.is_empty() {
                own = store::waiting_of(view, &branch, user_id)?;
                own.reverse();
                kept.mentions.extend(store::mentions_of(view, &own)?);
            }
        }
        let shown = found.into_iter().map(|one| model::show_comment(one, &kept));
        let own = own.into_iter().map(|one| model::show_own(one, &kept));
        Ok(ListRepliesResponse { comments: shown.chain(own).collect(), next_cursor })
    });
    read.await
}
