//! A room of a site that runs as users run it, with those who write in it. It must not change what
//! the site does beyond the settings that it states.

use super::super::media::{bare, connect, get, rate};
use super::super::split::Site;
use super::crowd::{Door, marked};
use super::{Figure, RoomServer, SENDERS};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

/// An account may write one text a second; here some accounts write what thousands would.
const SETTINGS: &str = "[danmaku]\nsend_apart_ms = 0\n";

/// The room of a public video.
pub(super) struct PublicRoom {
    site: Site,
    address: SocketAddr,
    pid: u32,
    /// An API token and a play session of each sender.
    senders: Vec<(String, String)>,
}

impl PublicRoom {
    pub(super) fn start(shoal: &Path, folder: &Path) -> Option<Self> {
        let site = Site::start_with(shoal, folder, SETTINGS)?;
        let senders = (0..SENDERS).map(|number| {
            let token = site.account(&format!("sender{number}"))?;
            let session = site.session_of(&token)?;
            let play = session["master_url"].as_str()?.split('/').nth(2)?.to_owned();
            Some((token, play))
        });
        let senders = senders.collect::<Option<_>>()?;
        let (address, pid) = (site.address.parse().ok()?, site.pids().first().copied()?);
        Some(Self { site, address, pid, senders })
    }

    /// The largest segment of what was written, as players read it, and the same bytes by a server
    /// that does nothing else.
    pub(super) fn segments(&self, file: &Path) -> Option<Vec<Figure>> {
        // What is new becomes part of a segment a little later.
        std::thread::sleep(Duration::from_secs(6));
        let path = format!("/api/v1/videos/{}/danmaku", self.site.video);
        let listed = self.site.get(&path)?;
        let segment = listed["segments"].as_array()?.first()?;
        let path = format!("{path}/segments/{}?v={}", segment["number"], segment["version"]);
        let bytes = get(&mut connect(&self.site.address)?, &self.site.address, &path)?;
        let items = serde_json::from_slice::<serde_json::Value>(&bytes).ok()?;
        let texts = items["items"].as_array()?.len();
        std::fs::write(file, &bytes).ok()?;
        let bare = bare(file)?;
        let ours = rate(&self.site.address, &path, &[self.pid])?;
        let theirs = rate(&bare.address, &bare.path, &bare.pids)?;
        let size = f64::from(u32::try_from(bytes.len()).ok()?);
        let told = |rate: f64| format!("{:.0} per CPU-second ({:.2} GB)", rate / size, rate / 1e9);
        Some(vec![Figure {
            what: format!(
                "danmaku: GET of a segment of {texts} texts, {} KB of JSON, over 16 connections",
                bytes.len() / 1000
            ),
            ours: told(ours),
            anchor: format!("bare actix with the same `Bytes`: {}", told(theirs)),
            ratio: format!("{:.3}", ours / theirs),
            goal: "–",
        }])
    }
}

impl RoomServer for PublicRoom {
    fn pid(&self) -> u32 {
        self.pid
    }

    fn door(&self) -> Door {
        Door {
            address: self.address,
            path: format!("/danmaku/{}/live", self.site.video),
            says: String::new(),
            greeting: "\"kind\":\"hello\"",
        }
    }

    fn ask(&self, sender: u32, number: u32) -> String {
        let at = usize::try_from(sender).unwrap_or(0) % self.senders.len().max(1);
        let (token, play) = self.senders.get(at).cloned().unwrap_or_default();
        let body = format!("{{\"time_ms\":1200,\"text\":\"{}\"}}", marked(number));
        format!(
            "POST /api/v1/videos/{}/danmaku?play={play} HTTP/1.1\r\nhost: {}\r\n\
             authorization: Bearer {token}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            self.site.video,
            self.address,
            body.len()
        )
    }
}
