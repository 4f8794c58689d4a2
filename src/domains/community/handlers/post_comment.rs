//! PostComment: comments on a video, or replies. What moderation cannot judge now is held; it must
//! never be shown for that.

use crate::contract::community::{
    CommentId, CommentState, Owner, Policy, PostCommentRequest, PostCommentResponse,
};
use crate::domains::community::actor::Community;
use crate::domains::community::model::{
    self, Mention, NewComment, Options, Posted, Reach, ReaderMarks, ThreadEntry,
};
use crate::domains::community::store;
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;
use crate::kernel::sweep::ago;

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
    let (parent, blocked_words) = find_place(service, &entry, &request.reply_to_id).await?;
    let reach_owner = service.reach(&entry.owner_id, &author_id).await?;
    let replied_to = parent.as_ref().map(|(_, parent)| parent.author_id.clone());
    let replied_to = replied_to.unwrap_or_default();
    let reach_replied = service.reach(&replied_to, &author_id).await?;
    [reach_owner, reach_replied].into_iter().try_for_each(model::check_reach)?;
    let action = service.screen(&text).await;
    let mentions = service.mentions(&text, &author_id).await?;
    let policy = model::decide_text_policy(&text, policy, &blocked_words);
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
    let work = PostWork { new, mentions, parent, owner_id, options, reached };
    let posted = service.domain.db.answer(&cx, move |tx| write(tx, &work)).await?;
    if posted.comment.as_ref().is_some_and(|one| one.state() == CommentState::Pending) {
        service.judging.notify_one();
    }
    Ok(posted)
}

/// The comment to which is replied, with its root, and the words that the owner of the video looks
/// at first.
async fn find_place(
    service: &Community,
    entry: &ThreadEntry,
    reply_to_id: &str,
) -> Reply<(Option<(String, Posted)>, Vec<String>)> {
    let is_reply = !reply_to_id.is_empty();
    let comment_id: Option<CommentId> = reply_to_id.parse().ok();
    let (video_id, owner_id) = (entry.video_id.clone(), entry.owner_id.clone());
    let read = service.domain.db.read(move |view| {
        let words = store::blocked_words_of(view, &owner_id)?;
        let Some(comment_id) = comment_id else { return Ok((None, words)) };
        Ok((store::find_comment(view, &video_id, &comment_id)?, words))
    });
    let (parent, words) = read.await?;
    Ok((is_reply.then(|| model::decide_parent(parent)).transpose()?, words))
}

/// What one unit writes.
#[derive(Clone)]
struct PostWork {
    new: NewComment,
    mentions: Vec<Mention>,
    parent: Option<Posted>,
    owner_id: String,
    options: std::sync::Arc<Options>,
    /// Whether the owner of the video, and whoever is replied to, want to be told.
    reached: [bool; 2],
}

fn write(tx: &Tx<'_, Owner>, work: &PostWork) -> Reply<PostCommentResponse> {
    let PostWork { new, mentions, parent, owner_id, options, reached } = work;
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
    let since_ms = ago(tx.now_ms(), options.repeat_apart_ms);
    model::check_repeated(store::same_posted(tx, new, since_ms)?)?;
    let posted = store::insert_comment(tx, new)?;
    store::save_mentions(tx, &posted.comment_id, mentions)?;
    if posted.is_shown() {
        store::let_through(tx, &posted)?;
        store::tell_posted(tx, &posted, owner_id, *reached)?;
    } else {
        store::tell_waiting(tx, &posted, owner_id)?;
    }
    let mentions = store::mentions_of(tx, std::slice::from_ref(&posted))?;
    let kept = ReaderMarks { mentions, ..ReaderMarks::default() };
    Ok(PostCommentResponse { comment: Some(model::show_own(posted, &kept)) })
}
