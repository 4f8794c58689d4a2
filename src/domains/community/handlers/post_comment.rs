//! PostComment: comments on a video, or replies. What moderation cannot judge now is held; it must
//! never be shown for that.

use crate::contract::community::{
    CommentId, CommentState, Owner, Policy, PostCommentRequest, PostCommentResponse,
};
use crate::contract::video::VideoId;
use crate::domains::community::actor::Community;
use crate::domains::community::model::{self, NewComment, Options, Posted, Reach, ReaderMarks};
use crate::domains::community::store;
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: PostCommentRequest,
) -> Reply<PostCommentResponse> {
    let author_id = cx.caller.authorize_account()?.clone();
    let entry = service.admit(&cx, &request.video_id, &request.media_token).await?;
    let text = model::decide_text(&request.text)?;
    let policy = entry.thread.as_ref().map_or(Policy::Open, |thread| thread.policy);
    model::check_may_post(policy, entry.is_manager)?;
    let parent = find_parent(service, &entry.video_id, &request.reply_to_id).await?;
    let reach_owner = service.reach(&entry.owner_id, &author_id).await?;
    let replied_to = parent.as_ref().map(|(_, parent)| parent.author_id.clone());
    let replied_to = replied_to.unwrap_or_default();
    let reach_replied = service.reach(&replied_to, &author_id).await?;
    model::check_reach(reach_owner)?;
    model::check_reach(reach_replied)?;
    let action = service.screen(&text).await;
    let (root_id, parent) = parent.map_or((String::new(), None), |(root, one)| (root, Some(one)));
    // A reply to the root needs no name: it stands right below it.
    let is_named = parent.as_ref().is_some_and(|parent| !parent.root_id.is_empty());
    let new = NewComment {
        comment_id: service.domain.ids.fresh(),
        video_id: entry.video_id.clone(),
        root_id,
        reply_to_user_id: if is_named { replied_to } else { String::new() },
        author_id,
        text,
        state: model::decide_state(action, policy, entry.is_manager)?,
    };
    let (owner_id, options) = (entry.owner_id.clone(), service.options.get());
    let reached = [reach_owner == Reach::Open, reach_replied == Reach::Open];
    let work = PostWork { new, parent, owner_id, options, reached };
    let posted = service.domain.db.answer(&cx, move |tx| write(tx, &work)).await?;
    if posted.comment.as_ref().is_some_and(|one| one.state() == CommentState::Pending) {
        service.judging.notify_one();
    }
    Ok(posted)
}

/// The comment to which is replied, with its root.
async fn find_parent(
    service: &Community,
    video_id: &VideoId,
    reply_to_id: &str,
) -> Reply<Option<(String, Posted)>> {
    if reply_to_id.is_empty() {
        return Ok(None);
    }
    let comment_id: CommentId = reply_to_id.parse().map_err(|_| model::refuse_comment())?;
    let video_id = video_id.clone();
    let read =
        service.domain.db.read(move |view| store::find_comment(view, &video_id, &comment_id));
    Ok(Some(model::decide_parent(read.await?)?))
}

/// What one unit writes.
#[derive(Clone)]
struct PostWork {
    new: NewComment,
    parent: Option<Posted>,
    owner_id: String,
    options: std::sync::Arc<Options>,
    /// Whether the owner of the video, and whoever is replied to, want to be told.
    reached: [bool; 2],
}

fn write(tx: &Tx<'_, Owner>, work: &PostWork) -> Reply<PostCommentResponse> {
    let PostWork { new, parent, owner_id, options, reached } = work;
    if store::is_erased(tx, &new.author_id)? {
        return Err(refuse_erased().into());
    }
    if store::has_ended(tx, &new.video_id)? {
        return Err(model::refuse_thread().into());
    }
    store::ensure_thread(tx, &new.video_id, owner_id)?;
    // From here on the video is locked: so is the same account with its next comment here.
    store::lock_thread(tx, &new.video_id)?;
    if let Some(parent) = parent {
        let comment_id = parent.comment_id.parse()?;
        model::decide_parent(store::find_comment(tx, &new.video_id, &comment_id)?)?;
    }
    let last_ms = store::last_posted(tx, &new.author_id)?;
    model::check_pace(last_ms, tx.now_ms(), options.post_apart_ms)?;
    let since_ms = tx.now_ms().saturating_sub_unsigned(options.repeat_apart_ms);
    model::check_repeated(store::same_posted(tx, new, since_ms)?)?;
    let posted = store::insert_comment(tx, new)?;
    if posted.is_shown() {
        store::let_through(tx, &posted)?;
        let [is_owner_told, is_replied_told] = *reached;
        if is_owner_told {
            store::tell_owner(tx, &posted, owner_id)?;
        }
        if is_replied_told {
            store::tell_replied(tx, &posted)?;
        }
    } else {
        store::tell_waiting(tx, &posted, owner_id)?;
    }
    let comment = Some(model::show_own(posted, &ReaderMarks::default()));
    Ok(PostCommentResponse { comment })
}
