//! What waits for a person, each with what decides about it. It must not be seen by those who wrote
//! it.

use super::views::{HeldPage, HeldRow};
use crate::contract::danmaku::{DecideHeldRequest, HeldBullet, ListHeldRequest};
use crate::gateway::core::error::{Answer, HttpError, Own};
use crate::gateway::core::form::{Form, encoded};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{
    PAGE_MAX, comes_back, cursor, page, refusal, see_other_telling, shown,
};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::views::format::duration;
use crate::gateway::core::words::notices;
use crate::gateway::user::calls::{self as user, Names};
use crate::kernel::wire::Page;
use actix_web::{HttpRequest, web};

const HERE: &str = "/danmaku/held";

fn row(one: HeldBullet, names: &Names) -> HeldRow {
    let bullet = one.bullet.unwrap_or_default();
    HeldRow {
        danmaku_id: bullet.danmaku_id,
        video_id: one.video_id,
        text: bullet.text,
        sender: names.get(&one.sender_id).cloned().unwrap_or_default(),
        sent_ms: bullet.sent_at_ms,
        second: bullet.time_ms / 1000,
        moment: duration(i64::try_from(bullet.time_ms).unwrap_or(i64::MAX)),
    }
}

async fn listed(
    front: &Front,
    req: &RequestContext,
    cursor: String,
    refusal: Option<String>,
) -> Result<HeldPage, HttpError> {
    let page = Some(Page { cursor, limit: PAGE_MAX });
    let told = front.clients().danmaku.list_held(&req.cx(), ListHeldRequest { page }).await?;
    let senders = told.held.iter().map(|one| one.sender_id.clone()).collect();
    let names = user::names(front, req, senders).await;
    Ok(HeldPage {
        frame: req.frame(front),
        refusal,
        waiting: told.waiting_count,
        rows: told.held.into_iter().map(|one| row(one, &names)).collect(),
        more: (!told.next_cursor.is_empty())
            .then(|| format!("{HERE}?cursor={}", encoded(&told.next_cursor))),
    })
}

/// `GET /danmaku/held`
pub(in crate::gateway) async fn held(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    shown(&listed(&front, &req, cursor(&request), None).await?)
}

/// `POST /danmaku/held/{id}/{danmaku_id}`
pub(in crate::gateway) async fn decide(
    front: FrontData,
    req: RequestContext,
    place: web::Path<(String, String)>,
    form: Form,
) -> Answer {
    let (video_id, danmaku_id) = place.into_inner();
    let is_shown = match form.text("decision") {
        "show" => true,
        "remove" => false,
        _ => return Err(HttpError::own(Own::BodyInvalid, "Choose to show or to remove it.")),
    };
    let asked = DecideHeldRequest { video_id, danmaku_id, is_shown };
    match front.clients().danmaku.decide_held(&req.cx(), asked).await {
        Ok(_) => Ok(see_other_telling(HERE, notices::danmaku::HELD_DECIDED)),
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
