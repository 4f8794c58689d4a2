//! Comments that wait for a person, as JSON. It must not leave out what somebody wrote whom its
//! reader has set aside: they decide about all.

use super::next;
use super::said::CommentsJson;
use crate::contract::community::{DecideCommentRequest, ListHeldCommentsRequest};
use crate::gateway::community::calls::authors;
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::query::page_of;
use crate::gateway::core::request::RequestContext;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::ToSchema;

/// What is decided about a comment that waits.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct CommentDecisionJson {
    /// Whether it is shown; it is taken away otherwise.
    show: bool,
}

/// `GET /api/v1/comments/held`
#[utoipa::path(
    get, path = "/api/v1/comments/held", tag = "community",
    operation_id = "listHeldComments",
    params(
        ("cursor" = Option<String>, Query, description = "Where the previous page ended"),
        ("limit" = Option<u32>, Query, description = "1 to 100"),
    ),
    responses(
        (status = 200, description = "What waits for you, newest first: comments on your videos, \
            and for moderators all", body = CommentsJson),
        (status = 400, description = "No page begins there", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn list(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let asked = ListHeldCommentsRequest { page: Some(page_of(&request)?) };
    let told = front.clients().community.list_held_comments(&req.cx(), asked).await?;
    let people = authors(&front, &req, &told.comments).await;
    Ok(fresh(&CommentsJson::of(told.comments, &people, next(told.next_cursor))))
}

/// `POST /api/v1/videos/{id}/comments/{comment_id}/decision`
#[utoipa::path(
    post, path = "/api/v1/videos/{id}/comments/{comment_id}/decision", tag = "community",
    operation_id = "decideComment", request_body = CommentDecisionJson,
    params(
        ("id" = String, Path, description = "The video"),
        ("comment_id" = String, Path, description = "The comment"),
    ),
    responses(
        (status = 204, description = "It is decided"),
        (status = 403, description = "It does not wait for you", body = ErrorJson),
        (status = 404, description = "No such comment waits", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn decide(
    front: FrontData,
    req: RequestContext,
    place: web::Path<(String, String)>,
    decision: Json<CommentDecisionJson>,
) -> Answer {
    let ((video_id, comment_id), is_shown) = (place.into_inner(), decision.0.show);
    let asked = DecideCommentRequest { video_id, comment_id, is_shown };
    front.clients().community.decide_comment(&req.cx(), asked).await?;
    Ok(HttpResponse::NoContent().finish())
}
