//! The newest videos of those whom somebody follows. It must not know any order of its own.

use crate::gateway::core::views::Frame;
use crate::gateway::video::views::VideoCard;

/// `GET /feed`
#[derive(askama::Template)]
#[template(path = "community/feed.html")]
pub(crate) struct FeedPage {
    pub(crate) frame: Frame,
    pub(crate) videos: Vec<VideoCard>,
    /// The address of the rest.
    pub(crate) more: Option<String>,
}

#[cfg(test)]
impl FeedPage {
    pub(crate) fn sample(language: crate::gateway::core::words::Language) -> Self {
        Self {
            frame: Frame::sample(language, "/feed"),
            videos: VideoCard::samples(),
            more: Some("/feed?cursor=1-a".into()),
        }
    }

    /// Nobody is followed.
    pub(crate) fn sample_empty(language: crate::gateway::core::words::Language) -> Self {
        Self { videos: Vec::new(), more: None, ..Self::sample(language) }
    }
}
