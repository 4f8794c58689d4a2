//! What the gallery of components shows. It must not show what anybody made.

use crate::gateway::core::views::{Chart, Frame};
use crate::gateway::studio::views::{StageRow, StageState};
use crate::gateway::video::calls::DESCRIPTION;
use crate::gateway::video::views::{VideoCard, VideoState};

/// `GET /admin/gallery`
#[derive(askama::Template)]
#[template(path = "admin/gallery.html")]
pub(crate) struct GalleryPage {
    pub(crate) frame: Frame,
    icons: Vec<&'static str>,
    videos: Vec<VideoCard>,
    stages: Vec<StageRow>,
    chart: Chart,
    description_chars_max: u32,
}

impl GalleryPage {
    pub(crate) fn new(frame: Frame, icons: Vec<&'static str>) -> Self {
        let card = |(id, title, author): (&str, &str, &str)| VideoCard {
            id: id.to_owned(),
            title: title.to_owned(),
            author: author.to_owned(),
            duration_ms: 83_000,
            published_ms: frame.now_ms,
            views: Some(1_234),
        };
        let videos = [
            ("gallery-1", "Big Buck Bunny: a morning in the meadow", "mira"),
            ("gallery-2", "生命游戏：从一把沙子到一座城", "螺丝小鱼"),
        ];
        let label = frame.words.admin.domains_calls_per_s().to_owned();
        let values = [3, 5, 4, 9, 14, 12, 18, 17, 11, 21, 26, 24];
        Self {
            icons,
            videos: videos.map(card).into(),
            stages: stages(),
            chart: Chart::line(label, &values, ("00:00", "24:00")),
            description_chars_max: DESCRIPTION.max_chars,
            frame,
        }
    }

    pub(crate) fn icons(&self) -> &[&'static str] {
        &self.icons
    }

    pub(crate) fn states(&self) -> [VideoState; 9] {
        VideoState::ALL
    }

    pub(crate) fn refusal(&self) -> Option<&'static str> {
        Some(self.frame.words.playback.watch_playback_failed())
    }
}

/// One stage in each state.
fn stages() -> Vec<StageRow> {
    let states = [
        StageState::Done,
        StageState::Running,
        StageState::Retrying,
        StageState::Failed,
        StageState::Waiting,
    ];
    let rows = StageRow::all_waiting().into_iter().zip(states);
    rows.map(|(row, state)| StageRow { state, progress: 0.42, speed: None, ..row }).collect()
}
