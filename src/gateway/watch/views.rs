//! The watch page: a player, the session it begins with, and what is known of the video. It must
//! not carry a media address but of that session; only `StartSession` gives one.

use crate::gateway::community::views::Talk;
use crate::gateway::core::views::{Frame, Piece, format, pieces};
use crate::gateway::danmaku::views::Bar;
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
    pub(crate) owner_id: String,
    /// Names their picture; empty without one.
    pub(crate) author_avatar: String,
    pub(crate) duration_ms: i64,
    /// None until it is published; then only its owner gets here.
    pub(crate) published_ms: Option<i64>,
    /// None where they are not known.
    pub(crate) views: Option<u64>,
    pub(crate) state: VideoState,
    pub(crate) privacy: Privacy,
    /// Shows the privacy badge and the way to the edit page.
    pub(crate) is_owner: bool,
    /// The newest public videos, without this one.
    pub(crate) newest: Vec<VideoCard>,
    /// None where `playback` gave none: the player's script asks again, and tells why.
    pub(crate) play: Option<Play>,
    /// Whoever looks is asked first whether they are of age.
    pub(crate) asks_age: bool,
    pub(crate) outside: Outside,
}

impl WatchPage {
    /// What search engines and links say of it.
    pub(crate) fn summary(&self) -> String {
        let line: String = self.description.split_whitespace().collect::<Vec<_>>().join(" ");
        line.chars().take(200).collect()
    }

    /// The description, with what may be followed in it.
    pub(crate) fn about(&self) -> Vec<Piece<'_>> {
        pieces(&self.description, self.duration_ms)
    }

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

    /// To write over the picture.
    pub(crate) fn danmaku(&self) -> Bar {
        Bar::of(&self.frame)
    }

    /// To write below it, and to keep it.
    pub(crate) fn talk(&self) -> Talk {
        Talk::new(self.frame.words)
    }

    /// For `data-shape`.
    pub(crate) fn shape(&self) -> &'static str {
        self.play.as_ref().map_or(Shape::Wide, |play| play.shape).code()
    }
}

/// The addresses of a video as other sites write them.
#[derive(Clone)]
pub(crate) struct Outside {
    base: String,
    id: String,
    title: String,
}

impl Outside {
    /// `base` is the address of the site, without a path.
    pub(in crate::gateway) fn new(base: &str, id: &str, title: &str) -> Self {
        Self { base: base.to_owned(), id: id.to_owned(), title: title.to_owned() }
    }

    pub(crate) fn page(&self) -> String {
        format!("{}/watch/{}", self.base, format::query(&self.id))
    }

    pub(crate) fn player(&self) -> String {
        format!("{}/embed/{}", self.base, format::query(&self.id))
    }

    pub(crate) fn cover(&self) -> String {
        format!("{}/covers/{}.jpg", self.base, format::query(&self.id))
    }

    /// 640 pixels wide.
    pub(in crate::gateway) fn thumbnail(&self) -> String {
        format!("{}/covers/{}/640.jpg", self.base, format::query(&self.id))
    }

    pub(crate) fn oembed(&self) -> String {
        format!("{}/oembed?format=json&url={}", self.base, format::query(&self.page()))
    }

    pub(in crate::gateway) fn user(&self, name: &str) -> String {
        format!("{}/u/{}", self.base, format::query(name))
    }

    /// What another page has to hold.
    pub(crate) fn code(&self, width: u64, height: u64) -> String {
        let frame = EmbedCode { outside: self, width, height };
        askama::Template::render(&frame).unwrap_or_default()
    }
}

#[derive(askama::Template)]
#[template(path = "playback/embed_code.html")]
struct EmbedCode<'a> {
    outside: &'a Outside,
    width: u64,
    height: u64,
}

/// `GET /embed/{id}`
#[derive(askama::Template)]
#[template(path = "playback/embed.html")]
pub(crate) struct EmbedPage {
    pub(crate) frame: Frame,
    /// None where there is nothing to watch for everybody.
    pub(crate) film: Option<Film>,
}

/// What the embedded player shows.
pub(crate) struct Film {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) author: String,
    pub(crate) play: Option<Play>,
}

impl Film {
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
            owner_id: "u0".into(),
            author_avatar: "a1".into(),
            duration_ms: 5_280,
            published_ms: Some(crate::gateway::tests::NOW_MS - 3_700_000),
            views: Some(1_234),
            state: VideoState::Published,
            asks_age: false,
            privacy: Privacy::Unlisted,
            is_owner: true,
            newest: VideoCard::samples().into_iter().skip(1).collect(),
            outside: Outside::new("https://videos.example", "v0", "Big Buck Bunny"),
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
            views: None,
            state: VideoState::Transcoding,
            asks_age: false,
            privacy: Privacy::Private,
            newest: Vec::new(),
            play: None,
            ..Self::sample(language)
        }
    }
}
