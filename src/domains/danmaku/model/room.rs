//! Rooms: who may read and write in one, and what is told of its changes.

use super::bullet::Written;
use crate::contract::danmaku::{
    Bullet, EnterRoomResponse, GetRoomResponse, Refusal, RoomState, WatchRoomResponse,
};
use crate::contract::playback::CheckSessionResponse;
use crate::contract::video::VideoId;
use crate::domains::danmaku::model::{SEGMENT_MS, SegmentRow};
use crate::kernel::context::Caller;
use crate::kernel::fault::{RefusalCode as _, Refused};
use crate::kernel::id::UserId;

/// Who may read what is written over a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domains::danmaku) enum Openness {
    /// Whoever proves that they may watch it.
    Proven = 0,
    Public = 1,
    /// Nobody: the video is deleted.
    Ended = 2,
}

/// The room of one video, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::danmaku) struct Room {
    pub(in crate::domains::danmaku) epoch: String,
    /// Empty until it is known.
    pub(in crate::domains::danmaku) owner_id: String,
    pub(in crate::domains::danmaku) openness: Openness,
    pub(in crate::domains::danmaku) duration_ms: u64,
    pub(in crate::domains::danmaku) last_offset: u64,
    pub(in crate::domains::danmaku) is_muted: bool,
    pub(in crate::domains::danmaku) slow_mode_ms: u64,
    /// Only followers of the owner write.
    pub(in crate::domains::danmaku) is_for_followers: bool,
}

impl Room {
    pub(in crate::domains::danmaku) fn state(&self) -> RoomState {
        let Self { is_muted, slow_mode_ms, is_for_followers: is_followers_only, .. } = *self;
        RoomState { is_muted, slow_mode_ms, is_followers_only }
    }

    pub(in crate::domains::danmaku) fn is_public(&self) -> bool {
        self.openness == Openness::Public
    }
}

/// What a play session proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::danmaku) struct PlayProof {
    pub(in crate::domains::danmaku) owner_id: String,
    pub(in crate::domains::danmaku) duration_ms: u64,
}

impl From<CheckSessionResponse> for PlayProof {
    fn from(told: CheckSessionResponse) -> Self {
        Self { owner_id: told.owner_id, duration_ms: told.duration_ms }
    }
}

/// Somebody who was let into a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::danmaku) struct RoomEntry {
    pub(in crate::domains::danmaku) video_id: VideoId,
    /// Absent where nothing has happened yet.
    pub(in crate::domains::danmaku) room: Option<Room>,
    pub(in crate::domains::danmaku) proof: Option<PlayProof>,
    /// They may remove what others wrote.
    pub(in crate::domains::danmaku) is_manager: bool,
}

impl RoomEntry {
    /// Whether everybody may read here.
    pub(in crate::domains::danmaku) fn is_public(&self) -> bool {
        self.room.as_ref().is_some_and(Room::is_public)
    }
}

/// Whether a caller may read in a room.
///
/// # Errors
/// `ROOM_UNKNOWN`
pub(in crate::domains::danmaku) fn decide_entry(
    caller: &Caller,
    video_id: VideoId,
    room: Option<Room>,
    proof: Option<PlayProof>,
) -> Result<RoomEntry, Refused> {
    let owners = [
        proof.as_ref().map(|proof| proof.owner_id.as_str()),
        room.as_ref().map(|room| room.owner_id.as_str()),
    ];
    // Neither says it always.
    let owner = owners.into_iter().flatten().find(|owner| !owner.is_empty());
    let is_manager = may_manage(caller, owner.unwrap_or_default());
    let openness = room.as_ref().map_or(Openness::Proven, |room| room.openness);
    let is_let_in = match openness {
        Openness::Ended => false,
        Openness::Public => true,
        Openness::Proven => proof.is_some() || (room.is_some() && is_manager),
    };
    if is_let_in { Ok(RoomEntry { video_id, room, proof, is_manager }) } else { Err(refuse_room()) }
}

fn may_manage(caller: &Caller, owner_id: &str) -> bool {
    let is_owner = |owner_id: UserId| caller.may_act_for(&owner_id);
    caller.is_moderator() || owner_id.parse().is_ok_and(is_owner)
}

/// The room of whoever may remove what others wrote in it.
///
/// # Errors
/// `ROOM_UNKNOWN` for a room that is not there; what a stranger is told otherwise.
pub(in crate::domains::danmaku) fn decide_keeper(
    caller: &Caller,
    room: Option<Room>,
) -> Result<Room, Refused> {
    let room = room.filter(|room| room.openness != Openness::Ended).ok_or_else(refuse_room)?;
    if may_manage(caller, &room.owner_id) {
        return Ok(room);
    }
    let owner_id: UserId = room.owner_id.parse().map_err(|_| refuse_room())?;
    caller.authorize_owner(&owner_id)?;
    Ok(room)
}

/// Whether a caller may write where most may not.
///
/// # Errors
/// `ROOM_MUTED`
pub(in crate::domains::danmaku) fn check_muted(
    room: &Room,
    is_manager: bool,
) -> Result<(), Refused> {
    if room.is_muted && !is_manager {
        return Err(Refusal::RoomMuted.because("danmaku is turned off for this video right now"));
    }
    Ok(())
}

/// Whether a caller may write where only followers of the owner may; `None` says that it was not
/// asked whether they follow.
///
/// # Errors
/// `FOLLOWERS_ONLY`
pub(in crate::domains::danmaku) fn check_follower(
    room: &Room,
    is_manager: bool,
    is_follower: Option<bool>,
) -> Result<(), Refused> {
    if !room.is_for_followers || is_manager || is_follower == Some(true) {
        return Ok(());
    }
    let reason = "only followers of the creator may write here right now; follow them first";
    Err(Refusal::FollowersOnly.because(reason))
}

/// The time between two texts that a request asks for.
///
/// # Errors
/// `SLOW_MODE_INVALID`
pub(in crate::domains::danmaku) fn decide_slow_mode(
    asked_ms: Option<u64>,
    room: &Room,
) -> Result<u64, Refused> {
    use crate::contract::danmaku::ChangeRoomRequest;
    let most = ChangeRoomRequest::SLOW_MODE_MS.max;
    match asked_ms {
        None => Ok(room.slow_mode_ms),
        Some(asked_ms) if asked_ms <= most => Ok(asked_ms),
        Some(_) => Err(Refusal::SlowModeInvalid
            .because(format!("the time between two texts is {} minutes at the most", most / 60_000))
            .with("most", most / 60_000)),
    }
}

/// Changes of a room after an offset.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::domains::danmaku) struct Changes {
    pub(in crate::domains::danmaku) shown: Vec<Written>,
    pub(in crate::domains::danmaku) gone: Vec<Change>,
}

/// Something that was taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::danmaku) struct Change {
    pub(in crate::domains::danmaku) danmaku_id: String,
}

/// Whether all changes after an offset are told one by one.
pub(in crate::domains::danmaku) fn is_told(room: &Room, after: u64, most: u32) -> bool {
    room.last_offset.saturating_sub(after) <= u64::from(most)
}

/// What a follower is told.
pub(in crate::domains::danmaku) fn make_changes(
    room: Option<Room>,
    after: u64,
    changes: Option<Changes>,
) -> WatchRoomResponse {
    let Some(room) = room else {
        return WatchRoomResponse { offset: after, ..WatchRoomResponse::default() };
    };
    let has_gap = changes.is_none();
    let Changes { shown, gone } = changes.unwrap_or_default();
    WatchRoomResponse {
        offset: room.last_offset,
        bullets: shown.into_iter().map(Bullet::from).collect(),
        gone: gone.into_iter().map(|one| one.danmaku_id).collect(),
        state: Some(room.state()),
        is_public: room.is_public(),
        has_gap,
        epoch: room.epoch,
    }
}

/// A room as whoever was let in sees it.
pub(in crate::domains::danmaku) fn show_room(
    caller: &Caller,
    entry: RoomEntry,
    segments: Vec<SegmentRow>,
    energy: Vec<u32>,
) -> GetRoomResponse {
    let is_public = entry.is_public();
    let state = entry.room.as_ref().map(Room::state).unwrap_or_default();
    let may_write = caller.user_id().is_some() && (!state.is_muted || entry.is_manager);
    let (epoch, offset) = entry.room.map(|room| (room.epoch, room.last_offset)).unwrap_or_default();
    GetRoomResponse {
        epoch,
        offset,
        state: Some(state),
        segment_ms: SEGMENT_MS,
        segments: segments.into_iter().map(Into::into).collect(),
        energy,
        may_send: may_write && entry.proof.is_some(),
        may_manage: entry.is_manager,
        is_public,
    }
}

/// How things stand in a room, for whoever follows it.
pub(in crate::domains::danmaku) fn show_entry(entry: RoomEntry) -> EnterRoomResponse {
    let is_public = entry.is_public();
    let state = entry.room.as_ref().map(Room::state).unwrap_or_default();
    let (epoch, offset) = entry.room.map(|room| (room.epoch, room.last_offset)).unwrap_or_default();
    EnterRoomResponse { epoch, offset, state: Some(state), is_public }
}

/// There is no such room, or it is none of the caller's business.
pub(in crate::domains::danmaku) fn refuse_room() -> Refused {
    Refusal::RoomUnknown.because("there is no such video, or you may not watch it")
}

/// Writing takes a play session.
pub(in crate::domains::danmaku) fn refuse_session() -> Refused {
    Refusal::SessionNeeded.because("open the video to write over it; its session has run out")
}
