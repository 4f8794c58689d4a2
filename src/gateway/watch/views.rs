//! The watch page: a player that starts its own session by script, and what is known of the
//! video. It must not carry a media address; only `StartSession` gives one.

use crate::gateway::core::views::Frame;
use crate::gateway::core::views::format;
use crate::gateway::video::views::{Privacy, VideoCard, VideoState};

/// `GET /watch/{id}`.
#[derive(askama::Template)]
#[template(path = "playback/watch.html")]
pub(crate) struct WatchPage {
    pub(crate) frame: Frame,
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) tags: Vec<String>,
    pub(crate) author: String,
    pub(crate) duration_ms: i64,
    /// None until it is published; then only its owner gets here.
    pub(crate) published_ms: Option<i64>,
    pub(crate) state: VideoState,
    pub(crate) privacy: Privacy,
    /// Shows the privacy badge and the way to the edit page.
    pub(crate) is_owner: bool,
    /// The newest public videos, without this one.
    pub(crate) newest: Vec<VideoCard>,
}

impl WatchPage {
    /// `12:34`
    pub(crate) fn duration(&self) -> String {
        format::duration(self.duration_ms)
    }

    /// `PT754S`
    pub(crate) fn duration_iso(&self) -> String {
        format::duration_iso(self.duration_ms)
    }

    /// The player's own name for the language.
    pub(crate) fn player_language(&self) -> &'static str {
        self.frame.words.playback.player_language()
    }
}

#[cfg(test)]
impl WatchPage {
    /// The owner's own unlisted video.
    pub(crate) fn sample(language: crate::gateway::core::words::Language) -> Self {
        Self {
            frame: Frame::sample(language, "/watch/v0"),
            id: "v0".into(),
            title: "Big Buck Bunny: the butterfly in the meadow".into(),
            description: "A giant rabbit with a heart bigger than himself.\n\n\
                          (c) copyright 2008, Blender Foundation / www.bigbuckbunny.org\n\
                          <script>alert(1)</script>"
                .into(),
            tags: vec!["animation".into(), "开源电影".into(), "Blender".into()],
            author: "shoal".into(),
            duration_ms: 5_280,
            published_ms: Some(crate::gateway::tests::NOW_MS - 3_700_000),
            state: VideoState::Published,
            privacy: Privacy::Unlisted,
            is_owner: true,
            newest: VideoCard::samples().into_iter().skip(1).collect(),
        }
    }

    /// Not ready, seen by its owner; nothing else on the site.
    pub(crate) fn sample_unready(language: crate::gateway::core::words::Language) -> Self {
        Self {
            description: String::new(),
            tags: Vec::new(),
            published_ms: None,
            state: VideoState::Transcoding,
            privacy: Privacy::Private,
            newest: Vec::new(),
            ..Self::sample(language)
        }
    }
}
