//! The newest videos of those whom its reader follows. It must not show one that is not public.

use super::more;
use crate::contract::community::ListFeedRequest;
use crate::gateway::community::views::FeedPage;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::pages::{PAGE_MAX, cursor, shown};
use crate::gateway::core::request::RequestContext;
use crate::gateway::video::calls::public_cards;
use crate::kernel::wire::Page;
use actix_web::HttpRequest;

/// `GET /feed`
pub(in crate::gateway) async fn feed(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let page = Some(Page { cursor: cursor(&request), limit: PAGE_MAX });
    let told = front.clients().community.list_feed(&req.cx(), ListFeedRequest { page }).await?;
    let videos = public_cards(&front, &req, told.video_ids).await?;
    shown(&FeedPage { frame: req.frame(&front), videos, more: more("/feed", &told.next_cursor) })
}
