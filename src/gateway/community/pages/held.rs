//! Comments that wait for a person: for owners of videos those on theirs, for moderators all.

use super::more;
use crate::contract::community::{Comment, DecideCommentRequest, ListHeldCommentsRequest};
use crate::gateway::community::calls::authors;
use crate::gateway::community::views::{HeldCommentRow, HeldCommentsPage};
use crate::gateway::core::error::{Answer, HttpError, Own};
use crate::gateway::core::form::Form;
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{
    PAGE_MAX, comes_back, cursor, page, refusal, see_other_telling, shown,
};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::notices;
use crate::gateway::user::calls::{Names, People};
use crate::gateway::video::calls::titles;
use crate::kernel::wire::Page;
use actix_web::{HttpRequest, web};

const HERE: &str = "/comments/held";

fn row(one: Comment, people: &People, titles: &Names) -> HeldCommentRow {
    HeldCommentRow {
        title: titles.get(&one.video_id).cloned().unwrap_or_default(),
        author: people.names.get(&one.author_id).cloned().unwrap_or_default(),
        avatar: people.avatars.get(&one.author_id).cloned().unwrap_or_default(),
        comment_id: one.comment_id,
        video_id: one.video_id,
        text: one.text,
        posted_ms: one.posted_at_ms,
    }
}

async fn listed(
    front: &Front,
    req: &RequestContext,
    cursor: String,
    refusal: Option<String>,
) -> Result<HeldCommentsPage, HttpError> {
    let page = Some(Page { cursor, limit: PAGE_MAX });
    let asked = ListHeldCommentsRequest { page };
    let told = front.clients().community.list_held_comments(&req.cx(), asked).await?;
    let videos = told.comments.iter().map(|one| one.video_id.clone()).collect();
    let (people, titles) =
        tokio::join!(authors(front, req, &told.comments), titles(front, req, videos));
    Ok(HeldCommentsPage {
        frame: req.frame(front),
        refusal,
        rows: told.comments.into_iter().map(|one| row(one, &people, &titles)).collect(),
        more: more(HERE, &told.next_cursor),
    })
}

/// `GET /comments/held`
pub(in crate::gateway) async fn held(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    shown(&listed(&front, &req, cursor(&request), None).await?)
}

/// `POST /comments/held/{id}/{comment_id}`
pub(in crate::gateway) async fn decide(
    front: FrontData,
    req: RequestContext,
    place: web::Path<(String, String)>,
    form: Form,
) -> Answer {
    let (video_id, comment_id) = place.into_inner();
    let is_shown = match form.text("decision") {
        "show" => true,
        "remove" => false,
        _ => return Err(HttpError::own(Own::BodyInvalid, "Choose to show or to remove it.")),
    };
    let asked = DecideCommentRequest { video_id, comment_id, is_shown };
    match front.clients().community.decide_comment(&req.cx(), asked).await {
        Ok(_) => Ok(see_other_telling(HERE, notices::community::HELD_DECIDED)),
        Err(error) => {
            let trouble = HttpError::from(error);
            if !comes_back(&trouble) {
                return Err(trouble);
            }
            let told = refusal(&req, &trouble);
            page(trouble.status, &listed(&front, &req, String::new(), told).await?)
        },
    }
}
