//! The watch page: a player, the session it begins with, and what is known of the video. It must
//! not carry a media address but of that session; only `StartSession` gives one.

use crate::gateway::core::views::Frame;
use crate::gateway::core::views::format;
use crate::gateway::playback::views::{Play, Shape};
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
    /// None where `playback` gave none: the player's script asks again, and tells why.
    pub(crate) play: Option<Play>,
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

    /// For `data-session`: empty where the script has to ask.
    pub(crate) fn session(&self) -> &str {
        self.play.as_ref().map_or("", |play| &play.json)
    }

    /// For `data-shape`.
    pub(crate) fn shape(&self) -> &'static str {
        self.play.as_ref().map_or(Shape::Wide, |play| play.shape).code()
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
            play: Some(Play {
                json: r#"{"session_id":"s0","master_url":"/media/t/master.m3u8"}"#.into(),
                shape: Shape::Tall,
            }),
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
            play: None,
            ..Self::sample(language)
        }
    }
}
