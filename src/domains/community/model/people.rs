//! Folders, follows and what people are told: who may do what, and what is worth telling.

use super::thread::FollowCounts;
use crate::contract::community::{
    Folder, GetFollowingResponse, KeepVideoRequest, Notification, NotificationKind, RatedVideo,
    Rating, Refusal, SaveFolderRequest,
};
use crate::contract::moderation::{Action, ReviewDecided};
use crate::contract::user::Relation;
use crate::contract::video::VideoId;
use crate::kernel::fault::{RefusalCode as _, Refused};
use crate::kernel::id::UserId;
use crate::kernel::letters;
use crate::kernel::quota::check_ids;

/// Letters of a comment with which a notification quotes it.
const QUOTED_CHARS: usize = 100;

/// A folder, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::community) struct FolderRow {
    pub(in crate::domains::community) folder_id: String,
    pub(in crate::domains::community) name: String,
    pub(in crate::domains::community) video_count: u64,
}

impl FolderRow {
    pub(in crate::domains::community) fn show(self, has_video: bool) -> Folder {
        let Self { folder_id, name, video_count } = self;
        Folder { folder_id, name, video_count, has_video }
    }
}

/// What an account says of a video, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::community) struct RatedRow {
    pub(in crate::domains::community) video_id: String,
    pub(in crate::domains::community) rating: Rating,
}

impl From<RatedRow> for RatedVideo {
    fn from(RatedRow { video_id, rating }: RatedRow) -> Self {
        Self { video_id, rating: rating.into() }
    }
}

/// A video in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::community) struct KeptRow {
    pub(in crate::domains::community) video_id: String,
    pub(in crate::domains::community) kept_at_ms: i64,
}

/// Somebody who follows, or is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::community) struct FollowRow {
    pub(in crate::domains::community) user_id: String,
    pub(in crate::domains::community) followed_at_ms: i64,
}

/// A video in the feed of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::community) struct FeedRow {
    pub(in crate::domains::community) video_id: String,
    pub(in crate::domains::community) listed_at_ms: i64,
}

/// What somebody is to be told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::domains::community) struct Notice {
    pub(in crate::domains::community) user_id: String,
    pub(in crate::domains::community) kind: NotificationKind,
    /// Of what it tells: the same is told once.
    pub(in crate::domains::community) subject: String,
    pub(in crate::domains::community) actor_id: String,
    pub(in crate::domains::community) video_id: String,
    pub(in crate::domains::community) comment_id: String,
    pub(in crate::domains::community) text: String,
    pub(in crate::domains::community) has_passed: bool,
}

impl Notice {
    /// The same with the beginning of a text.
    pub(in crate::domains::community) fn quoting(self, text: &str) -> Self {
        Self { text: text.chars().take(QUOTED_CHARS).collect(), ..self }
    }
}

/// What waits for moderators or administrators, and is still to be told to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::community) struct StaffTelling {
    pub(in crate::domains::community) kind: NotificationKind,
    /// Of what it tells: the same is told once.
    pub(in crate::domains::community) subject: String,
    /// Whose it is; they are not told.
    pub(in crate::domains::community) about_id: String,
    pub(in crate::domains::community) video_id: String,
    pub(in crate::domains::community) comment_id: String,
}

impl StaffTelling {
    /// What one of those is told for whom it waits.
    pub(in crate::domains::community) fn notice(&self, user_id: String) -> Notice {
        Notice {
            user_id,
            kind: self.kind,
            subject: self.subject.clone(),
            video_id: self.video_id.clone(),
            comment_id: self.comment_id.clone(),
            ..Notice::default()
        }
    }

    /// Whether moderators who are no administrators have nothing to do with it.
    pub(in crate::domains::community) fn is_for_administrators(&self) -> bool {
        self.kind == NotificationKind::SignUpWaits
    }
}

/// What somebody was told, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::community) struct NotificationRow {
    pub(in crate::domains::community) notification_id: String,
    pub(in crate::domains::community) kind: NotificationKind,
    pub(in crate::domains::community) actor_id: String,
    pub(in crate::domains::community) video_id: String,
    pub(in crate::domains::community) comment_id: String,
    pub(in crate::domains::community) text: String,
    pub(in crate::domains::community) has_passed: bool,
    pub(in crate::domains::community) made_at_ms: i64,
    pub(in crate::domains::community) is_read: bool,
}

impl NotificationRow {
    pub(in crate::domains::community) fn key(&self) -> (i64, &str) {
        (self.made_at_ms, &self.notification_id)
    }
}

impl From<NotificationRow> for Notification {
    fn from(one: NotificationRow) -> Self {
        Self {
            notification_id: one.notification_id,
            kind: one.kind.into(),
            actor_id: one.actor_id,
            video_id: one.video_id,
            comment_id: one.comment_id,
            text: one.text,
            made_at_ms: one.made_at_ms,
            is_read: one.is_read,
            has_passed: one.has_passed,
        }
    }
}

/// The name that a request gives a folder.
///
/// # Errors
/// `FOLDER_INVALID`
pub(in crate::domains::community) fn decide_folder_name(name: &str) -> Result<String, Refused> {
    let seen: String = name.chars().filter(|one| !letters::is_unseen(*one)).collect();
    let name = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    let limits = SaveFolderRequest::NAME;
    if limits.fit(&name) && letters::marks(&name) <= letters::MARKS_MAX {
        return Ok(name);
    }
    let reason = format!("a folder has a name of 1 to {} characters", limits.max_chars);
    Err(Refusal::FolderInvalid.because(reason).with("most", u64::from(limits.max_chars)))
}

/// The folders that a request names, each once.
///
/// # Errors
/// `TOO_MANY_IDS`
pub(in crate::domains::community) fn decide_folders(
    request: &KeepVideoRequest,
) -> Result<Vec<String>, Refused> {
    check_ids(KeepVideoRequest::FOLDER_IDS, request.folder_ids.len())?;
    let mut asked = request.folder_ids.clone();
    asked.sort();
    asked.dedup();
    Ok(asked)
}

/// Whether somebody may be followed.
///
/// # Errors
/// `FOLLOW_INVALID`
pub(in crate::domains::community) fn check_follow(
    user_id: &UserId,
    followed_id: &UserId,
) -> Result<(), Refused> {
    if user_id == followed_id {
        return Err(Refusal::FollowInvalid.because("nobody follows themselves"));
    }
    Ok(())
}

/// How an account takes what another one does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domains::community) enum Reach {
    Open,
    /// It does not want to be told.
    Muted,
    /// The other one may not reach it at all.
    Blocked,
}

/// How an account takes what another one does, by what stands between them.
pub(in crate::domains::community) fn decide_reach(relation: Option<&Relation>) -> Reach {
    match relation {
        Some(one) if one.has_blocked => Reach::Blocked,
        Some(one) if one.has_muted => Reach::Muted,
        _ => Reach::Open,
    }
}

/// Whether one may reach the other at all.
///
/// # Errors
/// `USER_BLOCKED`
pub(in crate::domains::community) fn check_reach(reach: Reach) -> Result<(), Refused> {
    if reach == Reach::Blocked {
        return Err(Refusal::UserBlocked.because("you cannot interact with this user"));
    }
    Ok(())
}

/// What the owner of a video is told of a decision about it. That a rule let it pass, they are not
/// told: they hear that it is published.
pub(in crate::domains::community) fn decide_review(event: &ReviewDecided) -> Option<Notice> {
    let has_passed = event.action() == Action::Pass;
    if has_passed && !event.is_by_person {
        return None;
    }
    let is_on_appeal = event.is_on_appeal;
    let kind = if is_on_appeal { NotificationKind::Appeal } else { NotificationKind::Review };
    let ReviewDecided { video_id, package_id, text_version, .. } = event;
    let video: VideoId = video_id.parse().ok()?;
    let notice = Notice {
        user_id: event.owner_id.clone(),
        kind,
        subject: format!("{video}/{package_id}/{text_version}/{}", event.action),
        video_id: video_id.clone(),
        has_passed,
        ..Notice::default()
    };
    Some(notice.quoting(&event.note))
}

/// What somebody is told about a video of theirs, or about what they have written over one.
pub(in crate::domains::community) fn make_notice(
    kind: NotificationKind,
    user_id: String,
    video_id: String,
    subject: String,
) -> Notice {
    Notice { user_id, kind, subject, video_id, ..Notice::default() }
}

/// What moderators are told of a decision: that the rules hold a video. What a person decided,
/// others need not see again.
pub(in crate::domains::community) fn decide_held_review(
    event: &ReviewDecided,
) -> Option<StaffTelling> {
    if event.action() != Action::Review || event.is_by_person {
        return None;
    }
    let ReviewDecided { video_id, package_id, text_version, owner_id, .. } = event;
    Some(StaffTelling {
        kind: NotificationKind::ReviewWaits,
        subject: format!("{video_id}/{package_id}/{text_version}"),
        about_id: owner_id.clone(),
        video_id: video_id.clone(),
        comment_id: String::new(),
    })
}

/// How many follow an account, as a caller sees it.
pub(in crate::domains::community) fn show_counts_of_follows(
    counts: FollowCounts,
    is_followed: bool,
) -> GetFollowingResponse {
    let FollowCounts { follower_count, followed_count } = counts;
    GetFollowingResponse { follower_count, followed_count, is_followed }
}

/// Nobody decides about what they wrote themselves.
pub(in crate::domains::community) fn refuse_own() -> Refused {
    Refusal::CommentOwn.because("another moderator decides about your own comments")
}

/// No mail was sent with this link.
pub(in crate::domains::community) fn refuse_link() -> Refused {
    Refusal::LinkUnknown.because("this link is not valid any more; change your settings instead")
}

/// There is no such folder, or it is none of the caller's business.
pub(in crate::domains::community) fn refuse_folder() -> Refused {
    Refusal::FolderUnknown.because("there is no such folder")
}
