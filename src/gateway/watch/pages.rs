//! The watch page, with a session in it: who may watch is judged before it is shown.

use crate::contract::video::{GetVideoRequest, ListNewestRequest};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::{self, Form};
use crate::gateway::core::front::FrontData;
use crate::gateway::core::pages::{page, see_other, shown};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::session::{self, AGE_COOKIE};
use crate::gateway::playback::calls as playback;
use crate::gateway::studio::views::way;
use crate::gateway::video::api::privacy_of;
use crate::gateway::video::calls as video;
use crate::gateway::watch::views::{EmbedPage, Film, Outside, WatchPage};
use crate::kernel::context::{Caller, Context};
use crate::kernel::wire::Page;
use actix_web::cookie::time::Duration as Age;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};

/// How long a browser is not asked again.
const CONFIRMED_AGE: Age = Age::days(30);
/// Videos beside the player.
const BESIDE_MAX: u32 = 12;

/// `GET /watch/{id}`
pub(in crate::gateway) async fn watch(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer {
    let (cx, client) = (req.cx(), &front.clients().video);
    let page = Some(Page { cursor: String::new(), limit: BESIDE_MAX + 1 });
    let id = id.into_inner();
    let (found, newest, play) = tokio::join!(
        client.get_video(&cx, GetVideoRequest { video_id: id.clone() }),
        client.list_newest(&cx, ListNewestRequest { page }),
        async {
            // What a browser only fetches ahead is not watched; the script asks once it is shown.
            let is_ahead = request.headers().contains_key("sec-purpose");
            if is_ahead {
                None
            } else {
                playback::play(&front, &cx, (id.clone(), req.is_of_age)).await.ok()
            }
        },
    );
    let card = found?.video.ok_or_else(HttpError::not_found)?;
    // The list is an extra; the page goes on without it.
    let mut newest = newest.map(|answer| answer.videos).unwrap_or_default();
    newest.retain(|other| other.video_id != card.video_id);
    newest.truncate(usize::try_from(BESIDE_MAX).unwrap_or(12));
    let mut all = newest;
    all.push(card);
    let known = video::known(&front, &req, &all).await;
    let card = all.pop().ok_or_else(HttpError::not_found)?;
    let newest = all.into_iter().map(|card| video::card(card, &known)).collect();
    let is_owner = req.caller.user_id().is_some_and(|id| id.as_str() == card.owner_id);
    let privacy = privacy_of(card.privacy());
    let author = video::author(&card, &known.names);
    let state = way::state(&card);
    let asks_age = card.is_age_limited && !req.is_of_age && !req.caller.is_moderator() && !is_owner;
    shown(&WatchPage {
        views: known.views.get(&card.video_id).copied(),
        asks_age,
        outside: Outside::new(&req.site_url(&front), &card.video_id, &card.title),
        frame: req.frame(&front),
        id: card.video_id,
        title: card.title,
        description: card.description,
        tags: card.tags,
        author_avatar: known.avatars.get(&card.owner_id).cloned().unwrap_or_default(),
        author,
        owner_id: card.owner_id,
        duration_ms: i64::try_from(card.duration_ms).unwrap_or(i64::MAX),
        published_ms: (card.published_at_ms > 0).then_some(card.published_at_ms),
        state,
        privacy,
        is_owner,
        newest,
        play,
    })
}

/// `POST /watch/{id}/of-age`
pub(in crate::gateway) async fn confirm_age(
    req: RequestContext,
    id: web::Path<String>,
    _form: Form,
) -> Answer {
    let mut answer = see_other(&format!("/watch/{}", form::encoded(&id)));
    let secure = req.origin.is_secure;
    drop(answer.add_cookie(&session::cookie(AGE_COOKIE, "yes", secure, Some(CONFIRMED_AGE))));
    Ok(answer)
}

/// `GET /embed/{id}`. Whoever comes so is nobody: a browser sends no cookie of ours to a frame of
/// another site, so that the same person is somebody else with each request.
pub(in crate::gateway) async fn embed(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let nobody = Caller::Anonymous { visitor: "".into() };
    let cx = Context::new(nobody, req.origin.trace);
    let id = id.into_inner();
    let (found, play) = tokio::join!(
        front.clients().video.get_video(&cx, GetVideoRequest { video_id: id.clone() }),
        playback::play(&front, &cx, (id.clone(), false)),
    );
    let card = match found {
        Ok(found) => found.video.filter(|card| card.is_shown),
        Err(error) => match HttpError::from(error) {
            error if error.status == StatusCode::NOT_FOUND => None,
            error => return Err(error),
        },
    };
    let frame = req.frame(&front);
    let Some(card) = card else {
        return page(StatusCode::NOT_FOUND, &EmbedPage { frame, film: None });
    };
    let names = video::names(&front, &req, std::slice::from_ref(&card)).await;
    let author = video::author(&card, &names);
    let film = Film { author, id: card.video_id, title: card.title, play: play.ok() };
    shown(&EmbedPage { frame, film: Some(film) })
}
