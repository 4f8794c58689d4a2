//! What waits for a person, as moderators see it, and what the page of a video needs to write over
//! it. It must not show who decided before.

use crate::contract::danmaku::SendDanmakuRequest;
use crate::gateway::core::views::Frame;

/// `GET /danmaku/held`
#[derive(askama::Template)]
#[template(path = "danmaku/held.html")]
pub(crate) struct HeldPage {
    pub(crate) frame: Frame,
    pub(crate) refusal: Option<String>,
    pub(crate) rows: Vec<HeldRow>,
    pub(crate) more: Option<String>,
}

/// One text that waits.
pub(crate) struct HeldRow {
    pub(crate) danmaku_id: String,
    pub(crate) video_id: String,
    pub(crate) text: String,
    pub(crate) sender: String,
    pub(crate) sent_ms: i64,
    /// Where in the video.
    pub(crate) second: u64,
    pub(crate) moment: String,
}

/// Seconds between two texts of one account, of which the owner of a video chooses.
const SLOW_S: &[u64] = &[3, 5, 10, 30, 60];

/// What `danmaku/bar.html` is made of.
pub(crate) struct Bar {
    pub(crate) chars_max: u32,
    pub(crate) slow: Vec<SlowStep>,
}

/// A choice of how often may be written.
pub(crate) struct SlowStep {
    pub(crate) ms: u64,
    pub(crate) text: String,
}

impl Bar {
    pub(in crate::gateway) fn of(frame: &Frame) -> Self {
        let words = frame.words.danmaku;
        let step = |s: &u64| SlowStep { ms: s * 1_000, text: words.manage_slow_seconds(*s) };
        Self {
            chars_max: SendDanmakuRequest::TEXT.max_chars,
            slow: SLOW_S.iter().map(step).collect(),
        }
    }
}
