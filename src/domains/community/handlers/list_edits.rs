//! ListEdits: what a comment said before. It must not be told of one that is not shown.

use crate::contract::community::{CommentId, ListEditsRequest, ListEditsResponse};
use crate::domains::community::actor::Community;
use crate::domains::community::model::{self, Posted};
use crate::domains::community::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

/// Of more, the newest are told.
const EDITS_MAX: u32 = 100;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: ListEditsRequest,
) -> Reply<ListEditsResponse> {
    let entry = service.admit(&cx, &request.video_id, &request.media_token).await?;
    let comment_id: CommentId = request.comment_id.parse().map_err(|_| model::refuse_comment())?;
    let read = service.domain.db.read(move |view| {
        let found = store::find_comment(view, &entry.video_id, &comment_id)?;
        found.filter(Posted::is_shown).ok_or_else(model::refuse_comment)?;
        store::edits_of(view, comment_id.as_str(), EDITS_MAX)
    });
    Ok(ListEditsResponse { edits: read.await?.into_iter().map(Into::into).collect() })
}
