//! The history of whoever looks: by day, with how far they came; one removed, all cleared, paused.
//! It must not show the history of anybody else.

use super::views::{HistoryPage, HistoryRow};
use crate::contract::playback::{
    ClearHistoryRequest, ListHistoryRequest, PauseHistoryRequest, RemoveFromHistoryRequest,
    ResumeHistoryRequest, WatchedVideo,
};
use crate::gateway::core::error::Answer;
use crate::gateway::core::form::encoded;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::pages::{PAGE_MAX, cursor, see_other_telling, shown};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::notices;
use crate::gateway::user::views::{Asked, ConfirmPage};
use crate::gateway::video::calls as video;
use crate::gateway::video::views::VideoCard;
use crate::kernel::wire::Page;
use actix_web::{HttpRequest, web};

const HERE: &str = "/history";

/// `GET /history`
pub(in crate::gateway) async fn history(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let page = Some(Page { cursor: cursor(&request), limit: PAGE_MAX });
    let asked = ListHistoryRequest { page };
    let told = front.clients().playback.list_history(&req.cx(), asked).await?;
    let ids = told.videos.iter().map(|one| one.video_id.clone()).collect();
    let mut cards = video::cards(&front, &req, ids).await?;
    let rows = told.videos.into_iter().map(|one| {
        let card = cards.remove(&one.video_id);
        row(one, card)
    });
    shown(&HistoryPage {
        frame: req.frame(&front),
        rows: rows.collect(),
        more: (!told.next_cursor.is_empty())
            .then(|| format!("{HERE}?cursor={}", encoded(&told.next_cursor))),
        is_paused: told.is_paused,
    })
}

fn row(one: WatchedVideo, card: Option<VideoCard>) -> HistoryRow {
    HistoryRow {
        id: one.video_id,
        watched_ms: one.watched_at_ms,
        position_ms: i64::try_from(one.position_ms).unwrap_or(i64::MAX),
        duration_ms: i64::try_from(one.duration_ms).unwrap_or(i64::MAX),
        card,
    }
}

/// `POST /history/{id}/remove`
pub(in crate::gateway) async fn remove(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let request = RemoveFromHistoryRequest { video_id: id.into_inner() };
    front.clients().playback.remove_from_history(&req.cx(), request).await?;
    Ok(see_other_telling(HERE, notices::playback::HISTORY_REMOVED))
}

/// `GET /history/clear`
pub(in crate::gateway) async fn ask_clear(front: FrontData, req: RequestContext) -> Answer {
    let words = req.language.words().playback;
    shown(&ConfirmPage {
        frame: req.frame(&front),
        key: front.key(),
        title: words.history_clear_title().to_owned(),
        lead: words.history_clear_lead().to_owned(),
        action: format!("{HERE}/clear"),
        button: words.history_clear(),
        next: HERE.to_owned(),
        asked: Asked::Nothing,
        refusal: None,
    })
}

/// `POST /history/clear`
pub(in crate::gateway) async fn clear(front: FrontData, req: RequestContext) -> Answer {
    front.clients().playback.clear_history(&req.cx(), ClearHistoryRequest {}).await?;
    Ok(see_other_telling(HERE, notices::playback::HISTORY_CLEARED))
}

/// `POST /history/pause`
pub(in crate::gateway) async fn pause(front: FrontData, req: RequestContext) -> Answer {
    front.clients().playback.pause_history(&req.cx(), PauseHistoryRequest {}).await?;
    Ok(see_other_telling(HERE, notices::playback::HISTORY_PAUSED))
}

/// `POST /history/resume`
pub(in crate::gateway) async fn resume(front: FrontData, req: RequestContext) -> Answer {
    front.clients().playback.resume_history(&req.cx(), ResumeHistoryRequest {}).await?;
    Ok(see_other_telling(HERE, notices::playback::HISTORY_RESUMED))
}
