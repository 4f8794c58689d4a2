//! Follows an account from its page, without a script.

use crate::contract::community::FollowUserRequest;
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::{Form, encoded};
use crate::gateway::core::front::FrontData;
use crate::gateway::core::pages::see_other_telling;
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::notices;
use crate::gateway::user::calls::named;
use actix_web::web;

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
    Ok(see_other_telling(&format!("/u/{}", encoded(&other.name)), notice))
}
