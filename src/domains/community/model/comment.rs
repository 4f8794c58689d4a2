//! One comment: what may be written, how often, who sees it, and who takes it away.

use super::said::MentionRow;
use crate::contract::community::{
    Comment, CommentId, CommentState, Edit, EditCommentRequest, Policy, Refusal,
};
use crate::contract::moderation::Action;
use crate::contract::video::VideoId;
use crate::kernel::context::Caller;
use crate::kernel::fault::{RefusalCode as _, Refused};
use crate::kernel::id::UserId;
use crate::kernel::letters;

/// Empty lines one after another that a comment keeps.
const EMPTY_LINES_MAX: usize = 1;

/// A comment that somebody wants to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::community) struct NewComment {
    pub(in crate::domains::community) comment_id: CommentId,
    pub(in crate::domains::community) video_id: VideoId,
    /// Empty for one on the video itself.
    pub(in crate::domains::community) root_id: String,
    pub(in crate::domains::community) reply_to_user_id: String,
    pub(in crate::domains::community) author_id: UserId,
    pub(in crate::domains::community) text: String,
    pub(in crate::domains::community) state: CommentState,
}

/// One as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::community) struct Posted {
    pub(in crate::domains::community) comment_id: String,
    pub(in crate::domains::community) video_id: VideoId,
    pub(in crate::domains::community) root_id: String,
    pub(in crate::domains::community) reply_to_user_id: String,
    /// Empty once that account is erased.
    pub(in crate::domains::community) author_id: String,
    pub(in crate::domains::community) text: String,
    pub(in crate::domains::community) posted_at_ms: i64,
    pub(in crate::domains::community) edited_at_ms: i64,
    pub(in crate::domains::community) state: CommentState,
    pub(in crate::domains::community) like_count: u64,
    pub(in crate::domains::community) reply_count: u64,
    pub(in crate::domains::community) heat: i64,
}

impl Posted {
    pub(in crate::domains::community) fn is_shown(&self) -> bool {
        self.state == CommentState::Shown
    }

    /// Whether it waits to be looked at.
    pub(in crate::domains::community) fn is_waiting(&self) -> bool {
        use CommentState::{Held, Pending, Reviewed};
        matches!(self.state, Held | Pending | Reviewed)
    }

    pub(in crate::domains::community) fn by_time(&self) -> (i64, &str) {
        (self.posted_at_ms, &self.comment_id)
    }

    pub(in crate::domains::community) fn by_heat(&self) -> (i64, &str) {
        (self.heat, &self.comment_id)
    }
}

/// What a comment said until a moment, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::community) struct EditRow {
    pub(in crate::domains::community) text: String,
    pub(in crate::domains::community) until_ms: i64,
}

impl From<EditRow> for Edit {
    fn from(EditRow { text, until_ms }: EditRow) -> Self {
        Self { text, until_ms }
    }
}

/// Where replies stand: below a comment on a video, or on the video itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::community) struct Branch {
    pub(in crate::domains::community) video_id: VideoId,
    /// Empty for the comments on the video itself.
    pub(in crate::domains::community) root_id: String,
}

/// What a caller has done to some comments, whom they name, and which of them is pinned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::domains::community) struct ReaderMarks {
    pub(in crate::domains::community) liked: Vec<String>,
    /// Whom they name.
    pub(in crate::domains::community) mentions: Vec<MentionRow>,
    pub(in crate::domains::community) pinned_id: String,
}

impl ReaderMarks {
    fn mentioned_in(&self, comment_id: &str) -> Vec<String> {
        let named = self.mentions.iter().filter(|one| one.comment_id == comment_id);
        named.map(|one| one.user_id.clone()).collect()
    }
}

/// A comment as others see it: of one that is not shown they see only that it was there.
pub(in crate::domains::community) fn show_comment(one: Posted, kept: &ReaderMarks) -> Comment {
    if one.is_shown() {
        return show_own(one, kept);
    }
    Comment {
        comment_id: one.comment_id,
        video_id: one.video_id.to_string(),
        posted_at_ms: one.posted_at_ms,
        reply_count: one.reply_count,
        root_id: one.root_id,
        state: CommentState::Gone.into(),
        ..Comment::default()
    }
}

/// A comment as whoever wrote it sees it, and whoever decides about it.
pub(in crate::domains::community) fn show_own(one: Posted, kept: &ReaderMarks) -> Comment {
    Comment {
        mentioned_ids: kept.mentioned_in(&one.comment_id),
        is_pinned: one.comment_id == kept.pinned_id,
        is_liked: kept.liked.contains(&one.comment_id),
        comment_id: one.comment_id,
        video_id: one.video_id.to_string(),
        author_id: one.author_id,
        text: one.text,
        posted_at_ms: one.posted_at_ms,
        edited_at_ms: one.edited_at_ms,
        like_count: one.like_count,
        reply_count: one.reply_count,
        root_id: one.root_id,
        reply_to_user_id: one.reply_to_user_id,
        state: one.state.into(),
    }
}

/// The text that a request wants to write.
///
/// # Errors
/// `COMMENT_INVALID`
pub(in crate::domains::community) fn decide_text(text: &str) -> Result<String, Refused> {
    let text = make_lines(text);
    let limits = EditCommentRequest::TEXT;
    if limits.fit(&text) && letters::marks(&text) <= letters::MARKS_MAX {
        return Ok(text);
    }
    let reason = format!("a comment has 1 to {} characters", limits.max_chars);
    Err(Refusal::CommentInvalid.because(reason).with("most", u64::from(limits.max_chars)))
}

/// The text in lines, without what is not seen, and without more than one empty line at a time.
fn make_lines(text: &str) -> String {
    let (mut lines, mut empty) = (Vec::new(), 0);
    for line in text.trim().lines() {
        let seen: String = line.chars().filter(|one| !letters::is_unseen(*one)).collect();
        let seen = seen.trim_end().to_owned();
        empty = if seen.is_empty() { empty + 1 } else { 0 };
        if empty <= EMPTY_LINES_MAX {
            lines.push(seen);
        }
    }
    lines.join("\n").trim().to_owned()
}

/// Where a comment stands by what moderation asks for and by what the owner of the video wants;
/// `None` says that nobody could judge it.
///
/// # Errors
/// `COMMENT_REFUSED`
pub(in crate::domains::community) fn decide_state(
    action: Option<Action>,
    policy: Policy,
    is_manager: bool,
) -> Result<CommentState, Refused> {
    match action {
        Some(Action::Pass) if policy == Policy::Reviewed && !is_manager => {
            Ok(CommentState::Reviewed)
        },
        Some(Action::Pass) => Ok(CommentState::Shown),
        // There is no place for it that only adults see.
        Some(Action::AgeLimit | Action::Review) => Ok(CommentState::Held),
        Some(Action::Block) => Err(Refusal::CommentRefused.because(
            "the rules of this site do not allow this comment; change it and post it again",
        )),
        Some(Action::Unspecified) | None => Ok(CommentState::Pending),
    }
}

/// What is replied to: its root, and whom the reply names.
///
/// # Errors
/// `COMMENT_UNKNOWN` for what is not shown.
pub(in crate::domains::community) fn decide_parent(
    parent: Option<Posted>,
) -> Result<(String, Posted), Refused> {
    let parent = parent.filter(Posted::is_shown).ok_or_else(refuse_comment)?;
    // Threads have two levels, so that no page has to draw a tree of any depth.
    let is_root = parent.root_id.is_empty();
    let root_id = if is_root { parent.comment_id.clone() } else { parent.root_id.clone() };
    Ok((root_id, parent))
}

/// Whether an account may write again so soon.
///
/// # Errors
/// `COMMENT_LATER`
pub(in crate::domains::community) fn check_pace(
    last_ms: Option<i64>,
    now_ms: i64,
    apart_ms: u64,
) -> Result<(), Refused> {
    let Some(last_ms) = last_ms else { return Ok(()) };
    let passed_ms = u64::try_from(now_ms.saturating_sub(last_ms)).unwrap_or_default();
    if passed_ms >= apart_ms {
        return Ok(());
    }
    let wait_ms = apart_ms - passed_ms;
    let reason = format!("wait {} s before you comment again", wait_ms.div_ceil(1000));
    Err(Refusal::CommentLater.because(reason).with("retry_after_ms", wait_ms))
}

/// Whether the same account has just written the same.
///
/// # Errors
/// `COMMENT_REPEATED`
pub(in crate::domains::community) fn check_repeated(is_repeated: bool) -> Result<(), Refused> {
    if is_repeated {
        return Err(Refusal::CommentRepeated.because("you have just posted this here"));
    }
    Ok(())
}

/// Whether a caller may take a comment away; says whether it is their own.
///
/// # Errors
/// `COMMENT_UNKNOWN` for one that is gone; what a stranger is told otherwise.
pub(in crate::domains::community) fn decide_delete(
    caller: &Caller,
    is_manager: bool,
    found: Option<&Posted>,
) -> Result<bool, Refused> {
    let found = found.filter(|one| one.state != CommentState::Gone).ok_or_else(refuse_comment)?;
    let author_id: UserId = found.author_id.parse().map_err(|_| refuse_comment())?;
    let is_own = caller.may_act_for(&author_id);
    if is_own || is_manager {
        return Ok(is_own);
    }
    if !found.is_shown() {
        return Err(refuse_comment());
    }
    caller.authorize_owner(&author_id)?;
    Ok(true)
}

/// There is no such comment, or it is none of the caller's business.
pub(in crate::domains::community) fn refuse_comment() -> Refused {
    Refusal::CommentUnknown.because("there is no such comment, or it has been deleted already")
}
