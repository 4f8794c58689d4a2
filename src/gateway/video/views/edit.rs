//! The form that changes or deletes a video. It must not check what was typed; the domain does,
//! and the form comes back with its refusal.

use crate::gateway::core::views::Frame;
use crate::gateway::video::views::{Privacy, VideoState};

/// `GET /studio/{id}/edit`, and the answer to a refused `POST`.
#[derive(askama::Template)]
#[template(path = "video/edit.html")]
pub(crate) struct EditPage {
    pub(crate) frame: Frame,
    /// Idempotency key of the edit form.
    pub(crate) key: String,
    /// Idempotency key of the delete form.
    pub(crate) delete_key: String,
    pub(crate) id: String,
    /// The version that the form was loaded with, and a mark of each field as it was then.
    pub(crate) version: u64,
    pub(crate) loaded: String,
    pub(crate) title: String,
    pub(crate) description: String,
    /// Comma-separated, as typed.
    pub(crate) tags: String,
    pub(crate) privacy: Privacy,
    pub(crate) state: VideoState,
    pub(crate) has_cover: bool,
    pub(crate) title_chars_max: u32,
    pub(crate) description_chars_max: u32,
    pub(crate) tags_chars_max: u32,
    /// Why the last attempt was refused.
    pub(crate) refusal: Option<String>,
}

impl EditPage {
    /// Where the form that deletes is sent.
    pub(crate) fn delete_action(&self) -> String {
        format!("/studio/{}/delete", self.id)
    }

    /// What the form offers.
    pub(crate) fn privacies(&self) -> [Privacy; 3] {
        Privacy::ALL
    }
}

#[cfg(test)]
impl EditPage {
    /// A form that came back.
    pub(crate) fn sample(language: crate::gateway::core::words::Language) -> Self {
        Self {
            frame: Frame::sample(language, "/studio/v0/edit"),
            key: "key-edit".into(),
            delete_key: "key-delete".into(),
            id: "v0".into(),
            version: 3,
            loaded: "0a1b2c3d.0a1b2c3d.0a1b2c3d.0a1b2c3d".into(),
            title: "Big Buck Bunny \"quoted\" & <tagged>".into(),
            description: "Two lines\nof text".into(),
            tags: "animation, 开源电影".into(),
            privacy: Privacy::Unlisted,
            state: VideoState::Published,
            has_cover: true,
            title_chars_max: 100,
            description_chars_max: 5000,
            tags_chars_max: 400,
            refusal: Some("The title is longer than 100 characters. Shorten it.".into()),
        }
    }
}
