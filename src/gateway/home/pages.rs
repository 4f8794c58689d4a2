//! The home page: the newest public videos, with the names of who made them.

use super::views::HomePage;
use crate::contract::video::ListNewestRequest;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::pages::{PAGE_MAX, cursor, shown};
use crate::gateway::core::request::RequestContext;
use crate::gateway::video::calls::{card, names};
use crate::kernel::wire::Page;
use actix_web::HttpRequest;

/// `GET /`
pub(in crate::gateway) async fn home(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let cursor = cursor(&request);
    let is_first = cursor.is_empty();
    let page = Some(Page { cursor, limit: PAGE_MAX });
    let listed = front.clients().video.list_newest(&req.cx(), ListNewestRequest { page }).await?;
    let names = names(&front, &req, &listed.videos).await;
    shown(&HomePage {
        frame: req.frame(&front),
        videos: listed.videos.into_iter().map(|video| card(video, &names)).collect(),
        next_cursor: (!listed.next_cursor.is_empty()).then_some(listed.next_cursor),
        is_first,
    })
}
