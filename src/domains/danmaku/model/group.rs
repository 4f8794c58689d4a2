//! Groups of texts that say nearly the same at nearly the same moment.

use super::Options;

/// A text that says what none before it did, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::danmaku) struct Leader {
    pub(in crate::domains::danmaku) danmaku_id: String,
    pub(in crate::domains::danmaku) text: String,
}

/// Moments of a video that are one for those who look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domains::danmaku) struct Around {
    pub(in crate::domains::danmaku) from_ms: u64,
    pub(in crate::domains::danmaku) to_ms: u64,
}

/// In which moments what says the same as a text is looked for; nowhere if nothing is to be merged.
pub(in crate::domains::danmaku) fn decide_around(
    time_ms: u64,
    options: &Options,
) -> Option<Around> {
    let apart_ms = options.merge_apart_ms;
    let (from_ms, to_ms) = (time_ms.saturating_sub(apart_ms), time_ms.saturating_add(apart_ms));
    (apart_ms > 0).then_some(Around { from_ms, to_ms })
}
