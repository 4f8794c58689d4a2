//! The studio: a creator's own videos with state, progress, cause and what can be done. It must
//! not offer what the domain would refuse; the row says what is possible.

use super::progress;
use crate::gateway::core::views::Frame;
use crate::gateway::core::views::format;
use crate::gateway::moderation::calls::APPEAL_CHARS_MAX;
use crate::gateway::studio::views::{Cause, StageRow, StageState};
use crate::gateway::video::views::{Privacy, VideoState};

/// `GET /studio` and `GET /studio?cursor=…`.
#[derive(askama::Template)]
#[template(path = "video/studio.html")]
pub(crate) struct StudioPage {
    pub(crate) frame: Frame,
    pub(crate) rows: Vec<StudioRow>,
    pub(crate) next_cursor: Option<String>,
}

/// One of the creator's videos.
pub(crate) struct StudioRow {
    pub(crate) id: String,
    /// Idempotency key of this row's forms (publish, retry).
    pub(crate) key: String,
    pub(crate) title: String,
    pub(crate) state: VideoState,
    pub(crate) privacy: Privacy,
    pub(crate) created_ms: i64,
    /// Zero while unknown.
    pub(crate) duration_ms: i64,
    /// Whether `/covers/{id}.jpg` exists yet.
    pub(crate) has_cover: bool,
    /// Empty for a video whose history is not kept.
    pub(crate) stages: Vec<StageRow>,
    pub(crate) retryable: bool,
    /// It was decided against, and no appeal waits.
    pub(crate) is_appealable: bool,
}

impl StudioPage {
    /// Where the list goes on.
    pub(crate) fn next(&self, cursor: &str) -> String {
        format!("/studio?cursor={}", format::query(cursor))
    }

    /// The labels the script switches between.
    pub(crate) fn stage_states(&self) -> [StageState; 5] {
        StageState::ALL
    }

    /// The labels the script switches between.
    pub(crate) fn states(&self) -> [VideoState; 9] {
        VideoState::ALL
    }
}

impl StudioRow {
    /// `12:34`, or nothing while unknown.
    pub(crate) fn duration(&self) -> Option<String> {
        (self.duration_ms > 0).then(|| format::duration(self.duration_ms))
    }

    /// Of the whole way, 0 to 100.
    pub(crate) fn percent(&self) -> u32 {
        progress::percent_of_all(&self.stages)
    }

    /// The longest text of an appeal.
    pub(crate) fn appeal_chars_max(&self) -> u32 {
        APPEAL_CHARS_MAX
    }

    /// Why it failed.
    pub(crate) fn cause(&self) -> Option<&Cause> {
        progress::first_cause(&self.stages)
    }
}

#[cfg(test)]
impl StudioPage {
    /// One video in every state.
    pub(crate) fn sample(language: crate::gateway::core::words::Language) -> Self {
        let rows = (0..).zip(VideoState::ALL).map(|(at, state): (u32, _)| StudioRow {
            id: format!("v{at}"),
            key: format!("key-{at}"),
            title: format!("Episode {at}: {}", state.code()),
            state,
            privacy: [Privacy::Public, Privacy::Unlisted][usize::from(at % 2 == 1)],
            created_ms: crate::gateway::tests::NOW_MS - 5_000_000 * i64::from(1 + at).pow(3),
            duration_ms: if state.is_playable() { 754_000 } else { 0 },
            has_cover: state.is_playable(),
            stages: StageRow::samples(state),
            retryable: state == VideoState::Failed,
            is_appealable: state == VideoState::Blocked,
        });
        Self {
            rows: rows.collect(),
            frame: Frame::sample(language, "/studio"),
            next_cursor: Some("c2".into()),
        }
    }

    /// A creator who has not created.
    pub(crate) fn sample_empty(language: crate::gateway::core::words::Language) -> Self {
        Self { frame: Frame::sample(language, "/studio"), rows: Vec::new(), next_cursor: None }
    }
}
