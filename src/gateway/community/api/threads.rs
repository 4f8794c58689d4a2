//! What stands under a video, as JSON: its counts, who may comment, what the caller says of it.

use crate::contract::community::{
    ChangeThreadRequest, Counts, GetThreadRequest, GetThreadResponse, Policy, RateVideoRequest,
    Rating, ThreadRights,
};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::query::asked;
use crate::gateway::core::request::RequestContext;
use crate::gateway::danmaku::api::PlayQuery;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::ToSchema;

/// Who may comment.
#[derive(Clone, Copy, serde::Serialize, serde::Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::gateway) enum CommentPolicyJson {
    /// Whoever may watch the video.
    Open,
    /// The same, and its owner looks at each comment before others see it.
    Reviewed,
    /// Nobody but its owner.
    Closed,
}

impl CommentPolicyJson {
    fn of(policy: Policy) -> Self {
        match policy {
            Policy::Unspecified | Policy::Open => Self::Open,
            Policy::Reviewed => Self::Reviewed,
            Policy::Closed => Self::Closed,
        }
    }

    fn policy(self) -> Policy {
        match self {
            Self::Open => Policy::Open,
            Self::Reviewed => Policy::Reviewed,
            Self::Closed => Policy::Closed,
        }
    }
}

/// What somebody says of a video.
#[derive(Clone, Copy, serde::Serialize, serde::Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::gateway) enum RatingJson {
    Like,
    Dislike,
    None,
}

impl RatingJson {
    fn of(rating: Rating) -> Self {
        match rating {
            Rating::Unspecified => Self::None,
            Rating::Like => Self::Like,
            Rating::Dislike => Self::Dislike,
        }
    }

    fn rating(self) -> Rating {
        match self {
            Self::None => Rating::Unspecified,
            Self::Like => Rating::Like,
            Self::Dislike => Rating::Dislike,
        }
    }
}

/// How much was done with a video.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct VideoCountsJson {
    likes: u64,
    /// Its owner and moderators see them; 0 for all others.
    dislikes: u64,
    /// Accounts that keep it in a folder.
    keeps: u64,
    /// Comments with their replies.
    comments: u64,
    /// Coins that were given to it.
    coins: u64,
}

impl VideoCountsJson {
    pub(in crate::gateway) fn of(counts: Option<Counts>) -> Self {
        let Counts { likes, dislikes, keeps, comments, coins } = counts.unwrap_or_default();
        Self { likes, dislikes, keeps, comments, coins }
    }
}

/// What somebody may do under a video.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ThreadRightsJson {
    /// Whether you may comment now.
    may_post: bool,
    /// Whether you may take away what others wrote.
    may_manage: bool,
    /// Whether you may pin.
    is_owner: bool,
}

/// What stands under a video.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ThreadJson {
    #[serde(flatten)]
    counts: VideoCountsJson,
    policy: CommentPolicyJson,
    /// What you say of it.
    rating: RatingJson,
    /// Whether you keep it in a folder.
    is_kept: bool,
    /// How many coins you have given to it.
    given_coins: u64,
    #[serde(flatten)]
    rights: ThreadRightsJson,
}

impl ThreadJson {
    fn of(told: &GetThreadResponse) -> Self {
        let ThreadRights { may_post, may_manage, is_owner } = told.rights.unwrap_or_default();
        Self {
            counts: VideoCountsJson::of(told.counts),
            policy: CommentPolicyJson::of(told.policy()),
            rating: RatingJson::of(told.rating()),
            is_kept: told.is_kept,
            given_coins: told.given_coins,
            rights: ThreadRightsJson { may_post, may_manage, is_owner },
        }
    }
}

/// Who is to be able to comment.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct ThreadChangeJson {
    policy: CommentPolicyJson,
}

/// What you say of a video from now on.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct NewRatingJson {
    rating: RatingJson,
}

/// `GET /api/v1/videos/{id}/thread`
#[utoipa::path(
    get, path = "/api/v1/videos/{id}/thread", tag = "community",
    operation_id = "getThread",
    params(
        ("id" = String, Path, description = "The video"),
        ("play" = Option<String>, Query, description =
            "The token of a play session; not needed where everybody may watch"),
    ),
    responses(
        (status = 200, description = "What stands under the video", body = ThreadJson),
        (status = 404, description = "No such video, or not for you", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn get(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer {
    let PlayQuery { play: media_token } = asked(&request)?;
    let asked = GetThreadRequest { video_id: id.into_inner(), media_token };
    let told = front.clients().community.get_thread(&req.cx(), asked).await?;
    Ok(fresh(&ThreadJson::of(&told)))
}

/// `PATCH /api/v1/videos/{id}/thread`
#[utoipa::path(
    patch, path = "/api/v1/videos/{id}/thread", tag = "community",
    operation_id = "changeThread", request_body = ThreadChangeJson,
    params(("id" = String, Path, description = "The video")),
    responses(
        (status = 204, description = "It holds from now on"),
        (status = 403, description = "You are neither its owner nor a moderator", body = ErrorJson),
        (status = 404, description = "No such video, or not for you", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn change(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    change: Json<ThreadChangeJson>,
) -> Answer {
    let policy = change.0.policy.policy().into();
    let asked = ChangeThreadRequest { video_id: id.into_inner(), policy };
    front.clients().community.change_thread(&req.cx(), asked).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `PUT /api/v1/videos/{id}/rating`
#[utoipa::path(
    put, path = "/api/v1/videos/{id}/rating", tag = "community",
    operation_id = "rateVideo", request_body = NewRatingJson,
    params(
        ("id" = String, Path, description = "The video"),
        ("play" = Option<String>, Query, description = "The token of a play session"),
    ),
    responses(
        (status = 200, description = "The counts with what you say", body = VideoCountsJson),
        (status = 403, description = "Its owner has blocked you", body = ErrorJson),
        (status = 404, description = "No such video, or not for you", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn rate(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
    new: Json<NewRatingJson>,
) -> Answer {
    let PlayQuery { play: media_token } = asked(&request)?;
    let rating = new.0.rating.rating().into();
    let asked = RateVideoRequest { video_id: id.into_inner(), media_token, rating };
    let told = front.clients().community.rate_video(&req.cx(), asked).await?;
    Ok(fresh(&VideoCountsJson::of(told.counts)))
}
