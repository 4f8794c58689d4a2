//! The upload page: a form that tus and scripts bring to life. It must not know an upload; those
//! live in the browser and in the ingest domain.

use crate::gateway::core::views::Frame;
use crate::gateway::core::views::format;
use crate::gateway::studio::views::{StageRow, StageState};
use crate::gateway::video::views::{Privacy, VideoState};

/// `GET /upload`.
#[derive(askama::Template)]
#[template(path = "ingest/upload.html")]
pub(crate) struct UploadPage {
    pub(crate) frame: Frame,
    /// The largest file the ingest domain takes.
    pub(crate) upload_bytes_max: u64,
    pub(crate) title_chars_max: u32,
    pub(crate) description_chars_max: u32,
    /// The longest comma-separated list of tags the field takes.
    pub(crate) tags_chars_max: u32,
}

impl UploadPage {
    /// `4 GB`
    pub(crate) fn limit(&self) -> String {
        self.frame.words.ingest.upload_limit(format::bytes(self.upload_bytes_max))
    }

    /// The rows the script fills.
    pub(crate) fn stages(&self) -> Vec<StageRow> {
        StageRow::all_waiting()
    }

    /// The labels the script switches between.
    pub(crate) fn stage_states(&self) -> [StageState; 5] {
        StageState::ALL
    }

    /// The labels the script switches between.
    pub(crate) fn states(&self) -> [VideoState; 9] {
        VideoState::ALL
    }

    /// What the form offers.
    pub(crate) fn privacies(&self) -> [Privacy; 3] {
        Privacy::ALL
    }

    /// What is chosen before anybody chooses.
    pub(crate) fn privacy(&self) -> Privacy {
        Privacy::Public
    }
}

#[cfg(test)]
impl UploadPage {
    /// The empty form.
    pub(crate) fn sample(language: crate::gateway::core::words::Language) -> Self {
        Self {
            frame: Frame::sample(language, "/upload"),
            upload_bytes_max: 4 << 30,
            title_chars_max: 100,
            description_chars_max: 5000,
            tags_chars_max: 400,
        }
    }
}
