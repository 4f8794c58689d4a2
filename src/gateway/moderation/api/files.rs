//! The list of known files. It must not show it to anybody but moderators; the domain decides who
//! is one.

use super::stated;
use crate::contract::moderation::{
    AddKnownFileRequest, KnownFile, ListKnownFilesRequest, RemoveKnownFileRequest,
};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::query::page_of;
use crate::gateway::core::request::RequestContext;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::ToSchema;

/// A file that is known again by all its bytes.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct KnownFileJson {
    file_id: String,
    /// 64 hexadecimal digits.
    sha256: String,
    label: String,
    added_by: String,
    added_at_ms: i64,
}

impl From<KnownFile> for KnownFileJson {
    fn from(one: KnownFile) -> Self {
        let KnownFile { file_id, sha256, label, added_by, added_at_ms } = one;
        Self { file_id, sha256, label, added_by, added_at_ms }
    }
}

/// Known files, the newest first.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct KnownFilesJson {
    files: Vec<KnownFileJson>,
    next_cursor: Option<String>,
    /// How many there are in all.
    count: u64,
}

/// `GET /api/v1/moderation/known-files`
#[utoipa::path(
    get, path = "/api/v1/moderation/known-files", tag = "moderation",
    operation_id = "listKnownFiles",
    params(
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
        ("limit" = Option<u32>, Query, description = "1 to 100; 20 if left out"),
    ),
    responses((status = 200, description = "The list", body = KnownFilesJson))
)]
pub(in crate::gateway) async fn list(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let asked = ListKnownFilesRequest { page: Some(page_of(&request)?) };
    let told = front.clients().moderation.list_known_files(&req.cx(), asked).await?;
    Ok(fresh(&KnownFilesJson {
        files: told.files.into_iter().map(Into::into).collect(),
        next_cursor: stated(told.next_cursor),
        count: told.count,
    }))
}

/// A file for the list: the source of a video, or a digest.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct NewKnownFileJson {
    /// The source of this video.
    #[serde(default)]
    video_id: String,
    /// Instead of it: the SHA-256 of a file, 64 hexadecimal digits.
    #[serde(default)]
    sha256: String,
    /// 1 to 100 characters.
    label: String,
}

/// `POST /api/v1/moderation/known-files`
#[utoipa::path(
    post, path = "/api/v1/moderation/known-files", tag = "moderation",
    operation_id = "addKnownFile", request_body = NewKnownFileJson,
    responses(
        (status = 200, description = "It is on the list", body = KnownFileJson),
        (status = 404, description = "No such case", body = ErrorJson),
        (status = 409, description = "The digest of this source was not kept", body = ErrorJson),
        (status = 422, description = "It is no digest, or no label", body = ErrorJson),
        (status = 429, description = "The list is full", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn add(
    front: FrontData,
    req: RequestContext,
    new: Json<NewKnownFileJson>,
) -> Answer {
    let NewKnownFileJson { video_id, sha256, label } = new.0;
    let asked = AddKnownFileRequest { video_id, sha256, label };
    let told = front.clients().moderation.add_known_file(&req.keyed_cx(&front), asked).await?;
    Ok(fresh(&KnownFileJson::from(told.file.unwrap_or_default())))
}

/// `DELETE /api/v1/moderation/known-files/{id}`
#[utoipa::path(
    delete, path = "/api/v1/moderation/known-files/{id}", tag = "moderation",
    operation_id = "removeKnownFile",
    params(("id" = String, Path, description = "The file")),
    responses((status = 204, description = "It is not on the list"))
)]
pub(in crate::gateway) async fn remove(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let asked = RemoveKnownFileRequest { file_id: id.into_inner() };
    front.clients().moderation.remove_known_file(&req.keyed_cx(&front), asked).await?;
    Ok(HttpResponse::NoContent().finish())
}
