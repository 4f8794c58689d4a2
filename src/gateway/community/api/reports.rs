//! Reports of comments, and words that somebody wants to look at first, as JSON.

use super::next;
use super::said::{CommentJson, CommunityUserJson};
use crate::contract::community::{
    Comment, CommentReport, GetBlockedWordsRequest, ListReportedCommentsRequest,
    ReportCommentRequest, ReportReason, ReportedComment, SaveBlockedWordsRequest,
};
use crate::gateway::community::calls::people;
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::query::{asked, page_of};
use crate::gateway::core::request::RequestContext;
use crate::gateway::danmaku::api::PlayQuery;
use crate::gateway::user::calls::People;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::ToSchema;

/// Why a comment is reported.
#[derive(Clone, Copy, serde::Serialize, serde::Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::gateway) enum CommentReasonJson {
    Spam,
    Hate,
    Sexual,
    Violence,
    Other,
}

impl CommentReasonJson {
    fn of(reason: ReportReason) -> Self {
        match reason {
            ReportReason::Spam => Self::Spam,
            ReportReason::Hate => Self::Hate,
            ReportReason::Sexual => Self::Sexual,
            ReportReason::Violence => Self::Violence,
            ReportReason::Unspecified | ReportReason::Other => Self::Other,
        }
    }

    fn reason(self) -> ReportReason {
        match self {
            Self::Spam => ReportReason::Spam,
            Self::Hate => ReportReason::Hate,
            Self::Sexual => ReportReason::Sexual,
            Self::Violence => ReportReason::Violence,
            Self::Other => ReportReason::Other,
        }
    }
}

/// A report of a comment.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct NewCommentReportJson {
    reason: CommentReasonJson,
    /// Read by moderators; up to 500 characters.
    #[serde(default)]
    note: String,
}

/// A report of a comment, as moderators see it.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct CommentReportJson {
    /// Absent while their name cannot be had.
    reporter: Option<CommunityUserJson>,
    reason: CommentReasonJson,
    note: String,
    sent_at_ms: i64,
}

impl CommentReportJson {
    fn of(one: CommentReport, people: &People) -> Self {
        let reason = CommentReasonJson::of(one.reason());
        let CommentReport { reporter_id, note, sent_at_ms, .. } = one;
        let reporter = CommunityUserJson::of(reporter_id, people);
        Self { reporter, reason, note, sent_at_ms }
    }
}

/// A comment that was reported.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ReportedCommentJson {
    comment: CommentJson,
    /// The newest ones, up to 5.
    reports: Vec<CommentReportJson>,
    /// How many there are.
    report_count: u64,
}

/// Comments that were reported.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ReportedCommentsJson {
    comments: Vec<ReportedCommentJson>,
    /// Where the next page begins; absent on the last one.
    next_cursor: Option<String>,
}

/// Words that you want to look at first.
#[derive(serde::Serialize, serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct BlockedWordsJson {
    /// Up to 200, each 1 to 40 characters. They are kept in lower case.
    words: Vec<String>,
}

/// `POST /api/v1/videos/{id}/comments/{comment_id}/reports`
#[utoipa::path(
    post, path = "/api/v1/videos/{id}/comments/{comment_id}/reports", tag = "community",
    operation_id = "reportComment", request_body = NewCommentReportJson,
    params(
        ("id" = String, Path, description = "The video"),
        ("comment_id" = String, Path, description = "The comment"),
        ("play" = Option<String>, Query, description = "The token of a play session"),
    ),
    responses(
        (status = 204, description = "A moderator will look at it; a second report of yours \
            changes nothing"),
        (status = 404, description = "No such comment, or not for you", body = ErrorJson),
        (status = 422, description = "The reason is none of the list", body = ErrorJson),
        (status = 429, description = "You have reported too many today", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn report(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    place: web::Path<(String, String)>,
    new: Json<NewCommentReportJson>,
) -> Answer {
    let PlayQuery { play: media_token } = asked(&request)?;
    let (video_id, comment_id) = place.into_inner();
    let NewCommentReportJson { reason, note } = new.0;
    let reason = reason.reason().into();
    let asked = ReportCommentRequest { video_id, media_token, comment_id, reason, note };
    front.clients().community.report_comment(&req.cx(), asked).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `GET /api/v1/comments/reported`
#[utoipa::path(
    get, path = "/api/v1/comments/reported", tag = "community",
    operation_id = "listReportedComments",
    params(
        ("cursor" = Option<String>, Query, description = "Where the previous page ended"),
        ("limit" = Option<u32>, Query, description = "1 to 100"),
    ),
    responses(
        (status = 200, description = "Comments of others that were reported, the first reported \
            first; they are decided about like those that are held", body = ReportedCommentsJson),
        (status = 403, description = "You are no moderator", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn list(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let asked = ListReportedCommentsRequest { page: Some(page_of(&request)?) };
    let told = front.clients().community.list_reported_comments(&req.cx(), asked).await?;
    let people = people(&front, &req, named_in(&told.comments)).await;
    let comments = told.comments.into_iter().map(|one| reported(one, &people)).collect();
    Ok(fresh(&ReportedCommentsJson { comments, next_cursor: next(told.next_cursor) }))
}

/// Those who wrote reported comments, whom they name, and who reported them.
pub(in crate::gateway) fn named_in(comments: &[ReportedComment]) -> Vec<String> {
    let of = |one: &Comment| [one.author_id.clone(), one.reply_to_user_id.clone()];
    let written = comments.iter().filter_map(|one| one.comment.as_ref()).flat_map(of);
    let reports = comments.iter().flat_map(|one| &one.reports);
    written.chain(reports.map(|one| one.reporter_id.clone())).collect()
}

fn reported(one: ReportedComment, people: &People) -> ReportedCommentJson {
    let report = |one| CommentReportJson::of(one, people);
    ReportedCommentJson {
        comment: CommentJson::of(one.comment.unwrap_or_default(), people),
        reports: one.reports.into_iter().map(report).collect(),
        report_count: one.report_count,
    }
}

/// `GET /api/v1/comments/blocked-words`
#[utoipa::path(
    get, path = "/api/v1/comments/blocked-words", tag = "community",
    operation_id = "getBlockedWords",
    responses(
        (status = 200, description = "Words that make comments on your videos wait for you",
            body = BlockedWordsJson),
    )
)]
pub(in crate::gateway) async fn words(front: FrontData, req: RequestContext) -> Answer {
    let asked = GetBlockedWordsRequest {};
    let told = front.clients().community.get_blocked_words(&req.cx(), asked).await?;
    Ok(fresh(&BlockedWordsJson { words: told.words }))
}

/// `PUT /api/v1/comments/blocked-words`
#[utoipa::path(
    put, path = "/api/v1/comments/blocked-words", tag = "community",
    operation_id = "saveBlockedWords", request_body = BlockedWordsJson,
    responses(
        (status = 200, description = "They hold for comments from now on", body = BlockedWordsJson),
        (status = 422, description = "One is too long, or there are too many", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn save_words(
    front: FrontData,
    req: RequestContext,
    new: Json<BlockedWordsJson>,
) -> Answer {
    let asked = SaveBlockedWordsRequest { words: new.0.words };
    let told = front.clients().community.save_blocked_words(&req.cx(), asked).await?;
    Ok(fresh(&BlockedWordsJson { words: told.words }))
}
