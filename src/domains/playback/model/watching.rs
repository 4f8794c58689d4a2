//! What was really watched: which claims a player may make, when a session is a view, whose view it
//! is. It must not believe more than a player can have played.

use super::Visibility;
use crate::contract::playback::{self as wire, Refusal, ReportProgressRequest};
use crate::contract::video::VideoId;
use crate::kernel::context::Caller;
use crate::kernel::fault::{RefusalCode as _, Refused};
use crate::kernel::id::UserId;

/// As fast as the player of this site goes: nobody watches more media in less time.
pub(in crate::domains::playback) const SPEED_MAX: u64 = 2;
/// So much of a video has to be watched for a view.
const VIEW_MS: u64 = 10_000;
/// A player begins a little after 0 and ends a little before the end: so much of a shorter video is
/// all of it.
const WHOLE_PERCENT: u64 = 95;
/// One person's views of one video are this far apart.
pub(in crate::domains::playback) const VIEW_APART_MS: i64 = 60 * 60 * 1000;
/// What clocks and rounding may differ by.
const CLAIM_SLACK_MS: u64 = 1000;
/// Parts that are remembered until a session is judged; beyond that the shortest are forgotten.
const INTERVALS_MAX: usize = 64;
/// How far a beacon may be behind the newest; as many bits as a database keeps of a number.
const BEHIND_MAX: u32 = 63;
const BEHIND_MASK: u64 = u64::MAX >> 1;
/// A mark of a network that is longer is none of ours.
const NETWORK_BYTES_MAX: usize = 64;

/// A part of a video: from a moment up to another, which is no part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::domains::playback) struct Interval {
    pub(in crate::domains::playback) from_ms: u64,
    pub(in crate::domains::playback) to_ms: u64,
}

impl Interval {
    pub(in crate::domains::playback) fn length_ms(self) -> u64 {
        self.to_ms.saturating_sub(self.from_ms)
    }
}

impl From<Interval> for wire::Interval {
    fn from(Interval { from_ms, to_ms }: Interval) -> Self {
        Self { from_ms, to_ms }
    }
}

/// Parts of one video, as they are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::domains::playback) struct Intervals(pub(in crate::domains::playback) Vec<Interval>);

/// What a player says that it has played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::playback) struct Beacon {
    pub(in crate::domains::playback) sequence: u64,
    pub(in crate::domains::playback) position_ms: u64,
    pub(in crate::domains::playback) played: Vec<Interval>,
}

impl Beacon {
    /// Media time that it claims.
    pub(super) fn watched_ms(&self) -> u64 {
        self.played.iter().fold(0, |sum, one| sum.saturating_add(one.length_ms()))
    }
}

/// What a session has played so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::domains::playback) struct PlayedSoFar {
    pub(in crate::domains::playback) created_at_ms: i64,
    /// The newest beacon that was taken.
    pub(in crate::domains::playback) sequence: u64,
    /// Which of those before it were taken, a bit each; the lowest is the one just before it.
    pub(in crate::domains::playback) recent: u64,
    pub(in crate::domains::playback) claimed_ms: u64,
    pub(in crate::domains::playback) played: Intervals,
    /// Whether it was judged if this session is a view.
    pub(in crate::domains::playback) judged: bool,
}

/// What comes of a beacon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::playback) struct Advance {
    pub(in crate::domains::playback) so_far: PlayedSoFar,
    /// No newer beacon was taken before it: it says where the viewer is.
    pub(in crate::domains::playback) is_newest: bool,
    /// Now enough of the video was watched for a view.
    pub(in crate::domains::playback) is_enough: bool,
}

/// What a report says of playing; nothing where it says only a place.
pub(in crate::domains::playback) fn decide_beacon(
    request: &ReportProgressRequest,
    duration_ms: u64,
    slack_ms: u64,
) -> Result<Option<Beacon>, Refused> {
    if request.played.is_empty() {
        return Ok(None);
    }
    let most_ms = duration_ms.saturating_add(slack_ms);
    let fits = |one: &wire::Interval| one.from_ms < one.to_ms && one.to_ms <= most_ms;
    let is_counted = request.sequence > 0;
    let is_short = ReportProgressRequest::PLAYED.take_items(request.played.len());
    if !is_counted || !is_short || !request.played.iter().all(fits) {
        return Err(refuse_played("these parts are not in the video, or too many at once"));
    }
    let part = |one: &wire::Interval| Interval { from_ms: one.from_ms, to_ms: one.to_ms };
    let played = request.played.iter().map(part).collect();
    let ReportProgressRequest { sequence, position_ms, .. } = *request;
    Ok(Some(Beacon { sequence, position_ms, played }))
}

/// What comes of a beacon now; nothing of a repeat.
pub(in crate::domains::playback) fn decide_advance(
    so_far: PlayedSoFar,
    beacon: &Beacon,
    duration_ms: u64,
    now_ms: i64,
) -> Result<Option<Advance>, Refused> {
    let Some(taken) = decide_taken(&so_far, beacon.sequence) else { return Ok(None) };
    let claimed_ms = so_far.claimed_ms.saturating_add(beacon.watched_ms());
    check_claim(claimed_ms, so_far.created_at_ms, now_ms)?;
    let is_newest = beacon.sequence == taken.sequence;
    let Numbers { sequence, recent } = taken;
    let mut next = PlayedSoFar { sequence, recent, claimed_ms, ..so_far };
    let mut is_enough = false;
    if !next.judged {
        next.played = make_union(next.played, &beacon.played);
        let could_be_ms = decide_most_played(so_far.created_at_ms, now_ms);
        is_enough = is_view(&next.played, duration_ms, could_be_ms);
        next.judged = is_enough;
    }
    if next.judged {
        next.played = Intervals::default();
    }
    Ok(Some(Advance { so_far: next, is_newest, is_enough }))
}

/// Which beacons were taken, once one more is.
struct Numbers {
    sequence: u64,
    recent: u64,
}

/// Takes a number that was not taken yet; nothing where it was, or may have been. What a page sends
/// in one moment, as it goes, may come in any order.
fn decide_taken(so_far: &PlayedSoFar, sequence: u64) -> Option<Numbers> {
    let bit = |behind: u64| {
        let at = u32::try_from(behind.checked_sub(1)?).ok()?;
        (at < BEHIND_MAX).then(|| 1_u64 << at)
    };
    if sequence > so_far.sequence {
        let ahead = sequence - so_far.sequence;
        let moved = u32::try_from(ahead).ok().and_then(|by| so_far.recent.checked_shl(by));
        let recent = moved.unwrap_or(0) | bit(ahead).unwrap_or(0);
        return Some(Numbers { sequence, recent: recent & BEHIND_MASK });
    }
    let bit = bit(so_far.sequence - sequence).filter(|bit| so_far.recent & bit == 0)?;
    Some(Numbers { sequence: so_far.sequence, recent: so_far.recent | bit })
}

/// Whether so much can have been played since a session began.
fn check_claim(claimed_ms: u64, created_at_ms: i64, now_ms: i64) -> Result<(), Refused> {
    let most_ms = decide_most_played(created_at_ms, now_ms);
    if claimed_ms <= most_ms.saturating_add(CLAIM_SLACK_MS) {
        return Ok(());
    }
    Err(refuse_played("no player plays so much in so short a time"))
}

/// As much media as the fastest player shows in the time since a session began.
fn decide_most_played(created_at_ms: i64, now_ms: i64) -> u64 {
    let passed_ms = u64::try_from(now_ms.saturating_sub(created_at_ms)).unwrap_or(0);
    passed_ms.saturating_mul(SPEED_MAX)
}

/// Whether what was watched, each part once, is a view. What clocks may differ by is none.
fn is_view(Intervals(watched): &Intervals, duration_ms: u64, most_ms: u64) -> bool {
    let lengths = watched.iter().map(|one| one.length_ms());
    let whole_ms = duration_ms.saturating_mul(WHOLE_PERCENT) / 100;
    lengths.fold(0, u64::saturating_add).min(most_ms) >= whole_ms.min(VIEW_MS)
}

/// All that two lists cover, in order and without overlaps.
pub(super) fn make_union(Intervals(mut all): Intervals, more: &[Interval]) -> Intervals {
    all.extend_from_slice(more);
    all.sort_unstable();
    let mut merged: Vec<Interval> = Vec::with_capacity(all.len());
    for one in all {
        match merged.last_mut() {
            Some(last) if one.from_ms <= last.to_ms => last.to_ms = last.to_ms.max(one.to_ms),
            _ => merged.push(one),
        }
    }
    merged.sort_unstable_by_key(|one| std::cmp::Reverse(one.length_ms()));
    merged.truncate(INTERVALS_MAX);
    merged.sort_unstable();
    Intervals(merged)
}

/// A mark of a network as the front gives it; nothing where it gives none.
pub(in crate::domains::playback) fn decide_network(network: &[u8]) -> Option<&[u8]> {
    (1..=NETWORK_BYTES_MAX).contains(&network.len()).then_some(network)
}

/// Whether a caller may hear how often a video was viewed. `owner_id` is nothing where nobody has
/// viewed it yet.
pub(in crate::domains::playback) fn may_hear_views(
    caller: &Caller,
    visibility: Visibility,
    owner_id: Option<&UserId>,
) -> bool {
    match visibility {
        Visibility::Shown => true,
        Visibility::Private => {
            caller.is_moderator() || owner_id.is_some_and(|owner_id| caller.may_act_for(owner_id))
        },
        Visibility::Deleted => false,
    }
}

/// All who watch a video and are not named.
pub(in crate::domains::playback) fn make_watcher(video_id: &VideoId) -> String {
    format!("video:{video_id}")
}

fn refuse_played(why: &str) -> Refused {
    Refusal::PlayedInvalid.because(format!("{why}; load the page again"))
}
