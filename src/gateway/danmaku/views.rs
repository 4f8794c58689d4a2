//! What waits for a person, as moderators see it. It must not show who decided before.

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
