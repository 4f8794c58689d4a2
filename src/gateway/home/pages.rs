//! The pages on which videos are found: the newest, those of one account, those with one tag; each
//! with the names of who made them.

use super::views::{HomePage, ProsePage, TagPage, UserPage};
use crate::contract::video::{ListByOwnerRequest, ListByTagRequest, ListNewestRequest, VideoCard};
use crate::gateway::community::calls::following;
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{PAGE_MAX, cursor, shown};
use crate::gateway::core::request::RequestContext;
use crate::gateway::user::calls::{profile, set_aside};
use crate::gateway::user::views::SetAside;
use crate::gateway::video::calls::{Known, card, known, views};
use crate::kernel::wire::Page;
use actix_web::{HttpRequest, web};

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
    let videos = wanted(&front, &req, listed.videos).await;
    let known = known(&front, &req, &videos).await;
    shown(&HomePage {
        frame: req.frame(&front),
        videos: videos.into_iter().map(|video| card(video, &known)).collect(),
        next_cursor: (!listed.next_cursor.is_empty()).then_some(listed.next_cursor),
        is_first,
        texts: front.site().settings.home_text.paragraphs(),
    })
}

/// The videos of a list without those of accounts that its reader has blocked or muted.
async fn wanted(front: &Front, req: &RequestContext, videos: Vec<VideoCard>) -> Vec<VideoCard> {
    let owners = videos.iter().map(|video| video.owner_id.clone()).collect();
    let aside = set_aside(front, req, owners).await;
    let is_wanted = |video: &VideoCard| !aside.iter().any(|one| one.id == video.owner_id);
    videos.into_iter().filter(is_wanted).collect()
}

/// `GET /u/{name}`
pub(in crate::gateway) async fn user(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    name: web::Path<String>,
) -> Answer {
    let (member, bio) = profile(&front, &req, &name).await?;
    let cursor = cursor(&request);
    let page = Some(Page { cursor, limit: PAGE_MAX });
    let asked = ListByOwnerRequest { owner_id: member.user_id.to_string(), page };
    let listed = front.clients().video.list_by_owner(&req.cx(), asked).await?;
    let names = [(member.user_id.to_string(), member.name.clone())].into();
    let views = views(&front, &req, &listed.videos).await;
    let known = Known { names, views, ..Known::default() };
    let is_other = req.member.as_ref().is_some_and(|reader| reader.user_id != member.user_id);
    let id = member.user_id.to_string();
    let following = following(&front, &req, &id).await;
    let aside = match is_other {
        true => set_aside(&front, &req, vec![id.clone()]).await.pop(),
        false => None,
    };
    let aside = aside.or_else(|| is_other.then(|| SetAside { id, ..SetAside::default() }));
    shown(&UserPage {
        frame: req.frame(&front),
        name: member.name,
        avatar: member.avatar,
        created_ms: member.created_at_ms,
        aside,
        following,
        bio,
        videos: listed.videos.into_iter().map(|video| card(video, &known)).collect(),
        next_cursor: (!listed.next_cursor.is_empty()).then_some(listed.next_cursor),
    })
}

/// `GET /tag/{tag}`
pub(in crate::gateway) async fn tag(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    tag: web::Path<String>,
) -> Answer {
    if !VideoCard::TAGS.fit(&tag) {
        return Err(HttpError::not_found());
    }
    let page = Some(Page { cursor: cursor(&request), limit: PAGE_MAX });
    let asked = ListByTagRequest { tag: tag.clone(), page };
    let listed = front.clients().video.list_by_tag(&req.cx(), asked).await?;
    let videos = wanted(&front, &req, listed.videos).await;
    let known = known(&front, &req, &videos).await;
    shown(&TagPage {
        frame: req.frame(&front),
        tag: tag.into_inner(),
        videos: videos.into_iter().map(|video| card(video, &known)).collect(),
        next_cursor: (!listed.next_cursor.is_empty()).then_some(listed.next_cursor),
    })
}

/// `GET /about`
pub(in crate::gateway) async fn about(front: FrontData, req: RequestContext) -> Answer {
    let title = req.language.words().gateway.site_about();
    prose(&front, &req, title, front.site().settings.about.paragraphs())
}

/// `GET /terms`
pub(in crate::gateway) async fn terms(front: FrontData, req: RequestContext) -> Answer {
    let title = req.language.words().gateway.site_terms();
    prose(&front, &req, title, front.site().settings.terms.paragraphs())
}

fn prose(
    front: &Front,
    req: &RequestContext,
    title: &'static str,
    paragraphs: Vec<String>,
) -> Answer {
    if paragraphs.is_empty() {
        return Err(HttpError::not_found());
    }
    shown(&ProsePage { frame: req.frame(front), title, paragraphs })
}
