//! What somebody is told of what they watch. It must not hold what opens a session.

use crate::contract::playback::{
    ExportAccountResponse, ExportedPlace, ExportedSession, SessionId, WatchedVideo,
};
use crate::contract::video::VideoId;
use crate::kernel::id::UserId;

/// A session without its folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::playback) struct PastSession {
    pub(in crate::domains::playback) session_id: SessionId,
    pub(in crate::domains::playback) video_id: VideoId,
    pub(in crate::domains::playback) created_at_ms: i64,
    pub(in crate::domains::playback) expires_at_ms: i64,
}

/// Where somebody left off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::playback) struct KeptPlace {
    pub(in crate::domains::playback) video_id: VideoId,
    pub(in crate::domains::playback) position_ms: u64,
    pub(in crate::domains::playback) expires_at_ms: i64,
}

/// A video in the history of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::playback) struct PastVideo {
    pub(in crate::domains::playback) video_id: VideoId,
    pub(in crate::domains::playback) position_ms: u64,
    pub(in crate::domains::playback) duration_ms: u64,
    pub(in crate::domains::playback) watched_at_ms: i64,
}

/// An entry of a history whose time is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::playback) struct OldVideo {
    pub(in crate::domains::playback) user_id: UserId,
    pub(in crate::domains::playback) video_id: VideoId,
}

impl From<PastVideo> for WatchedVideo {
    fn from(one: PastVideo) -> Self {
        let PastVideo { video_id, position_ms, duration_ms, watched_at_ms } = one;
        Self { video_id: video_id.into(), position_ms, duration_ms, watched_at_ms }
    }
}

/// One thing that is remembered of a viewer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::playback) enum Watched {
    Session(PastSession),
    Place(KeptPlace),
    Video(PastVideo),
}

impl Watched {
    /// By what a list of them is sorted. A place has no moment but that of its end.
    pub(in crate::domains::playback) fn key(&self) -> (i64, &str) {
        match self {
            Self::Session(one) => (one.created_at_ms, one.session_id.as_str()),
            Self::Place(one) => (one.expires_at_ms, one.video_id.as_str()),
            Self::Video(one) => (one.watched_at_ms, one.video_id.as_str()),
        }
    }
}

/// All lists as one, the newest first.
pub(in crate::domains::playback) fn make_history(
    sessions: Vec<PastSession>,
    places: Vec<KeptPlace>,
    videos: Vec<PastVideo>,
) -> Vec<Watched> {
    let sessions = sessions.into_iter().map(Watched::Session);
    let rest = places.into_iter().map(Watched::Place).chain(videos.into_iter().map(Watched::Video));
    let mut all: Vec<_> = sessions.chain(rest).collect();
    all.sort_by(|a, b| b.key().cmp(&a.key()));
    all
}

/// A page of them as it is told; where it goes on is not known here.
pub(in crate::domains::playback) fn show_history(entries: Vec<Watched>) -> ExportAccountResponse {
    let mut told = ExportAccountResponse::default();
    for entry in entries {
        match entry {
            Watched::Session(PastSession {
                session_id,
                video_id,
                created_at_ms,
                expires_at_ms,
            }) => told.sessions.push(ExportedSession {
                session_id: session_id.into(),
                video_id: video_id.into(),
                created_at_ms,
                expires_at_ms,
            }),
            Watched::Place(KeptPlace { video_id, position_ms, expires_at_ms }) => {
                let video_id = video_id.into();
                told.places.push(ExportedPlace { video_id, position_ms, expires_at_ms });
            },
            Watched::Video(past) => told.watched.push(past.into()),
        }
    }
    told
}
