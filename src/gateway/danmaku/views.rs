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
    /// How many wait in all; 0 on further pages.
    pub(crate) waiting: u64,
    pub(crate) rows: Vec<HeldRow>,
    pub(crate) more: Option<String>,
}

/// From here on no exact number is known.
const COUNTED_MAX: u64 = 100;

impl HeldPage {
    /// How many wait: "12 danmaku waiting", "99+ danmaku waiting"; nothing while none does, and on
    /// further pages.
    pub(crate) fn waiting(&self) -> Option<String> {
        let words = self.frame.words.danmaku;
        match self.waiting {
            0 => None,
            n if n < COUNTED_MAX => Some(words.held_count(n.to_string())),
            _ => Some(words.held_count(format!("{}+", COUNTED_MAX - 1))),
        }
    }
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
