//! The studio: a creator's own videos, each with its way while that is not over.

use super::api::known;
use super::views::way::{self as progress, Known};
use super::views::{StudioPage, StudioRow};
use crate::contract::video::{self, ListOwnRequest};
use crate::gateway::core::front::{Desk, Front};
use crate::gateway::core::pages::{PAGE_MAX, cursor, shown};
use crate::gateway::core::trouble::Answer;
use crate::gateway::core::visit::Visit;
use crate::gateway::video::api::privacy_of;
use crate::kernel::wire::Page;
use actix_web::HttpRequest;
use futures_util::{StreamExt as _, stream};

/// Rows of the studio whose way is asked for at once.
const ASKED_AT_ONCE: usize = 8;

/// `GET /studio`
pub(in crate::gateway) async fn studio(desk: Desk, visit: Visit, request: HttpRequest) -> Answer {
    let page = Some(Page { cursor: cursor(&request), limit: PAGE_MAX });
    let listed = desk.clients().video.list_own(&visit.cx(), ListOwnRequest { page }).await?;
    let (desk_of_rows, visit_of_rows) = (&desk, &visit);
    let rows = stream::iter(listed.videos)
        .map(|card| row(desk_of_rows, visit_of_rows, card))
        .buffered(ASKED_AT_ONCE)
        .collect()
        .await;
    shown(&StudioPage {
        frame: visit.frame(&desk),
        rows,
        next_cursor: (!listed.next_cursor.is_empty()).then_some(listed.next_cursor),
    })
}

/// One of the creator's videos, with its way while that is not over.
async fn row(front: &Front, visit: &Visit, card: video::VideoCard) -> StudioRow {
    let is_over = matches!(card.state(), video::VideoState::Published | video::VideoState::Ready);
    let known = if is_over {
        Known { video: card, ..Known::default() }
    } else {
        let fallback = Known { video: card.clone(), ..Known::default() };
        known(front, visit, &card.video_id).await.unwrap_or(fallback)
    };
    let progress = progress::of(&known, visit.language);
    let card = known.video;
    StudioRow {
        key: front.key(),
        privacy: privacy_of(card.privacy()),
        state: progress.state,
        has_cover: progress.state.is_playable(),
        stages: progress.stages,
        retryable: progress.is_retryable,
        id: card.video_id,
        title: card.title,
        created_ms: card.created_at_ms,
        duration_ms: i64::try_from(card.duration_ms).unwrap_or(i64::MAX),
    }
}
