//! The home page and the other lists of public videos. They must not know any order of their own.

use crate::gateway::community::views::Following;
use crate::gateway::core::views::{Frame, Piece, format, pieces};
use crate::gateway::user::views::SetAside;
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
    /// What the owner says above the videos.
    pub(crate) texts: Vec<String>,
}

impl HomePage {
    /// Where the list goes on.
    pub(crate) fn next(&self, cursor: &str) -> String {
        format!("/?cursor={}", format::query(cursor))
    }

    /// A young site has room for an invitation.
    pub(crate) fn invites(&self) -> bool {
        self.is_first && !self.videos.is_empty() && self.videos.len() < 4
    }
}

/// `GET /about` and `GET /terms`
#[derive(askama::Template)]
#[template(path = "frame/prose.html")]
pub(crate) struct ProsePage {
    pub(crate) frame: Frame,
    pub(crate) title: &'static str,
    pub(crate) paragraphs: Vec<String>,
}

/// `GET /u/{name}`
#[derive(askama::Template)]
#[template(path = "user/profile.html")]
pub(crate) struct UserPage {
    pub(crate) frame: Frame,
    pub(crate) name: String,
    /// Names their picture; empty without one.
    pub(crate) avatar: String,
    pub(crate) created_ms: i64,
    /// What they say about themselves; may be empty.
    pub(crate) bio: String,
    /// What its reader has set against this account; nothing for visitors and on the own page.
    pub(crate) aside: Option<SetAside>,
    /// None where it cannot be had.
    pub(crate) following: Option<Following>,
    pub(crate) videos: Vec<VideoCard>,
    pub(crate) next_cursor: Option<String>,
}

impl UserPage {
    /// The text about themselves, in which addresses are links.
    pub(crate) fn bio(&self) -> Vec<Piece<'_>> {
        // There is no video whose moments it could name.
        pieces(&self.bio, 0)
    }

    /// Nobody follows themselves, or begins to follow whom they have blocked.
    pub(crate) fn may_follow(&self) -> bool {
        let is_followed = self.following.as_ref().is_some_and(|told| told.is_followed);
        self.aside.as_ref().is_some_and(|aside| is_followed || !aside.has_blocked)
    }

    /// The page itself.
    pub(crate) fn address(&self) -> String {
        format!("/u/{}", format::query(&self.name))
    }

    /// Where the list goes on.
    pub(crate) fn next(&self, cursor: &str) -> String {
        format!("/u/{}?cursor={}", format::query(&self.name), format::query(cursor))
    }
}

/// `GET /tag/{tag}`
#[derive(askama::Template)]
#[template(path = "video/tag.html")]
pub(crate) struct TagPage {
    pub(crate) frame: Frame,
    pub(crate) tag: String,
    pub(crate) videos: Vec<VideoCard>,
    pub(crate) next_cursor: Option<String>,
}

impl TagPage {
    /// Where the list goes on.
    pub(crate) fn next(&self, cursor: &str) -> String {
        format!("/tag/{}?cursor={}", format::query(&self.tag), format::query(cursor))
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
            texts: vec!["<b>Hello</b>".into()],
        }
    }

    /// The site on its first day: a visitor, one video.
    pub(crate) fn sample_young(language: crate::gateway::core::words::Language) -> Self {
        let frame = Frame::sample_visitor(language, "/");
        let videos = VideoCard::samples().into_iter().take(1).collect();
        Self { frame, videos, next_cursor: None, is_first: true, texts: Vec::new() }
    }

    /// Nothing published.
    pub(crate) fn sample_empty(language: crate::gateway::core::words::Language) -> Self {
        let frame = Frame::sample_visitor(language, "/");
        Self { frame, videos: Vec::new(), next_cursor: None, is_first: true, texts: Vec::new() }
    }
}

#[cfg(test)]
impl UserPage {
    pub(crate) fn sample(language: crate::gateway::core::words::Language) -> Self {
        let frame = Frame::sample(language, "/u/mira");
        let created_ms = frame.now_ms - 840_000;
        let (name, videos) = ("mira".into(), VideoCard::samples());
        let aside = SetAside { id: "u1".into(), has_blocked: true, has_muted: false };
        let aside = Some(aside);
        let bio = "I film <b>fish</b>.\nSee https://fish.example/mira.".into();
        let (avatar, next_cursor) = ("a1".into(), Some("c".into()));
        let following = Following { followers: 1_234, followed: 5, is_followed: true };
        let following = Some(following);
        Self { frame, name, avatar, created_ms, bio, aside, following, videos, next_cursor }
    }
}

#[cfg(test)]
impl TagPage {
    pub(crate) fn sample(language: crate::gateway::core::words::Language) -> Self {
        let frame = Frame::sample_visitor(language, "/tag/x");
        Self { frame, tag: "<tag>".into(), videos: Vec::new(), next_cursor: None }
    }
}
