//! A site of one process with people who comment, videos to comment on, and an owner whom thousands
//! follow. It must not change what the site does beyond the settings that it states.

use super::super::super::Key;
use super::super::client::request;
use super::super::split::Site;
use crate::contract::community::{Owner, Policy, RPCS};
use crate::kernel::clock::Clock;
use crate::kernel::context::Context;
use crate::kernel::db::{Db, Settings, Tx, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::Ids;
use crate::kernel::meter::{DomainMeter, Meters};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use tokio::runtime::Builder;

/// An account may write every few seconds; here some accounts write what thousands would.
const SETTINGS: &str = "[community]\npost_apart_ms = 0\nrepeat_apart_ms = 0\n\
                        [danmaku]\nsend_apart_ms = 0\n";
pub(super) const WRITERS: u32 = 64;
pub(super) const FOLLOWERS: u32 = 10_000;
const VIDEOS: usize = 64;

/// The site, with what was made in it.
pub(super) struct TalkSite {
    pub(super) site: Site,
    pub(super) socket: SocketAddr,
    pub(super) pid: u32,
    /// API tokens of those who write.
    pub(super) tokens: Vec<String>,
    /// The API token of the follower who is told last: the order is that of the ids.
    pub(super) last_token: String,
    /// The real video first; the others are known to community alone.
    pub(super) videos: Vec<String>,
}

/// What is written into the database of community while nobody serves it.
#[derive(Clone)]
struct PlaceRows {
    owner_id: String,
    followers: Vec<String>,
    videos: Vec<String>,
}

impl TalkSite {
    pub(super) fn start(shoal: &Path, folder: &Path) -> Option<Self> {
        let mut site = Site::start_with(shoal, folder, SETTINGS)?;
        let members = (0..WRITERS).map(|number| site.member(&format!("writer{number}")));
        let members = members.collect::<Option<Vec<_>>>()?;
        let video = site.get(&format!("/api/v1/videos/{}", site.video))?;
        let owner_id = video["owner_id"].as_str()?.to_owned();
        let (last_id, last_token) = members.iter().max()?.clone();
        let ids = Ids::system();
        let mut followers = vec![last_id.clone()];
        while followers.len() < usize::try_from(FOLLOWERS).ok()? {
            followers.extend(Some(ids.mint()).filter(|id| *id < last_id));
        }
        let mut videos: Vec<String> = (1..VIDEOS).map(|_| ids.mint()).collect();
        let rows = PlaceRows { owner_id, followers, videos: videos.clone() };
        fill(&site.stop(), rows)?;
        // Whoever filled the database may hold it for a moment still.
        (0..50).find_map(|_| {
            std::thread::sleep(Duration::from_millis(100));
            site.resume()
        })?;
        videos.insert(0, site.video.clone());
        let (socket, pid) = (site.address.parse().ok()?, *site.pids().last()?);
        let tokens = members.into_iter().map(|(_, token)| token).collect();
        Some(Self { site, socket, pid, tokens, last_token, videos })
    }

    /// A request of one of those who write.
    pub(super) fn ask(&self, writer: u32, line: &str, body: &str) -> String {
        let at = usize::try_from(writer).unwrap_or(0) % self.tokens.len().max(1);
        let token = self.tokens.get(at).map(String::as_str).unwrap_or_default();
        request(&self.site.address, line, token, body)
    }
}

/// Ten thousand accounts take long to make over HTTP, and videos are transcoded: most followers are
/// rows of `follows` alone, and most videos rows of `videos`.
fn fill(folder: &Path, rows: PlaceRows) -> Option<()> {
    let io = Builder::new_current_thread().enable_all().build().ok()?;
    let meter = DomainMeter::new("community", RPCS, &Meters::new());
    let time = (Clock::system(), Ids::system());
    let settings = Settings::default();
    let db = Db::<Owner>::open(&Key(()), folder, &settings, time, meter.store()).ok()?;
    let cx = Context::of_domain("community");
    io.block_on(db.write(&cx, move |tx| insert(tx, &rows))).ok()
}

fn insert(tx: &Tx<'_, Owner>, rows: &PlaceRows) -> Reply<()> {
    let PlaceRows { owner_id, followers, videos } = rows;
    for follower in followers {
        let sql = "INSERT INTO follows (user_id, followed_id, followed_at_ms) VALUES ($1, $2, $3)";
        tx.execute(sql, values![follower, owner_id, tx.now_ms()])?;
    }
    let sql = "INSERT INTO follow_counts (user_id, followers, followed) VALUES ($1, $2, 0)";
    tx.execute(sql, values![owner_id, FOLLOWERS])?;
    for video in videos {
        let sql = "INSERT INTO videos (video_id, owner_id, openness, published, listed_at_ms, \
                   policy, pinned_id, likes, dislikes, keeps, comments) \
                   VALUES ($1, $2, 1, 1, 0, $3, '', 0, 0, 0, 0)";
        tx.execute(sql, values![video, owner_id, Policy::Open])?;
    }
    Ok(())
}
