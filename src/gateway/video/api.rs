//! Videos as JSON.

use crate::contract::video::{
    self, DeleteVideoRequest, GetVideoRequest, ListNewestRequest, ListOwnRequest,
    PublishVideoRequest, UpdateVideoRequest,
};
use crate::gateway::core::api::{CauseJson, ErrorJson};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::{Answer, HttpError, Own};
use crate::gateway::core::front::FrontData;
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::Language;
use crate::gateway::video::calls::cause;
use crate::gateway::video::views::Privacy;
use crate::kernel::wire::Page;
use actix_web::http::header::{ETAG, IF_MATCH};
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::{OpenApi, ToSchema};

/// A video.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct VideoJson {
    video_id: String,
    owner_id: String,
    title: String,
    description: String,
    tags: Vec<String>,
    /// `public`, `unlisted` or `private`.
    privacy: &'static str,
    /// `draft`, `processing`, `in_review`, `ready`, `published`, `refused`, `failed` or `blocked`.
    state: &'static str,
    /// Absent until it is playable.
    duration_ms: Option<u64>,
    width: Option<u32>,
    height: Option<u32>,
    created_at_ms: i64,
    published_at_ms: Option<i64>,
    cause: Option<CauseJson>,
    /// Counts the changes of title, description, tags and privacy. `ETag` carries it, and
    /// `If-Match` asks for it.
    version: u64,
    page_url: String,
    cover_url: String,
}

/// A part of a list of videos.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct VideosJson {
    videos: Vec<VideoJson>,
    /// Absent on the last page.
    next_cursor: Option<String>,
}

/// Which part of which list.
#[derive(serde::Deserialize)]
pub(in crate::gateway) struct ListQuery {
    /// Where the previous page ended.
    #[serde(default)]
    cursor: String,
    /// 1 to 100.
    #[serde(default)]
    limit: u32,
    /// The caller's own videos in every state, instead of all that are published.
    #[serde(default)]
    own: bool,
}

/// What is to change; what is left out stays.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct ChangeJson {
    title: Option<String>,
    description: Option<String>,
    tags: Option<Vec<String>>,
    /// `public`, `unlisted` or `private`.
    privacy: Option<String>,
    /// Whether it stays unpublished when it is ready. `false` publishes a video that is ready, or
    /// any other as soon as it is.
    hold: Option<bool>,
}

/// How a contract's privacy looks to people.
pub(in crate::gateway) fn privacy_of(privacy: video::Privacy) -> Privacy {
    match privacy {
        video::Privacy::Public => Privacy::Public,
        video::Privacy::Unlisted => Privacy::Unlisted,
        // What is unknown is shown to nobody.
        video::Privacy::Private | video::Privacy::Unspecified => Privacy::Private,
    }
}

/// A privacy as people choose it.
///
/// # Errors
/// `BODY_INVALID` for a word that is none.
pub(in crate::gateway) fn privacy_named(word: &str) -> Result<video::Privacy, HttpError> {
    match Privacy::from_code(word) {
        Some(Privacy::Public) => Ok(video::Privacy::Public),
        Some(Privacy::Unlisted) => Ok(video::Privacy::Unlisted),
        Some(Privacy::Private) => Ok(video::Privacy::Private),
        None => {
            let text = format!("The privacy {word:?} is unknown: public, unlisted or private.");
            Err(HttpError::own(Own::BodyInvalid, text))
        },
    }
}

fn state_word(state: video::VideoState) -> &'static str {
    match state {
        video::VideoState::Draft | video::VideoState::Unspecified => "draft",
        video::VideoState::Processing => "processing",
        video::VideoState::Ready => "ready",
        video::VideoState::Published => "published",
        video::VideoState::Refused => "refused",
        video::VideoState::Failed => "failed",
        video::VideoState::InReview => "in_review",
        video::VideoState::Blocked => "blocked",
    }
}

impl VideoJson {
    fn of(card: video::VideoCard, language: Language) -> Self {
        let (privacy, state) = (privacy_of(card.privacy()), card.state());
        let cause = card.failure.as_ref().and_then(|failure| cause(failure, language));
        let cause = cause.map(|cause| CauseJson { code: cause.code, text: cause.text });
        Self {
            page_url: format!("/watch/{}", card.video_id),
            cover_url: format!("/covers/{}.jpg", card.video_id),
            video_id: card.video_id,
            owner_id: card.owner_id,
            title: card.title,
            description: card.description,
            tags: card.tags,
            privacy: privacy.code(),
            state: state_word(state),
            duration_ms: (card.duration_ms > 0).then_some(card.duration_ms),
            width: (card.width > 0).then_some(card.width),
            height: (card.height > 0).then_some(card.height),
            created_at_ms: card.created_at_ms,
            published_at_ms: (card.published_at_ms > 0).then_some(card.published_at_ms),
            cause,
            version: card.version,
        }
    }
}

fn told(req: &RequestContext, card: Option<video::VideoCard>) -> Answer {
    let card = card.ok_or_else(HttpError::not_found)?;
    let tag = format!("\"{}\"", card.version);
    let json = VideoJson::of(card, req.language);
    Ok(HttpResponse::Ok().insert_header((ETAG, tag)).json(json))
}

/// The version that a change is made for, from `If-Match` (RFC 9110, 13.1.1); 0 for any. A tag that
/// is none of ours stands for a version that never is.
///
/// # Errors
/// `HEADER_INVALID` for more than one tag.
fn if_version(request: &HttpRequest) -> Result<u64, HttpError> {
    let Some(header) = request.headers().get(IF_MATCH) else { return Ok(0) };
    let text = header.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(0);
    }
    if text.contains(',') {
        let text = "Send one version in If-Match: the ETag of the video as you saw it.";
        return Err(HttpError::own(Own::HeaderInvalid, text));
    }
    let version = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    Ok(version.and_then(|digits| digits.parse().ok()).filter(|one| *one > 0).unwrap_or(u64::MAX))
}

/// `GET /api/v1/videos`
#[utoipa::path(
    get, path = "/api/v1/videos", tag = "videos",
    operation_id = "listVideos",
    params(
        ("cursor" = Option<String>, Query, description = "Where the previous page ended"),
        ("limit" = Option<u32>, Query, description = "1 to 100"),
        ("own" = Option<bool>, Query, description =
            "The caller's own videos in every state, instead of all that are published"),
    ),
    responses((status = 200, description = "Newest first", body = VideosJson))
)]
pub(in crate::gateway) async fn list(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let query = web::Query::<ListQuery>::from_query(request.query_string()).map_err(|error| {
        HttpError::own(Own::BodyInvalid, format!("The query does not fit: {error}."))
    })?;
    let page = Some(Page { cursor: query.cursor.clone(), limit: query.limit });
    let (cx, video) = (req.cx(), &front.clients().video);
    let (videos, next_cursor) = if query.own {
        let answer = video.list_own(&cx, ListOwnRequest { page }).await?;
        (answer.videos, answer.next_cursor)
    } else {
        let answer = video.list_newest(&cx, ListNewestRequest { page }).await?;
        (answer.videos, answer.next_cursor)
    };
    Ok(HttpResponse::Ok().json(VideosJson {
        videos: videos.into_iter().map(|card| VideoJson::of(card, req.language)).collect(),
        next_cursor: (!next_cursor.is_empty()).then_some(next_cursor),
    }))
}

/// `GET /api/v1/videos/{id}`
#[utoipa::path(
    get, path = "/api/v1/videos/{id}", tag = "videos",
    operation_id = "getVideo",
    params(("id" = String, Path, description = "The video")),
    responses(
        (status = 200, description = "The video", body = VideoJson),
        (status = 404, description = "No such video, or not for you", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn get(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let request = GetVideoRequest { video_id: id.into_inner() };
    told(&req, front.clients().video.get_video(&req.cx(), request).await?.video)
}

/// `PATCH /api/v1/videos/{id}`
#[utoipa::path(
    patch, path = "/api/v1/videos/{id}", tag = "videos",
    operation_id = "changeVideo", request_body = ChangeJson,
    params(
        ("id" = String, Path, description = "The video"),
        ("If-Match" = Option<String>, Header, description =
            "The ETag of the video as you saw it: changes nothing that was changed since"),
    ),
    responses(
        (status = 200, description = "The video as it is now", body = VideoJson),
        (status = 404, description = "No such video, or not yours", body = ErrorJson),
        (status = 412, description = "It is not what If-Match names any more", body = ErrorJson),
        (status = 422, description = "A value is refused", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn change(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    asked: HttpRequest,
    change: Json<ChangeJson>,
) -> Answer {
    let ChangeJson { title, description, tags, privacy, hold } = change.0;
    let privacy = privacy.map(|word| privacy_named(&word)).transpose()?;
    let request = UpdateVideoRequest {
        video_id: id.into_inner(),
        title,
        description,
        clears_tags: tags.is_some(),
        tags: tags.unwrap_or_default(),
        privacy: privacy.unwrap_or_default().into(),
        if_version: if_version(&asked)?,
        hold,
    };
    let video = &front.clients().video;
    told(&req, video.update_video(&req.keyed_cx(&front), request).await?.video)
}

/// `DELETE /api/v1/videos/{id}`
#[utoipa::path(
    delete, path = "/api/v1/videos/{id}", tag = "videos",
    operation_id = "deleteVideo",
    params(
        ("id" = String, Path, description = "The video"),
        ("If-Match" = Option<String>, Header, description = "As with PATCH"),
    ),
    responses(
        (status = 204, description = "It is gone, and its media will be"),
        (status = 404, description = "No such video, or not yours", body = ErrorJson),
        (status = 412, description = "It is not what If-Match names any more", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn delete(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    asked: HttpRequest,
) -> Answer {
    let request = DeleteVideoRequest { video_id: id.into_inner(), if_version: if_version(&asked)? };
    front.clients().video.delete_video(&req.cx(), request).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /api/v1/videos/{id}/publish`
#[utoipa::path(
    post, path = "/api/v1/videos/{id}/publish", tag = "videos",
    operation_id = "publishVideo",
    params(("id" = String, Path, description = "The video")),
    responses(
        (status = 200, description = "The video, published", body = VideoJson),
        (status = 404, description = "No such video, or not yours", body = ErrorJson),
        (status = 409, description = "It is not ready", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn publish(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let request = PublishVideoRequest { video_id: id.into_inner() };
    told(&req, front.clients().video.publish_video(&req.cx(), request).await?.video)
}

/// The operations of the document.
#[derive(OpenApi)]
#[openapi(
    paths(
        list, get, change, delete, publish,
    ),
    tags((name = "videos", description = "Videos and their way to a page"))
)]
pub(in crate::gateway) struct Operations;
