//! Segments: what was written in the same six minutes of a video, as a list that is encoded once
//! and a delta of what came since; and how much is written where.

use super::bullet::Written;
use super::room::Room;
use crate::contract::danmaku::{Bullet, BulletList, ListNewestRequest, Refusal, SegmentInfo};
use crate::contract::video::VideoId;
use crate::kernel::fault::{RefusalCode as _, Refused};

/// How much of a video one segment covers.
pub(in crate::domains::danmaku) const SEGMENT_MS: u64 = 360_000;
/// Parts of a video in which is counted how much is written.
const ENERGY_PARTS: usize = 100;

/// In which segment a moment lies. No video is so long that it has none.
pub(in crate::domains::danmaku) fn decide_segment(time_ms: u64) -> Option<u32> {
    u32::try_from(time_ms / SEGMENT_MS).ok()
}

/// A segment with how much is in it, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::danmaku) struct SegmentRow {
    pub(in crate::domains::danmaku) number: u32,
    pub(in crate::domains::danmaku) version: u64,
    pub(in crate::domains::danmaku) list_offset: u64,
    pub(in crate::domains::danmaku) count: u64,
}

impl From<SegmentRow> for SegmentInfo {
    fn from(part: SegmentRow) -> Self {
        let SegmentRow { number, version, list_offset: offset, count } = part;
        Self { number, version, offset, count }
    }
}

/// A version of a segment, with its list if that is encoded.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::domains::danmaku) struct Edition {
    pub(in crate::domains::danmaku) version: u64,
    pub(in crate::domains::danmaku) list_offset: u64,
    pub(in crate::domains::danmaku) list: Option<BulletList>,
}

/// Where a part of a segment begins or ends, and how much of it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domains::danmaku) struct Window {
    pub(in crate::domains::danmaku) offset: u64,
    pub(in crate::domains::danmaku) limit: u32,
}

/// What a segment says up to an offset, to be encoded.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::domains::danmaku) struct Encoded {
    pub(in crate::domains::danmaku) list: BulletList,
    pub(in crate::domains::danmaku) offset: u64,
}

/// The segment, if the version that was asked for is the current one.
///
/// # Errors
/// `VERSION_UNKNOWN`
pub(in crate::domains::danmaku) fn decide_edition(
    found: Option<Edition>,
    version: u64,
) -> Result<Edition, Refused> {
    check_version(found.as_ref().map(|found| found.version), version)?;
    found.ok_or_else(refuse_version)
}

/// Whether the version that was asked for is the current one.
///
/// # Errors
/// `VERSION_UNKNOWN`
pub(in crate::domains::danmaku) fn check_version(
    found: Option<u64>,
    version: u64,
) -> Result<(), Refused> {
    if found == Some(version) { Ok(()) } else { Err(refuse_version()) }
}

fn refuse_version() -> Refused {
    let reason = "this part of the room has changed; ask for the room again";
    Refusal::VersionUnknown.because(reason)
}

/// How many of the newest a request asks for.
pub(in crate::domains::danmaku) fn decide_newest(limit: u32) -> u32 {
    let most = u32::try_from(ListNewestRequest::LIMIT.max).unwrap_or(u32::MAX);
    if limit == 0 { most } else { limit.min(most) }
}

/// A segment to which something came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::danmaku) struct Stale {
    pub(in crate::domains::danmaku) video_id: VideoId,
    pub(in crate::domains::danmaku) number: u32,
}

/// What was written, in the order of the video.
pub(in crate::domains::danmaku) fn make_list(mut written: Vec<Written>) -> BulletList {
    written.sort_by(|one, other| {
        let key = |one: &Written| (one.time_ms, one.sent_at_ms);
        key(one).cmp(&key(other)).then_with(|| one.danmaku_id.cmp(&other.danmaku_id))
    });
    BulletList { bullets: written.into_iter().map(Bullet::from).collect() }
}

/// A text that came after the list of its segment, with the change that showed it.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::domains::danmaku) struct Fresh {
    pub(in crate::domains::danmaku) written: Written,
    pub(in crate::domains::danmaku) shown_offset: u64,
}

/// Up to where a delta goes: the newest change of the room, or its own last one if it was cut.
pub(in crate::domains::danmaku) fn decide_delta_end(
    room: Option<&Room>,
    fresh: &[Fresh],
    rows_max: u32,
) -> u64 {
    let is_cut = u32::try_from(fresh.len()).is_ok_and(|count| count >= rows_max);
    let last = fresh.last().filter(|_| is_cut).map(|one| one.shown_offset);
    last.unwrap_or_else(|| room.map_or(0, |room| room.last_offset))
}

/// What is in a segment as its version has it.
pub(in crate::domains::danmaku) fn show_segment(
    list: Option<BulletList>,
    read: Option<Vec<Written>>,
) -> Vec<Bullet> {
    list.unwrap_or_else(|| make_list(read.unwrap_or_default())).bullets
}

/// How much is written in one part of a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domains::danmaku) struct EnergyPart {
    pub(in crate::domains::danmaku) part: u64,
    pub(in crate::domains::danmaku) count: u64,
}

/// The curve: how much is written in each part, from the beginning. Nothing where nothing is.
pub(in crate::domains::danmaku) fn make_energy(counted: &[EnergyPart]) -> Vec<u32> {
    if counted.is_empty() {
        return Vec::new();
    }
    let mut energy = vec![0_u32; ENERGY_PARTS];
    for one in counted {
        // What was written at the very end belongs to the last part.
        let at = usize::try_from(one.part).unwrap_or(usize::MAX).min(ENERGY_PARTS - 1);
        if let Some(sum) = energy.get_mut(at) {
            *sum = sum.saturating_add(u32::try_from(one.count).unwrap_or(u32::MAX));
        }
    }
    energy
}
