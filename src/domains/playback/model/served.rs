//! What was sent: which sums are taken, and when a minute is over. It must not know who was served.

use crate::contract::playback::{MediaKind, ReportBytesRequest};
use crate::contract::video::VideoId;
use crate::kernel::context::Caller;
use crate::kernel::fault::{RefusalCode as _, Reply, Shared};
use crate::kernel::quota::check_ids;

const MINUTE_MS: i64 = 60_000;
/// Whoever tells of minutes that are further away has another clock.
const FAR_MS: i64 = 60 * MINUTE_MS;

/// What a sum is of.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::domains::playback) struct Serving {
    pub(in crate::domains::playback) video_id: VideoId,
    pub(in crate::domains::playback) kind: MediaKind,
    pub(in crate::domains::playback) minute_ms: i64,
}

/// What the front says that it has sent. Nobody else may say so.
pub(in crate::domains::playback) fn decide_served(
    caller: &Caller,
    request: &ReportBytesRequest,
    now_ms: i64,
) -> Reply<Vec<(Serving, u64)>> {
    if !matches!(caller, Caller::Domain(_)) {
        return Err(Shared::NotAllowed.because("only the front says what it has sent").into());
    }
    check_ids(ReportBytesRequest::SERVED, request.served.len())?;
    let mut sums = Vec::with_capacity(request.served.len());
    for one in request.served.iter().filter(|one| one.bytes > 0) {
        let video_id = one.video_id.parse()?;
        let is_near = (now_ms.saturating_sub(FAR_MS)..=now_ms).contains(&one.minute_ms);
        let at_ms = if is_near { one.minute_ms } else { now_ms };
        let minute_ms = at_ms.saturating_sub(at_ms.rem_euclid(MINUTE_MS));
        sums.push((Serving { video_id, kind: one.kind(), minute_ms }, one.bytes));
    }
    Ok(sums)
}

/// Whether nothing is added to a sum any more.
pub(in crate::domains::playback) fn is_over(serving: &Serving, now_ms: i64) -> bool {
    now_ms >= serving.minute_ms.saturating_add(MINUTE_MS)
}
