//! LikeComment: likes a comment, or takes that back. Liking twice must count once.

use crate::contract::community::{CommentId, LikeCommentRequest, LikeCommentResponse};
use crate::domains::community::actor::Community;
use crate::domains::community::model::{self, Posted, Reach};
use crate::domains::community::store;
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: LikeCommentRequest,
) -> Reply<LikeCommentResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let entry = service.admit(&cx, &request.video_id, &request.media_token).await?;
    let comment_id: CommentId = request.comment_id.parse().map_err(|_| model::refuse_comment())?;
    let (video_id, of) = (entry.video_id.clone(), comment_id.clone());
    let read = service.domain.db.read(move |view| store::find_comment(view, &video_id, &of));
    let found = read.await?.filter(Posted::is_shown).ok_or_else(model::refuse_comment)?;
    let reach = service.reach(&found.author_id, &user_id).await?;
    let is_liked = request.is_liked;
    if is_liked {
        model::check_reach(reach)?;
    }
    let like = service.domain.db.write(&cx, move |tx| {
        if store::is_erased(tx, &user_id)? {
            return Err(refuse_erased().into());
        }
        store::lock_thread(tx, &entry.video_id)?;
        let found = store::find_comment(tx, &entry.video_id, &comment_id)?;
        let found = found.filter(Posted::is_shown).ok_or_else(model::refuse_comment)?;
        let like_count = store::like_comment(tx, comment_id.as_str(), &user_id, is_liked)?;
        if is_liked && reach == Reach::Open {
            store::tell_liked(tx, &found, &user_id)?;
        }
        Ok(LikeCommentResponse { like_count })
    });
    like.await
}
