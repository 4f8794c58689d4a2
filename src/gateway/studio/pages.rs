//! The studio: a creator's own videos, each with its way while that is not over.

use super::calls;
use super::views::way::{self, LiveProgress};
use super::views::{StudioPage, StudioRow};
use crate::contract::video::{ListOwnRequest, VideoCard, VideoState, WayState};
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{PAGE_MAX, cursor, shown};
use crate::gateway::core::request::RequestContext;
use crate::gateway::moderation::calls::appealable;
use crate::gateway::video::api::privacy_of;
use crate::kernel::wire::Page;
use actix_web::HttpRequest;

/// `GET /studio`
pub(in crate::gateway) async fn studio(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let page = Some(Page { cursor: cursor(&request), limit: PAGE_MAX });
    let listed = front.clients().video.list_own(&req.cx(), ListOwnRequest { page }).await?;
    let under_way = |card: &&VideoCard| {
        card.way.as_ref().is_some_and(|way| way.state() == WayState::Transcoding)
    };
    let ids = listed.videos.iter().filter(under_way).map(|card| card.video_id.clone()).collect();
    let blocked = |card: &&VideoCard| card.state() == VideoState::Blocked;
    let blocked = listed.videos.iter().filter(blocked).map(|card| card.video_id.clone()).collect();
    let (live_progress, appealable) =
        tokio::join!(calls::ask_many(&front, &req, ids), appealable(&front, &req, blocked));
    let rows = listed.videos.into_iter().map(|card| {
        let live_progress = live_progress.get(&card.video_id).copied().unwrap_or_default();
        let is_appealable = appealable.contains(&card.video_id);
        StudioRow { is_appealable, ..row(&front, &req, card, live_progress) }
    });
    shown(&StudioPage {
        rows: rows.collect(),
        frame: req.frame(&front),
        next_cursor: (!listed.next_cursor.is_empty()).then_some(listed.next_cursor),
    })
}

/// One of the creator's videos, with its way.
fn row(
    front: &Front,
    req: &RequestContext,
    card: VideoCard,
    live_progress: LiveProgress,
) -> StudioRow {
    let way = card.way.clone().unwrap_or_default();
    let progress = way::of(&card.video_id, &way, live_progress, req.language);
    StudioRow {
        key: front.key(),
        privacy: privacy_of(card.privacy()),
        state: progress.state,
        has_cover: progress.state.is_playable(),
        stages: progress.stages,
        retryable: progress.is_retryable,
        is_appealable: false,
        id: card.video_id,
        title: card.title,
        created_ms: card.created_at_ms,
        duration_ms: i64::try_from(card.duration_ms).unwrap_or(i64::MAX),
    }
}
