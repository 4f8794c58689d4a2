//! What a page carries so that its player starts without asking: the session, and the playlists
//! that it would read first. It must not decide who may watch, nor read a file.

mod history;

pub(crate) use history::{HistoryPage, HistoryRow};

use super::api::SessionJson;
use std::collections::BTreeMap;

/// A picture of fewer lines is not what a visit begins with, if there is one of more.
const FIRST_LINES_MIN: u32 = 360;

/// An open session, in the page.
#[derive(Default)]
pub(crate) struct Play {
    /// The session as the API tells it, and `playlists`: texts by their addresses.
    pub(crate) json: String,
    pub(crate) shape: Shape,
}

/// What the place of the player looks like before anything is loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Shape {
    #[default]
    Wide,
    Square,
    Tall,
}

impl Shape {
    /// For `data-shape`.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::Square => "square",
            Self::Tall => "tall",
        }
    }

    fn of((width, height): (u32, u32)) -> Self {
        let (width, height) = (u64::from(width), u64::from(height));
        if height * 4 > width * 5 {
            Self::Tall
        } else if height * 4 > width * 3 {
            Self::Square
        } else {
            Self::Wide
        }
    }
}

#[derive(serde::Serialize)]
struct PlayJson<'a> {
    #[serde(flatten)]
    session: &'a SessionJson,
    /// The address of the rendition that playing begins with.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_url: Option<String>,
    playlists: &'a BTreeMap<String, String>,
}

/// What a player reads after the master playlist: the rendition that it begins with, the sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::gateway) struct First<'a> {
    pub(in crate::gateway) video: &'a str,
    pub(in crate::gateway) audio: Option<&'a str>,
    pub(in crate::gateway) size: (u32, u32),
}

impl Play {
    /// `playlists` are texts by their addresses below `base`.
    pub(in crate::gateway) fn of(
        session: &SessionJson,
        base: &str,
        first: Option<First<'_>>,
        playlists: &BTreeMap<String, String>,
    ) -> Self {
        let first_url = first.map(|first| format!("{base}/{}", first.video));
        let json = PlayJson { session, first_url, playlists };
        Self {
            json: serde_json::to_string(&json).unwrap_or_default(),
            shape: first.map(|first| Shape::of(first.size)).unwrap_or_default(),
        }
    }
}

/// Chooses from a master playlist of our own packages: the cheapest rendition that is worth
/// looking at, or else the largest.
pub(in crate::gateway) fn first(master: &str) -> Option<First<'_>> {
    let mut found: Vec<(u64, First<'_>)> = Vec::new();
    let mut audio = None;
    let mut lines = master.lines();
    while let Some(line) = lines.next() {
        if let Some(attributes) = line.strip_prefix("#EXT-X-MEDIA:TYPE=AUDIO,") {
            audio = attribute(attributes, "URI=\"").and_then(|rest| rest.split('"').next());
        } else if let Some(attributes) = line.strip_prefix("#EXT-X-STREAM-INF:") {
            let ((bandwidth, size), video) = stream(attributes).zip(lines.next())?;
            found.push((bandwidth, First { video, audio: None, size }));
        }
    }
    let lines_of = |one: &(u64, First<'_>)| one.1.size.0.min(one.1.size.1);
    let enough = found.iter().filter(|one| lines_of(one) >= FIRST_LINES_MIN);
    let chosen = enough.min_by_key(|one| one.0).or_else(|| found.iter().max_by_key(|one| one.0));
    chosen.map(|(_, first)| First { audio, ..*first })
}

/// Bits per second and the size of the picture.
fn stream(attributes: &str) -> Option<(u64, (u32, u32))> {
    let bandwidth = number(attribute(attributes, "BANDWIDTH=")?)?;
    let (width, rest) = attribute(attributes, "RESOLUTION=")?.split_once('x')?;
    let height = number(rest)?;
    Some((bandwidth, (width.parse().ok()?, u32::try_from(height).ok()?)))
}

/// What follows a name; the name begins the list, or follows a comma.
fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let begins = |at: &usize| *at == 0 || attributes.as_bytes().get(at - 1) == Some(&b',');
    let mut places = attributes.match_indices(name).map(|(at, _)| at);
    places.find(begins).and_then(|at| attributes.get(at + name.len()..))
}

fn number(text: &str) -> Option<u64> {
    let end = text.find(|one: char| !one.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{First, Shape, first};

    const MASTER: &str = "#EXTM3U\n#EXT-X-VERSION:7\n\
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"Main\",URI=\"audio/index.m3u8\"\n\
        #EXT-X-STREAM-INF:BANDWIDTH=3000000,AVERAGE-BANDWIDTH=9,RESOLUTION=1280x720,AUDIO=\"a\"\n\
        720p/index.m3u8\n\
        #EXT-X-STREAM-INF:BANDWIDTH=900000,AVERAGE-BANDWIDTH=9,RESOLUTION=640x360,AUDIO=\"a\"\n\
        360p/index.m3u8\n\
        #EXT-X-STREAM-INF:BANDWIDTH=400000,AVERAGE-BANDWIDTH=9,RESOLUTION=426x240,AUDIO=\"a\"\n\
        240p/index.m3u8\n";

    #[test]
    fn the_cheapest_rendition_that_is_worth_looking_at_is_the_first() {
        let chosen = first(MASTER).expect("a rendition");
        let audio = Some("audio/index.m3u8");
        assert_eq!(chosen, First { video: "360p/index.m3u8", audio, size: (640, 360) });
    }

    #[test]
    fn a_small_video_begins_with_its_largest_rendition() {
        let master = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=4,RESOLUTION=320x180\n180p/index.m3u8\n\
            #EXT-X-STREAM-INF:BANDWIDTH=2,RESOLUTION=160x90\n90p/index.m3u8\n";
        let chosen = first(master).expect("a rendition");
        assert_eq!(chosen, First { video: "180p/index.m3u8", audio: None, size: (320, 180) });
    }

    #[test]
    fn what_is_no_master_playlist_has_no_first_rendition() {
        assert_eq!(first("#EXTM3U\n"), None);
        assert_eq!(first("#EXT-X-STREAM-INF:BANDWIDTH=x,RESOLUTION=1x1\na\n"), None);
        assert_eq!(first("#EXT-X-STREAM-INF:AVERAGE-BANDWIDTH=1,RESOLUTION=1x1\na\n"), None);
    }

    #[test]
    fn the_shape_follows_the_picture() {
        let wide = [((1280, 720), Shape::Wide), ((640, 480), Shape::Wide)];
        let square = [((480, 480), Shape::Square)];
        let tall = [((720, 1280), Shape::Tall), ((0, 0), Shape::Wide)];
        for (size, shape) in wide.into_iter().chain(square).chain(tall) {
            assert_eq!(Shape::of(size), shape, "{size:?}");
        }
    }
}
