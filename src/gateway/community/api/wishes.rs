//! Of which kinds the caller wants to be told, as JSON.

use crate::contract::community::{
    GetWishesRequest, LeaveMailRequest, NotificationKind, SaveWishesRequest,
};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::pages::see_other;
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::views::format;
use actix_web::{HttpResponse, web};
use utoipa::ToSchema;

/// Of what somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::gateway) enum NotificationKindJson {
    /// Somebody whom you follow has published a video.
    Video,
    /// Somebody has commented on your video.
    Comment,
    /// Somebody has replied to your comment.
    Reply,
    /// Somebody likes your video.
    VideoLiked,
    /// Somebody likes your comment.
    CommentLiked,
    /// Somebody follows you.
    Follower,
    /// Your comment was taken away by somebody else.
    CommentRemoved,
    /// Your comment that waited is shown.
    CommentShown,
    /// A comment on your video waits for you.
    CommentWaits,
    /// Your video has passed, or it waits, or it was refused.
    Review,
    /// An appeal of yours was answered.
    Appeal,
    /// Your upload is ready and published.
    Published,
    /// Somebody has given coins to your video.
    Coins,
    /// Somebody names you in a comment.
    Mention,
    /// Your danmaku was taken away by somebody else.
    DanmakuRemoved,
    /// Your danmaku that waited is shown.
    DanmakuShown,
    /// Your upload was refused, or no video could be made of it.
    UploadFailed,
    /// You have used nine tenths of the room for your files.
    QuotaLow,
    /// To administrators: somebody has signed up and waits for approval.
    SignUpWaits,
    /// To moderators: a comment was reported, or a video if no comment is named.
    ReportWaits,
    /// To moderators: the rules hold a comment, or a video if no comment is named.
    ReviewWaits,
}

impl NotificationKindJson {
    /// Nothing for a kind that has no name here yet.
    pub(in crate::gateway) fn of(kind: NotificationKind) -> Option<Self> {
        Some(match kind {
            NotificationKind::Unspecified => return None,
            NotificationKind::Video => Self::Video,
            NotificationKind::Comment => Self::Comment,
            NotificationKind::Reply => Self::Reply,
            NotificationKind::VideoLiked => Self::VideoLiked,
            NotificationKind::CommentLiked => Self::CommentLiked,
            NotificationKind::Follower => Self::Follower,
            NotificationKind::CommentRemoved => Self::CommentRemoved,
            NotificationKind::CommentShown => Self::CommentShown,
            NotificationKind::CommentWaits => Self::CommentWaits,
            NotificationKind::Review => Self::Review,
            NotificationKind::Appeal => Self::Appeal,
            NotificationKind::Published => Self::Published,
            NotificationKind::Coins => Self::Coins,
            NotificationKind::Mention => Self::Mention,
            NotificationKind::DanmakuRemoved => Self::DanmakuRemoved,
            NotificationKind::DanmakuShown => Self::DanmakuShown,
            NotificationKind::UploadFailed => Self::UploadFailed,
            NotificationKind::QuotaLow => Self::QuotaLow,
            NotificationKind::SignUpWaits => Self::SignUpWaits,
            NotificationKind::ReportWaits => Self::ReportWaits,
            NotificationKind::ReviewWaits => Self::ReviewWaits,
        })
    }

    fn kind(self) -> NotificationKind {
        match self {
            Self::Video => NotificationKind::Video,
            Self::Comment => NotificationKind::Comment,
            Self::Reply => NotificationKind::Reply,
            Self::VideoLiked => NotificationKind::VideoLiked,
            Self::CommentLiked => NotificationKind::CommentLiked,
            Self::Follower => NotificationKind::Follower,
            Self::CommentRemoved => NotificationKind::CommentRemoved,
            Self::CommentShown => NotificationKind::CommentShown,
            Self::CommentWaits => NotificationKind::CommentWaits,
            Self::Review => NotificationKind::Review,
            Self::Appeal => NotificationKind::Appeal,
            Self::Published => NotificationKind::Published,
            Self::Coins => NotificationKind::Coins,
            Self::Mention => NotificationKind::Mention,
            Self::DanmakuRemoved => NotificationKind::DanmakuRemoved,
            Self::DanmakuShown => NotificationKind::DanmakuShown,
            Self::UploadFailed => NotificationKind::UploadFailed,
            Self::QuotaLow => NotificationKind::QuotaLow,
            Self::SignUpWaits => NotificationKind::SignUpWaits,
            Self::ReportWaits => NotificationKind::ReportWaits,
            Self::ReviewWaits => NotificationKind::ReviewWaits,
        }
    }
}

/// Of what you want to be told.
#[derive(serde::Serialize, serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct WishesJson {
    /// Of these you do not want to be told.
    unwanted: Vec<NotificationKindJson>,
    /// Of these you want to be told by mail as well, as far as you want to be told of them at all.
    #[serde(default)]
    mailed: Vec<NotificationKindJson>,
}

/// `GET /api/v1/notifications/wishes`
#[utoipa::path(
    get, path = "/api/v1/notifications/wishes", tag = "community",
    operation_id = "getWishes",
    responses((status = 200, description = "Of what you want to be told", body = WishesJson))
)]
pub(in crate::gateway) async fn get(front: FrontData, req: RequestContext) -> Answer {
    let told = front.clients().community.get_wishes(&req.cx(), GetWishesRequest {}).await?;
    let unwanted = told.unwanted().filter_map(NotificationKindJson::of).collect();
    let mailed = told.mailed().filter_map(NotificationKindJson::of).collect();
    Ok(fresh(&WishesJson { unwanted, mailed }))
}

/// `PUT /api/v1/notifications/wishes`
#[utoipa::path(
    put, path = "/api/v1/notifications/wishes", tag = "community",
    operation_id = "saveWishes", request_body = WishesJson,
    responses(
        (status = 204, description = "You are told of all others from now on"),
        (status = 422, description = "They are too many", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn save(
    front: FrontData,
    req: RequestContext,
    wishes: Json<WishesJson>,
) -> Answer {
    let kinds = |kinds: Vec<NotificationKindJson>| {
        kinds.into_iter().map(|kind| kind.kind().into()).collect()
    };
    let WishesJson { unwanted, mailed } = wishes.0;
    let asked = SaveWishesRequest { unwanted: kinds(unwanted), mailed: kinds(mailed) };
    front.clients().community.save_wishes(&req.cx(), asked).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `GET /api/v1/notifications/leave/{token}`
#[utoipa::path(
    get, path = "/api/v1/notifications/leave/{token}", tag = "community",
    operation_id = "askLeaveMail",
    params(("token" = String, Path, description = "Out of a mail")),
    responses((status = 303, description = "To the page that asks whether to leave such mail")),
)]
pub(in crate::gateway) async fn ask_leave(token: web::Path<String>) -> Answer {
    Ok(see_other(&format!("/notifications/leave/{}", format::query(&token))))
}

/// `POST /api/v1/notifications/leave/{token}`
#[utoipa::path(
    post, path = "/api/v1/notifications/leave/{token}", tag = "community",
    operation_id = "leaveMail",
    params(("token" = String, Path, description = "Out of a mail")),
    responses(
        (status = 204, description =
            "No such mail comes any more. Mail programs send this by themselves (RFC 8058)"),
        (status = 404, description = "No mail was sent with this link", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn leave(
    front: FrontData,
    req: RequestContext,
    token: web::Path<String>,
) -> Answer {
    let asked = LeaveMailRequest { token: token.into_inner() };
    front.clients().community.leave_mail(&req.cx(), asked).await?;
    Ok(HttpResponse::NoContent().finish())
}
