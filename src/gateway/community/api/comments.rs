//! Comments and the replies to them, as JSON: read, written, liked, pinned, taken away.

use super::next;
use super::said::{CommentJson, CommentsJson};
use crate::contract::community::{
    Comment, CommentOrder, DeleteCommentRequest, Edit, EditCommentRequest, GetCommentRequest,
    LikeCommentRequest, ListCommentsRequest, ListEditsRequest, ListRepliesRequest,
    PinCommentRequest, PostCommentRequest,
};
use crate::gateway::community::calls::{authors, wanted};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::query::{asked, page_of};
use crate::gateway::core::request::RequestContext;
use crate::gateway::danmaku::api::PlayQuery;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::ToSchema;

/// Which comments come first.
#[derive(Clone, Copy, Default, serde::Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::gateway) enum CommentOrderJson {
    /// Those with the most likes and replies.
    #[default]
    Hot,
    /// The newest.
    New,
}

#[derive(serde::Deserialize)]
struct OrderQuery {
    #[serde(default)]
    play: String,
    #[serde(default)]
    order: CommentOrderJson,
}

/// A comment to be written.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct NewCommentJson {
    text: String,
    /// The comment that it answers; left out for a comment on the video itself.
    reply_to: Option<String>,
}

/// A comment written anew.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct CommentTextJson {
    text: String,
}

/// Whether you like a comment.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct CommentLikeJson {
    is_liked: bool,
}

/// How many like a comment.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct CommentLikesJson {
    likes: u64,
}

/// Whether a comment stands above all others of its video.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct CommentPinJson {
    is_pinned: bool,
}

/// What a comment said before.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct CommentEditJson {
    text: String,
    /// Until when it said that.
    until_ms: i64,
}

/// What a comment said before, newest first.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct CommentEditsJson {
    edits: Vec<CommentEditJson>,
}

/// A list with the names of those in it, without those whom its reader has set aside.
async fn listed(
    front: &Front,
    req: &RequestContext,
    (comments, cursor): (Vec<Comment>, String),
) -> Answer {
    let comments = wanted(front, req, comments).await;
    let people = authors(front, req, &comments).await;
    Ok(fresh(&CommentsJson::of(comments, &people, next(cursor))))
}

async fn named(front: &Front, req: &RequestContext, comment: Option<Comment>) -> CommentJson {
    let comment = comment.unwrap_or_default();
    let people = authors(front, req, std::slice::from_ref(&comment)).await;
    CommentJson::of(comment, &people)
}

/// `GET /api/v1/videos/{id}/comments`
#[utoipa::path(
    get, path = "/api/v1/videos/{id}/comments", tag = "community",
    operation_id = "listComments",
    params(
        ("id" = String, Path, description = "The video"),
        ("order" = inline(Option<CommentOrderJson>), Query, description =
            "The most discussed first, or the newest"),
        ("cursor" = Option<String>, Query, description = "Where the previous page ended"),
        ("limit" = Option<u32>, Query, description = "1 to 100"),
        ("play" = Option<String>, Query, description = "The token of a play session"),
    ),
    responses(
        (status = 200, description = "Comments that reply to none, the pinned one first; without \
            those of people whom you have blocked or muted", body = CommentsJson),
        (status = 404, description = "No such video, or not for you", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn list(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer {
    let OrderQuery { play: media_token, order } = asked(&request)?;
    let order = match order {
        CommentOrderJson::Hot => CommentOrder::Hot,
        CommentOrderJson::New => CommentOrder::New,
    };
    let (video_id, page) = (id.into_inner(), Some(page_of(&request)?));
    let asked = ListCommentsRequest { video_id, media_token, order: order.into(), page };
    let told = front.clients().community.list_comments(&req.cx(), asked).await?;
    listed(&front, &req, (told.comments, told.next_cursor)).await
}

/// `POST /api/v1/videos/{id}/comments`
#[utoipa::path(
    post, path = "/api/v1/videos/{id}/comments", tag = "community",
    operation_id = "postComment", request_body = NewCommentJson,
    params(
        ("id" = String, Path, description = "The video"),
        ("play" = Option<String>, Query, description = "The token of a play session"),
    ),
    responses(
        (status = 201, description = "It is written; it may wait to be looked at",
            body = CommentJson),
        (status = 403, description = "Comments are closed, or somebody has blocked you",
            body = ErrorJson),
        (status = 404, description = "No such video or comment, or not for you", body = ErrorJson),
        (status = 409, description = "You have just written that here", body = ErrorJson),
        (status = 422, description = "The text does not fit, or the rules of the site do not \
            allow it", body = ErrorJson),
        (status = 429, description = "Too soon after the last one", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn post(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
    new: Json<NewCommentJson>,
) -> Answer {
    front.take_text(&req)?;
    let PlayQuery { play: media_token } = asked(&request)?;
    let (video_id, NewCommentJson { text, reply_to }) = (id.into_inner(), new.0);
    let reply_to_id = reply_to.unwrap_or_default();
    let asked = PostCommentRequest { video_id, media_token, text, reply_to_id };
    let told = front.clients().community.post_comment(&req.keyed_cx(&front), asked).await?;
    let json = named(&front, &req, told.comment).await;
    Ok(HttpResponse::Created().insert_header((CACHE_CONTROL, "no-store")).json(json))
}

/// `PATCH /api/v1/videos/{id}/comments/{comment_id}`
#[utoipa::path(
    patch, path = "/api/v1/videos/{id}/comments/{comment_id}", tag = "community",
    operation_id = "editComment", request_body = CommentTextJson,
    params(
        ("id" = String, Path, description = "The video"),
        ("comment_id" = String, Path, description = "The comment"),
    ),
    responses(
        (status = 200, description = "It says that now", body = CommentJson),
        (status = 403, description = "It is not yours, or comments are closed", body = ErrorJson),
        (status = 404, description = "No such comment", body = ErrorJson),
        (status = 422, description = "The text does not fit, or the rules of the site do not \
            allow it", body = ErrorJson),
        (status = 429, description = "Too soon after the last one", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn edit(
    front: FrontData,
    req: RequestContext,
    place: web::Path<(String, String)>,
    new: Json<CommentTextJson>,
) -> Answer {
    let (video_id, comment_id) = place.into_inner();
    let asked = EditCommentRequest { video_id, comment_id, text: new.0.text };
    let told = front.clients().community.edit_comment(&req.cx(), asked).await?;
    Ok(fresh(&named(&front, &req, told.comment).await))
}

/// `DELETE /api/v1/videos/{id}/comments/{comment_id}`
#[utoipa::path(
    delete, path = "/api/v1/videos/{id}/comments/{comment_id}", tag = "community",
    operation_id = "deleteComment",
    params(
        ("id" = String, Path, description = "The video"),
        ("comment_id" = String, Path, description = "The comment"),
    ),
    responses(
        (status = 204, description = "It is gone; the replies to it stay"),
        (status = 403, description = "You neither wrote it nor own the video, and are no \
            moderator", body = ErrorJson),
        (status = 404, description = "No such comment", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn delete(
    front: FrontData,
    req: RequestContext,
    place: web::Path<(String, String)>,
) -> Answer {
    let (video_id, comment_id) = place.into_inner();
    let asked = DeleteCommentRequest { video_id, comment_id };
    front.clients().community.delete_comment(&req.cx(), asked).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `GET /api/v1/videos/{id}/comments/{comment_id}/replies`
#[utoipa::path(
    get, path = "/api/v1/videos/{id}/comments/{comment_id}/replies", tag = "community",
    operation_id = "listReplies",
    params(
        ("id" = String, Path, description = "The video"),
        ("comment_id" = String, Path, description = "The comment below which they stand"),
        ("cursor" = Option<String>, Query, description = "Where the previous page ended"),
        ("limit" = Option<u32>, Query, description = "1 to 100"),
        ("play" = Option<String>, Query, description = "The token of a play session"),
    ),
    responses(
        (status = 200, description = "Replies, the oldest first; without those of people whom \
            you have blocked or muted", body = CommentsJson),
        (status = 404, description = "No such comment, or not for you", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn replies(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    place: web::Path<(String, String)>,
) -> Answer {
    let PlayQuery { play: media_token } = asked(&request)?;
    let ((video_id, root_id), page) = (place.into_inner(), Some(page_of(&request)?));
    let asked = ListRepliesRequest { video_id, media_token, root_id, page };
    let told = front.clients().community.list_replies(&req.cx(), asked).await?;
    listed(&front, &req, (told.comments, told.next_cursor)).await
}

/// `GET /api/v1/videos/{id}/comments/{comment_id}/edits`
#[utoipa::path(
    get, path = "/api/v1/videos/{id}/comments/{comment_id}/edits", tag = "community",
    operation_id = "listEdits",
    params(
        ("id" = String, Path, description = "The video"),
        ("comment_id" = String, Path, description = "The comment"),
        ("play" = Option<String>, Query, description = "The token of a play session"),
    ),
    responses(
        (status = 200, description = "What it said before, newest first", body = CommentEditsJson),
        (status = 404, description = "No such comment, or not for you", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn edits(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    place: web::Path<(String, String)>,
) -> Answer {
    let PlayQuery { play: media_token } = asked(&request)?;
    let (video_id, comment_id) = place.into_inner();
    let asked = ListEditsRequest { video_id, media_token, comment_id };
    let told = front.clients().community.list_edits(&req.cx(), asked).await?;
    let edit = |one: Edit| CommentEditJson { text: one.text, until_ms: one.until_ms };
    Ok(fresh(&CommentEditsJson { edits: told.edits.into_iter().map(edit).collect() }))
}

/// `GET /api/v1/videos/{id}/comments/{comment_id}`
#[utoipa::path(
    get, path = "/api/v1/videos/{id}/comments/{comment_id}", tag = "community",
    operation_id = "getComment",
    params(
        ("id" = String, Path, description = "The video"),
        ("comment_id" = String, Path, description = "The comment"),
        ("play" = Option<String>, Query, description = "The token of a play session"),
    ),
    responses(
        (status = 200, description = "The comment, after the one below which it stands; without \
            those of people whom you have blocked or muted", body = CommentsJson),
        (status = 404, description = "No such comment, or not for you", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn get(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    place: web::Path<(String, String)>,
) -> Answer {
    let PlayQuery { play: media_token } = asked(&request)?;
    let (video_id, comment_id) = place.into_inner();
    let asked = GetCommentRequest { video_id, media_token, comment_id };
    let told = front.clients().community.get_comment(&req.cx(), asked).await?;
    let both = told.root.into_iter().chain(told.comment).collect();
    listed(&front, &req, (both, String::new())).await
}

/// `PUT /api/v1/videos/{id}/comments/{comment_id}/like`
#[utoipa::path(
    put, path = "/api/v1/videos/{id}/comments/{comment_id}/like", tag = "community",
    operation_id = "likeComment", request_body = CommentLikeJson,
    params(
        ("id" = String, Path, description = "The video"),
        ("comment_id" = String, Path, description = "The comment"),
        ("play" = Option<String>, Query, description = "The token of a play session"),
    ),
    responses(
        (status = 200, description = "How many like it now", body = CommentLikesJson),
        (status = 403, description = "Somebody has blocked you", body = ErrorJson),
        (status = 404, description = "No such comment, or not for you", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn like(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    place: web::Path<(String, String)>,
    new: Json<CommentLikeJson>,
) -> Answer {
    let PlayQuery { play: media_token } = asked(&request)?;
    let ((video_id, comment_id), is_liked) = (place.into_inner(), new.0.is_liked);
    let asked = LikeCommentRequest { video_id, media_token, comment_id, is_liked };
    let told = front.clients().community.like_comment(&req.cx(), asked).await?;
    Ok(fresh(&CommentLikesJson { likes: told.like_count }))
}

/// `PUT /api/v1/videos/{id}/comments/{comment_id}/pin`
#[utoipa::path(
    put, path = "/api/v1/videos/{id}/comments/{comment_id}/pin", tag = "community",
    operation_id = "pinComment", request_body = CommentPinJson,
    params(
        ("id" = String, Path, description = "The video"),
        ("comment_id" = String, Path, description = "The comment"),
    ),
    responses(
        (status = 204, description = "It holds from now on"),
        (status = 403, description = "The video is not yours", body = ErrorJson),
        (status = 404, description = "No such comment", body = ErrorJson),
        (status = 422, description = "It is a reply", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn pin(
    front: FrontData,
    req: RequestContext,
    place: web::Path<(String, String)>,
    new: Json<CommentPinJson>,
) -> Answer {
    let ((video_id, comment_id), is_pinned) = (place.into_inner(), new.0.is_pinned);
    let asked = PinCommentRequest { video_id, comment_id, is_pinned };
    front.clients().community.pin_comment(&req.cx(), asked).await?;
    Ok(HttpResponse::NoContent().finish())
}
