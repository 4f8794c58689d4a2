//! The home page: the newest public videos. It must not know any order of its own.

use crate::gateway::core::views::Frame;
use crate::gateway::video::views::VideoCard;

/// `GET /` and `GET /?cursor=…`.
#[derive(askama::Template)]
#[template(path = "video/home.html")]
pub(crate) struct HomePage {
    pub(crate) frame: Frame,
    pub(crate) videos: Vec<VideoCard>,
    /// Of the next page, if there is one.
    pub(crate) next_cursor: Option<String>,
    /// Whether this is the first page, where a near-empty site invites an upload.
    pub(crate) is_first: bool,
}

impl HomePage {
    /// A young site has room for an invitation.
    pub(crate) fn invites(&self) -> bool {
        self.is_first && !self.videos.is_empty() && self.videos.len() < 4
    }
}

#[cfg(test)]
impl HomePage {
    /// A full first page.
    pub(crate) fn sample(language: crate::gateway::core::words::Language) -> Self {
        Self {
            frame: Frame::sample(language, "/"),
            videos: VideoCard::samples(),
            next_cursor: Some("1700000000000_v9+/".into()),
            is_first: true,
        }
    }

    /// The site on its first day: a visitor, one video.
    pub(crate) fn sample_young(language: crate::gateway::core::words::Language) -> Self {
        let frame = Frame::sample_visitor(language, "/");
        let videos = VideoCard::samples().into_iter().take(1).collect();
        Self { frame, videos, next_cursor: None, is_first: true }
    }

    /// Nothing published.
    pub(crate) fn sample_empty(language: crate::gateway::core::words::Language) -> Self {
        let frame = Frame::sample_visitor(language, "/");
        Self { frame, videos: Vec::new(), next_cursor: None, is_first: true }
    }
}
