//! Folders of favourites, as JSON. It must not show those of anybody but the caller.

use super::next;
use super::threads::VideoCountsJson;
use crate::contract::community::{
    DeleteFolderRequest, Folder, KeepVideoRequest, ListFoldersRequest, ListKeptRequest,
    SaveFolderRequest,
};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::query::{asked, page_of};
use crate::gateway::core::request::RequestContext;
use crate::gateway::danmaku::api::PlayQuery;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::ToSchema;

/// A folder of favourites.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct FolderJson {
    folder_id: String,
    name: String,
    /// How many videos are in it.
    videos: u64,
    /// Whether it has the video that was named.
    has_video: bool,
}

impl FolderJson {
    fn of(one: Folder) -> Self {
        let Folder { folder_id, name, video_count: videos, has_video } = one;
        Self { folder_id, name, videos, has_video }
    }
}

/// Folders, in the order in which they were made.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct FoldersJson {
    folders: Vec<FolderJson>,
}

/// What a folder is called.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct FolderNameJson {
    name: String,
}

/// The videos in a folder, the last put in first.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct KeptVideosJson {
    folder: FolderJson,
    video_ids: Vec<String>,
    /// Where the next page begins; absent on the last one.
    next_cursor: Option<String>,
}

/// The folders that are to have a video; it is taken out of all others.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct KeepJson {
    folder_ids: Vec<String>,
}

#[derive(serde::Deserialize)]
struct VideoQuery {
    #[serde(default)]
    video: String,
}

/// `GET /api/v1/folders`
#[utoipa::path(
    get, path = "/api/v1/folders", tag = "community",
    operation_id = "listFolders",
    params(("video" = Option<String>, Query, description = "Tells which of them have this video")),
    responses(
        (status = 200, description = "Your folders", body = FoldersJson),
        (status = 422, description = "No video is called so", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn list(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let VideoQuery { video: video_id } = asked(&request)?;
    let asked = ListFoldersRequest { video_id };
    let told = front.clients().community.list_folders(&req.cx(), asked).await?;
    Ok(fresh(&FoldersJson { folders: told.folders.into_iter().map(FolderJson::of).collect() }))
}

/// `POST /api/v1/folders`
#[utoipa::path(
    post, path = "/api/v1/folders", tag = "community",
    operation_id = "createFolder", request_body = FolderNameJson,
    responses(
        (status = 201, description = "It is made", body = FolderJson),
        (status = 422, description = "The name does not fit", body = ErrorJson),
        (status = 429, description = "You have as many as you can have", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn create(
    front: FrontData,
    req: RequestContext,
    new: Json<FolderNameJson>,
) -> Answer {
    let asked = SaveFolderRequest { folder_id: String::new(), name: new.0.name };
    let told = front.clients().community.save_folder(&req.keyed_cx(&front), asked).await?;
    let json = FolderJson::of(told.folder.unwrap_or_default());
    Ok(HttpResponse::Created().insert_header((CACHE_CONTROL, "no-store")).json(json))
}

/// `PATCH /api/v1/folders/{folder_id}`
#[utoipa::path(
    patch, path = "/api/v1/folders/{folder_id}", tag = "community",
    operation_id = "renameFolder", request_body = FolderNameJson,
    params(("folder_id" = String, Path, description = "The folder")),
    responses(
        (status = 200, description = "It is called so", body = FolderJson),
        (status = 404, description = "No such folder of yours", body = ErrorJson),
        (status = 422, description = "The name does not fit", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn rename(
    front: FrontData,
    req: RequestContext,
    folder_id: web::Path<String>,
    new: Json<FolderNameJson>,
) -> Answer {
    let asked = SaveFolderRequest { folder_id: folder_id.into_inner(), name: new.0.name };
    let told = front.clients().community.save_folder(&req.keyed_cx(&front), asked).await?;
    Ok(fresh(&FolderJson::of(told.folder.unwrap_or_default())))
}

/// `DELETE /api/v1/folders/{folder_id}`
#[utoipa::path(
    delete, path = "/api/v1/folders/{folder_id}", tag = "community",
    operation_id = "deleteFolder",
    params(("folder_id" = String, Path, description = "The folder")),
    responses(
        (status = 204, description = "It is gone; the videos are not"),
        (status = 404, description = "No such folder of yours", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn delete(
    front: FrontData,
    req: RequestContext,
    folder_id: web::Path<String>,
) -> Answer {
    let asked = DeleteFolderRequest { folder_id: folder_id.into_inner() };
    front.clients().community.delete_folder(&req.cx(), asked).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `GET /api/v1/folders/{folder_id}/videos`
#[utoipa::path(
    get, path = "/api/v1/folders/{folder_id}/videos", tag = "community",
    operation_id = "listKeptVideos",
    params(
        ("folder_id" = String, Path, description = "The folder"),
        ("cursor" = Option<String>, Query, description = "Where the previous page ended"),
        ("limit" = Option<u32>, Query, description = "1 to 100"),
    ),
    responses(
        (status = 200, description = "What is in it, the last put in first; it may name videos \
            that are not shown any more", body = KeptVideosJson),
        (status = 404, description = "No such folder of yours", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn videos(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    folder_id: web::Path<String>,
) -> Answer {
    let (folder_id, page) = (folder_id.into_inner(), Some(page_of(&request)?));
    let asked = ListKeptRequest { folder_id, page };
    let told = front.clients().community.list_kept(&req.cx(), asked).await?;
    Ok(fresh(&KeptVideosJson {
        folder: FolderJson::of(told.folder.unwrap_or_default()),
        video_ids: told.video_ids,
        next_cursor: next(told.next_cursor),
    }))
}

/// `PUT /api/v1/videos/{id}/folders`
#[utoipa::path(
    put, path = "/api/v1/videos/{id}/folders", tag = "community",
    operation_id = "keepVideo", request_body = KeepJson,
    params(
        ("id" = String, Path, description = "The video"),
        ("play" = Option<String>, Query, description = "The token of a play session"),
    ),
    responses(
        (status = 200, description = "The counts of the video now", body = VideoCountsJson),
        (status = 404, description = "No such video or folder, or not for you", body = ErrorJson),
        (status = 422, description = "They are too many", body = ErrorJson),
        (status = 429, description = "A folder has as many as it can have", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn keep(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
    new: Json<KeepJson>,
) -> Answer {
    let PlayQuery { play: media_token } = asked(&request)?;
    let (video_id, folder_ids) = (id.into_inner(), new.0.folder_ids);
    let asked = KeepVideoRequest { video_id, media_token, folder_ids };
    let told = front.clients().community.keep_video(&req.cx(), asked).await?;
    Ok(fresh(&VideoCountsJson::of(told.counts)))
}
