//! Comments that wait for a person, each with what decides about it.

use crate::gateway::core::views::Frame;

/// `GET /comments/held`
#[derive(askama::Template)]
#[template(path = "community/held.html")]
pub(crate) struct HeldCommentsPage {
    pub(crate) frame: Frame,
    pub(crate) refusal: Option<String>,
    pub(crate) rows: Vec<HeldCommentRow>,
    pub(crate) more: Option<String>,
}

/// One comment that waits.
pub(crate) struct HeldCommentRow {
    pub(crate) comment_id: String,
    pub(crate) video_id: String,
    /// Of the video; empty where it cannot be had.
    pub(crate) title: String,
    pub(crate) text: String,
    /// Who wrote it; empty where that cannot be had.
    pub(crate) author: String,
    pub(crate) avatar: String,
    pub(crate) posted_ms: i64,
}

#[cfg(test)]
impl HeldCommentsPage {
    pub(crate) fn sample(language: crate::gateway::core::words::Language) -> Self {
        let row = |id: &str, author: &str, title: &str| HeldCommentRow {
            comment_id: id.into(),
            video_id: "v1".into(),
            title: title.into(),
            text: "<b>Two</b>\nlines".into(),
            author: author.into(),
            avatar: String::new(),
            posted_ms: crate::gateway::tests::NOW_MS - 60_000,
        };
        Self {
            frame: Frame::sample(language, "/comments/held"),
            refusal: None,
            rows: vec![row("c1", "mei", "Big Buck Bunny"), row("c2", "", "")],
            more: Some("/comments/held?cursor=1-a".into()),
        }
    }

    pub(crate) fn sample_empty(language: crate::gateway::core::words::Language) -> Self {
        Self { rows: Vec::new(), more: None, ..Self::sample(language) }
    }
}
