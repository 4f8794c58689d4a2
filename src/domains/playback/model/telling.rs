//! What is told of what is watched, and when: at a view at once, else at most once a minute for
//! each viewer and video. It must not lose what was played.

use super::watching::{Beacon, Intervals, make_union};
use super::{PlaySession, make_viewer, make_watcher};
use crate::contract::playback::WatchProgressed;
use crate::kernel::id::UserId;

/// So far apart it is told what one viewer watches of one video.
pub(in crate::domains::playback) const TOLD_APART_MS: i64 = 60_000;

/// What a session has played since it was told last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::domains::playback) struct Untold {
    pub(in crate::domains::playback) played: Intervals,
    /// All media time of it: what was played twice counts twice.
    pub(in crate::domains::playback) watched_ms: u64,
    /// Where its viewer is.
    pub(in crate::domains::playback) position_ms: u64,
}

/// What is to be told with one more beacon.
pub(in crate::domains::playback) fn after_beacon(
    untold: Untold,
    beacon: &Beacon,
    is_newest: bool,
) -> Untold {
    Untold {
        played: make_union(untold.played, &beacon.played),
        watched_ms: untold.watched_ms.saturating_add(beacon.watched_ms()),
        position_ms: if is_newest { beacon.position_ms } else { untold.position_ms },
    }
}

/// When it is told: at a view at once, else a minute after the last time.
pub(in crate::domains::playback) fn decide_tell_at(
    told_at_ms: i64,
    is_view: bool,
    now_ms: i64,
) -> i64 {
    let since_ms = now_ms.saturating_sub(told_at_ms);
    // A clock that was set back holds nothing up for longer than a minute.
    if is_view || !(0..TOLD_APART_MS).contains(&since_ms) {
        return now_ms;
    }
    told_at_ms.saturating_add(TOLD_APART_MS)
}

/// What is told of a session. Who is not named adds to all who watch the video.
pub(in crate::domains::playback) fn make_progress(
    session: &PlaySession,
    named: Option<&UserId>,
    untold: &Untold,
    counted_view: bool,
) -> WatchProgressed {
    let Untold { played: Intervals(played), watched_ms, position_ms } = untold;
    WatchProgressed {
        watcher: named.map_or_else(|| make_watcher(&session.video_id), make_viewer),
        video_id: session.video_id.to_string(),
        user_id: named.map(ToString::to_string).unwrap_or_default(),
        session: session.session_id.to_string(),
        watched_ms: *watched_ms,
        position_ms: *position_ms,
        played: played.iter().copied().map(Into::into).collect(),
        counted_view,
    }
}
