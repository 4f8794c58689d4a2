//! A comment and those it names, as JSON. It must not ask a domain.

use crate::contract::community::{Comment, CommentState};
use crate::gateway::user::calls::{People, avatar_address};
use utoipa::ToSchema;

/// Somebody who is named.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct CommunityUserJson {
    user_id: String,
    name: String,
    /// The address of their picture; absent without one.
    avatar: Option<String>,
}

impl CommunityUserJson {
    /// `None` for an empty id. The name is `?` while the account cannot be looked up.
    pub(in crate::gateway) fn of(user_id: String, people: &People) -> Option<Self> {
        if user_id.is_empty() {
            return None;
        }
        let avatar = people.avatars.get(&user_id).map(|avatar| avatar_address(avatar, false));
        Some(Self {
            name: people.names.get(&user_id).cloned().unwrap_or_else(|| "?".to_owned()),
            avatar: avatar.filter(|address| !address.is_empty()),
            user_id,
        })
    }
}

/// Whether a comment is seen.
#[derive(Clone, Copy, serde::Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::gateway) enum CommentStateJson {
    Shown,
    /// It waits to be looked at; others do not see it yet.
    Held,
    /// It was taken away; the replies to it stay.
    Gone,
}

impl CommentStateJson {
    fn of(state: CommentState) -> Self {
        match state {
            CommentState::Shown => Self::Shown,
            CommentState::Gone => Self::Gone,
            CommentState::Unspecified
            | CommentState::Pending
            | CommentState::Held
            | CommentState::Reviewed => Self::Held,
        }
    }
}

/// A comment on a video, or a reply to one.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct CommentJson {
    comment_id: String,
    video_id: String,
    /// Absent where the account is erased or the comment is gone.
    author: Option<CommunityUserJson>,
    /// As it was written; escape it for where you show it. Empty where it is gone.
    text: String,
    posted_at_ms: i64,
    /// Absent if it was never written anew.
    edited_at_ms: Option<i64>,
    likes: u64,
    /// How many replies below it are shown.
    replies: u64,
    /// The comment below which it stands; absent if it replies to none.
    root_id: Option<String>,
    /// Whose comment it replies to, if that is not the one below which it stands.
    reply_to: Option<CommunityUserJson>,
    is_pinned: bool,
    state: CommentStateJson,
    /// By you.
    is_liked: bool,
    /// Whom the text names as `@name`.
    mentions: Vec<CommunityUserJson>,
}

impl CommentJson {
    pub(in crate::gateway) fn of(one: Comment, people: &People) -> Self {
        Self {
            state: CommentStateJson::of(one.state()),
            comment_id: one.comment_id,
            video_id: one.video_id,
            author: CommunityUserJson::of(one.author_id, people),
            text: one.text,
            posted_at_ms: one.posted_at_ms,
            edited_at_ms: (one.edited_at_ms > 0).then_some(one.edited_at_ms),
            likes: one.like_count,
            replies: one.reply_count,
            root_id: Some(one.root_id).filter(|id| !id.is_empty()),
            reply_to: CommunityUserJson::of(one.reply_to_user_id, people),
            is_pinned: one.is_pinned,
            is_liked: one.is_liked,
            mentions: one
                .mentioned_ids
                .into_iter()
                .filter_map(|id| CommunityUserJson::of(id, people))
                .collect(),
        }
    }
}

/// Comments.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct CommentsJson {
    pub(in crate::gateway) comments: Vec<CommentJson>,
    /// Where the next page begins; absent on the last one.
    pub(in crate::gateway) next_cursor: Option<String>,
}

impl CommentsJson {
    pub(in crate::gateway) fn of(
        comments: Vec<Comment>,
        people: &People,
        next_cursor: Option<String>,
    ) -> Self {
        let comments = comments.into_iter().map(|one| CommentJson::of(one, people)).collect();
        Self { comments, next_cursor }
    }
}
