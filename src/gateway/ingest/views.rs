//! The upload page: a form that tus and scripts bring to life. It must not know an upload; those
//! live in the browser and in the ingest domain.

use crate::gateway::core::views::Frame;
use crate::gateway::core::views::format;
use crate::gateway::core::words::Language;
use crate::gateway::studio::views::{StageRow, StageState};
use crate::gateway::video::views::{Privacy, VideoState};

/// `GET /upload`.
#[derive(askama::Template)]
#[template(path = "ingest/upload.html")]
pub(crate) struct UploadPage {
    pub(crate) frame: Frame,
    /// The largest file the ingest domain takes.
    pub(crate) upload_bytes_max: u64,
    /// How much its reader has uploaded.
    pub(crate) usage: Option<UsageView>,
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

/// The most that a quota can be: it stands for no limit.
const UNLIMITED_BYTES: u64 = 1 << 50;

/// How much somebody has uploaded, and may upload.
#[derive(Debug, Clone, Copy)]
pub(crate) struct UsageView {
    pub(crate) total_bytes: u64,
    pub(crate) total_bytes_max: u64,
    pub(crate) day_bytes: u64,
    pub(crate) day_bytes_max: u64,
}

impl UsageView {
    /// "3 GB of 10 GB used."
    pub(crate) fn total(&self, language: &Language) -> String {
        let words = language.words().ingest;
        match self.total_bytes_max {
            UNLIMITED_BYTES.. => words.usage_total_unlimited(format::bytes(self.total_bytes)),
            most => words.usage_total(format::bytes(self.total_bytes), format::bytes(most)),
        }
    }

    /// "1 GB of 2 GB uploaded within 24 hours."; nothing where there is no limit.
    pub(crate) fn day(&self, language: &Language) -> Option<String> {
        let most = Some(self.day_bytes_max).filter(|most| *most < UNLIMITED_BYTES)?;
        let used = format::bytes(self.day_bytes);
        Some(language.words().ingest.usage_day(used, format::bytes(most)))
    }
}

#[cfg(test)]
impl UploadPage {
    /// The empty form.
    pub(crate) fn sample(language: Language) -> Self {
        Self {
            frame: Frame::sample(language, "/upload"),
            upload_bytes_max: 4 << 30,
            usage: Some(UsageView {
                total_bytes: 3 << 30,
                total_bytes_max: 10 << 30,
                day_bytes: 1 << 30,
                day_bytes_max: 2 << 30,
            }),
            title_chars_max: 100,
            description_chars_max: 5000,
            tags_chars_max: 400,
        }
    }
}
