//! Follows an account from its page, without a script, and lists who follows it and whom it
//! follows. It must not list whom its reader has set aside.

use super::more;
use crate::contract::community::{FollowUserRequest, ListFollowsRequest};
use crate::gateway::community::calls::{follows, people};
use crate::gateway::community::views::{PeoplePage, PersonRow};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::{Form, encoded, next_path};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{PAGE_MAX, cursor, see_other_telling, shown};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::notices;
use crate::gateway::user::calls::named;
use crate::kernel::wire::Page;
use actix_web::{HttpRequest, web};

/// `POST /u/{name}/follow`
pub(in crate::gateway) async fn follow(
    front: FrontData,
    req: RequestContext,
    name: web::Path<String>,
    form: Form,
) -> Answer {
    let other = named(&front, &req, &name).await?.ok_or_else(HttpError::not_found)?;
    let is_followed = form.text("follow") == "yes";
    let asked = FollowUserRequest { user_id: other.user_id.to_string(), is_followed };
    front.clients().community.follow_user(&req.cx(), asked).await?;
    let notice =
        if is_followed { notices::community::FOLLOWED } else { notices::community::UNFOLLOWED };
    // Where the form was: the page of the account, or a list in which it stands.
    let next = form.text("next");
    let own = format!("/u/{}", encoded(&other.name));
    let back = if next.starts_with("/u/") && !next.contains('?') { next_path(next) } else { &own };
    Ok(see_other_telling(back, notice))
}

/// `GET /u/{name}/followers`
pub(in crate::gateway) async fn followers(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    name: web::Path<String>,
) -> Answer {
    listed(&front, &req, &request, (&name, true)).await
}

/// `GET /u/{name}/followed`
pub(in crate::gateway) async fn followed(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    name: web::Path<String>,
) -> Answer {
    listed(&front, &req, &request, (&name, false)).await
}

async fn listed(
    front: &Front,
    req: &RequestContext,
    request: &HttpRequest,
    (name, is_followers): (&str, bool),
) -> Answer {
    let of = named(front, req, name).await?.ok_or_else(HttpError::not_found)?;
    let page = Some(Page { cursor: cursor(request), limit: PAGE_MAX });
    let asked = ListFollowsRequest { is_followers, page, user_id: of.user_id.to_string() };
    let told = follows(front, req, asked).await?;
    let known = people(front, req, told.user_ids.clone()).await;
    let reader = req.member.as_ref().map(|reader| reader.user_id.to_string());
    // Who cannot be named cannot be led to.
    let rows = told.user_ids.into_iter().filter_map(|id| {
        Some(PersonRow {
            name: known.names.get(&id)?.clone(),
            avatar: known.avatars.get(&id).cloned().unwrap_or_default(),
            is_followed: told.followed_ids.contains(&id),
            is_own: reader.as_deref() == Some(id.as_str()),
        })
    });
    let side = if is_followers { "followers" } else { "followed" };
    let here = format!("/u/{}/{side}", encoded(&of.name));
    shown(&PeoplePage {
        frame: req.frame(front),
        rows: rows.collect(),
        more: more(&here, &told.next_cursor),
        name: of.name,
        is_followers,
        here,
    })
}
