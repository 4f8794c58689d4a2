//! What stands under a video: who may read and write there, and what is counted.

use crate::contract::community::{
    Counts, GetThreadResponse, Policy, Rating, Refusal, ThreadRights,
};
use crate::contract::video::VideoId;
use crate::kernel::context::Caller;
use crate::kernel::fault::{RefusalCode as _, Refused};
use crate::kernel::id::UserId;

/// Who may read under a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domains::community) enum Openness {
    /// Whoever proves that they may watch it.
    Proven = 0,
    Public = 1,
    /// Nobody: it is deleted.
    Ended = 2,
}

/// What is known of a video, and what is counted under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::community) struct Thread {
    /// Empty until it is known.
    pub(in crate::domains::community) owner_id: String,
    pub(in crate::domains::community) openness: Openness,
    pub(in crate::domains::community) policy: Policy,
    /// Empty where none is.
    pub(in crate::domains::community) pinned_id: String,
    pub(in crate::domains::community) like_count: u64,
    pub(in crate::domains::community) dislike_count: u64,
    pub(in crate::domains::community) keep_count: u64,
    pub(in crate::domains::community) comment_count: u64,
    pub(in crate::domains::community) coin_count: u64,
}

impl Thread {
    pub(in crate::domains::community) fn is_public(&self) -> bool {
        self.openness == Openness::Public
    }
}

/// What a play session proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::community) struct PlayProof {
    /// Empty where it is not known.
    pub(in crate::domains::community) owner_id: String,
}

/// Somebody who may read under a video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::community) struct ThreadEntry {
    pub(in crate::domains::community) video_id: VideoId,
    /// Absent where nothing has happened yet.
    pub(in crate::domains::community) thread: Option<Thread>,
    /// Empty where nobody knows.
    pub(in crate::domains::community) owner_id: String,
    /// They may remove what others wrote.
    pub(in crate::domains::community) is_manager: bool,
}

impl ThreadEntry {
    pub(in crate::domains::community) fn is_owner(&self, caller: &Caller) -> bool {
        self.owner_id.parse().is_ok_and(|owner_id: UserId| caller.may_act_for(&owner_id))
    }
}

/// Whether a caller may read under a video.
///
/// # Errors
/// `THREAD_UNKNOWN`
pub(in crate::domains::community) fn decide_entry(
    caller: &Caller,
    video_id: VideoId,
    thread: Option<Thread>,
    proof: Option<PlayProof>,
) -> Result<ThreadEntry, Refused> {
    let owners = [
        proof.as_ref().map(|proof| proof.owner_id.clone()),
        thread.as_ref().map(|thread| thread.owner_id.clone()),
    ];
    // Neither says it always.
    let owner_id = owners.into_iter().flatten().find(|owner| !owner.is_empty());
    let owner_id = owner_id.unwrap_or_default();
    let is_manager = is_keeper(caller, &owner_id);
    let is_let_in = match thread.as_ref().map_or(Openness::Proven, |thread| thread.openness) {
        Openness::Ended => false,
        Openness::Public => true,
        Openness::Proven => proof.is_some() || (thread.is_some() && is_manager),
    };
    if is_let_in {
        Ok(ThreadEntry { video_id, thread, owner_id, is_manager })
    } else {
        Err(refuse_thread())
    }
}

fn is_keeper(caller: &Caller, owner_id: &str) -> bool {
    let is_owner = |owner_id: UserId| caller.may_act_for(&owner_id);
    caller.is_moderator() || owner_id.parse().is_ok_and(is_owner)
}

/// Whether a caller may remove what others wrote under a video.
pub(in crate::domains::community) fn may_manage(caller: &Caller, thread: &Thread) -> bool {
    is_keeper(caller, &thread.owner_id)
}

/// What stands under a video, for whoever may remove what others wrote there.
///
/// # Errors
/// `THREAD_UNKNOWN` for one that is not there; what a stranger is told otherwise.
pub(in crate::domains::community) fn decide_keeper(
    caller: &Caller,
    thread: Option<Thread>,
) -> Result<Thread, Refused> {
    let thread = thread.filter(|one| one.openness != Openness::Ended).ok_or_else(refuse_thread)?;
    if !is_keeper(caller, &thread.owner_id) {
        let owner_id: UserId = thread.owner_id.parse().map_err(|_| refuse_thread())?;
        caller.authorize_owner(&owner_id)?;
    }
    Ok(thread)
}

/// The policy that a request asks for.
///
/// # Errors
/// `POLICY_INVALID`
pub(in crate::domains::community) fn decide_policy(asked: i32) -> Result<Policy, Refused> {
    match Policy::try_from(asked) {
        Ok(policy) if policy != Policy::Unspecified => Ok(policy),
        _ => Err(Refusal::PolicyInvalid
            .because("comments are open, open after a review, or closed; choose one of these")),
    }
}

/// Whether somebody may comment under a policy.
///
/// # Errors
/// `COMMENTS_CLOSED`
pub(in crate::domains::community) fn check_may_post(
    policy: Policy,
    is_manager: bool,
) -> Result<(), Refused> {
    if policy == Policy::Closed && !is_manager {
        return Err(Refusal::CommentsClosed.because("comments are turned off for this video"));
    }
    Ok(())
}

/// What a caller has done with a video.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::domains::community) struct OwnActs {
    pub(in crate::domains::community) rating: Option<Rating>,
    pub(in crate::domains::community) is_kept: bool,
    pub(in crate::domains::community) given_coins: u64,
}

/// What is counted, as a caller sees it: dislikes are for the owner and moderators.
pub(in crate::domains::community) fn show_counts(
    thread: Option<&Thread>,
    is_manager: bool,
) -> Counts {
    thread.map_or_else(Counts::default, |thread| Counts {
        likes: thread.like_count,
        dislikes: if is_manager { thread.dislike_count } else { 0 },
        keeps: thread.keep_count,
        comments: thread.comment_count,
        coins: thread.coin_count,
    })
}

/// What stands under a video, as whoever was let in sees it.
pub(in crate::domains::community) fn show_thread(
    caller: &Caller,
    entry: &ThreadEntry,
    own: OwnActs,
) -> GetThreadResponse {
    let thread = entry.thread.as_ref();
    let policy = thread.map_or(Policy::Open, |thread| thread.policy);
    let has_account = caller.user_id().is_some();
    GetThreadResponse {
        counts: Some(show_counts(thread, entry.is_manager)),
        policy: policy.into(),
        rating: own.rating.unwrap_or_default().into(),
        is_kept: own.is_kept,
        given_coins: own.given_coins,
        rights: Some(ThreadRights {
            may_post: has_account && check_may_post(policy, entry.is_manager).is_ok(),
            may_manage: entry.is_manager,
            is_owner: entry.is_owner(caller),
        }),
    }
}

/// How many follow an account, and how many it follows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::domains::community) struct FollowCounts {
    pub(in crate::domains::community) follower_count: u64,
    pub(in crate::domains::community) followed_count: u64,
}

/// There is no such video, or it is none of the caller's business.
pub(in crate::domains::community) fn refuse_thread() -> Refused {
    Refusal::ThreadUnknown.because("there is no such video, or you may not watch it")
}
