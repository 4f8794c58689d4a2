//! The list of known pictures and the sampled pictures of a case. It must not show either to
//! anybody but moderators; the domain decides who is one.

use super::stated;
use crate::contract::moderation::{
    AddKnownPictureRequest, ExportKnownPicturesRequest, GetFrameRequest,
    ImportKnownPicturesRequest, KnownPicture, ListKnownPicturesRequest, RemoveKnownPictureRequest,
};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::front::FrontData;
use crate::gateway::core::query::page_of;
use crate::gateway::core::request::RequestContext;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::ToSchema;

/// `GET /api/v1/moderation/cases/{id}/frames/{at_ms}`
#[utoipa::path(
    get, path = "/api/v1/moderation/cases/{id}/frames/{at_ms}", tag = "moderation",
    operation_id = "getFrame",
    params(
        ("id" = String, Path, description = "The video"),
        ("at_ms" = u64, Path, description = "One of `frames_at_ms` of the case"),
    ),
    responses(
        (status = 200, description = "The picture", content_type = "image/jpeg", body = Vec<u8>),
        (status = 404, description = "No such case or picture", body = ErrorJson),
        (status = 409, description = "It cannot be read now", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn frame(
    front: FrontData,
    req: RequestContext,
    place: web::Path<(String, String)>,
) -> Answer {
    let (video_id, at_ms) = place.into_inner();
    let at_ms = at_ms.parse().map_err(|_| HttpError::not_found())?;
    let asked = GetFrameRequest { video_id, at_ms };
    let told = front.clients().moderation.get_frame(&req.cx(), asked).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "image/jpeg"))
        .insert_header((CACHE_CONTROL, "private, max-age=600"))
        .body(told.jpeg))
}

/// A picture that is recognised in videos.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct KnownPictureJson {
    picture_id: String,
    /// The PDQ hash, 64 hexadecimal digits.
    hash: String,
    label: String,
    added_by: String,
    added_at_ms: i64,
}

impl From<KnownPicture> for KnownPictureJson {
    fn from(one: KnownPicture) -> Self {
        let KnownPicture { picture_id, hash, label, added_by, added_at_ms } = one;
        Self { picture_id, hash, label, added_by, added_at_ms }
    }
}

/// Known pictures, the newest first.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct KnownPicturesJson {
    pictures: Vec<KnownPictureJson>,
    next_cursor: Option<String>,
    /// How many there are in all.
    count: u64,
}

/// `GET /api/v1/moderation/known-pictures`
#[utoipa::path(
    get, path = "/api/v1/moderation/known-pictures", tag = "moderation",
    operation_id = "listKnownPictures",
    params(
        ("cursor" = Option<String>, Query, description = "Where the previous page ended"),
        ("limit" = Option<u32>, Query, description = "1 to 100"),
    ),
    responses((status = 200, description = "The list", body = KnownPicturesJson))
)]
pub(in crate::gateway) async fn list(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let asked = ListKnownPicturesRequest { page: Some(page_of(&request)?) };
    let told = front.clients().moderation.list_known_pictures(&req.cx(), asked).await?;
    Ok(fresh(&KnownPicturesJson {
        pictures: told.pictures.into_iter().map(Into::into).collect(),
        next_cursor: stated(told.next_cursor),
        count: told.count,
    }))
}

/// A picture for the list: a sampled picture of a case, or a hash.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct NewKnownPictureJson {
    /// With `at_ms`: a sampled picture of the case of this video.
    #[serde(default)]
    video_id: String,
    /// One of `frames_at_ms` of the case.
    #[serde(default)]
    at_ms: u64,
    /// Instead of both: the PDQ hash of a picture, 64 hexadecimal digits.
    #[serde(default)]
    hash: String,
    /// 1 to 100 characters.
    label: String,
}

/// What is on the list now.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct AddedKnownPicturesJson {
    /// Two where the picture has a border: with it, and without.
    pictures: Vec<KnownPictureJson>,
}

/// `POST /api/v1/moderation/known-pictures`
#[utoipa::path(
    post, path = "/api/v1/moderation/known-pictures", tag = "moderation",
    operation_id = "addKnownPicture", request_body = NewKnownPictureJson,
    responses(
        (status = 200, description = "It is on the list", body = AddedKnownPicturesJson),
        (status = 404, description = "No such case or picture", body = ErrorJson),
        (status = 409, description = "The picture cannot be read now", body = ErrorJson),
        (status = 422, description = "It is no hash, or says too little", body = ErrorJson),
        (status = 429, description = "The list is full", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn add(
    front: FrontData,
    req: RequestContext,
    new: Json<NewKnownPictureJson>,
) -> Answer {
    let NewKnownPictureJson { video_id, at_ms, hash, label } = new.0;
    let asked = AddKnownPictureRequest { video_id, at_ms, hash, label };
    let told = front.clients().moderation.add_known_picture(&req.keyed_cx(&front), asked).await?;
    let pictures = told.pictures.into_iter().map(Into::into).collect();
    Ok(fresh(&AddedKnownPicturesJson { pictures }))
}

/// `DELETE /api/v1/moderation/known-pictures/{id}`
#[utoipa::path(
    delete, path = "/api/v1/moderation/known-pictures/{id}", tag = "moderation",
    operation_id = "removeKnownPicture",
    params(("id" = String, Path, description = "The picture")),
    responses((status = 204, description = "It is not on the list"))
)]
pub(in crate::gateway) async fn remove(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let asked = RemoveKnownPictureRequest { picture_id: id.into_inner() };
    front.clients().moderation.remove_known_picture(&req.keyed_cx(&front), asked).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `GET /api/v1/admin/moderation/known-pictures`
#[utoipa::path(
    get, path = "/api/v1/admin/moderation/known-pictures", tag = "moderation",
    operation_id = "exportKnownPictures",
    responses((status = 200, description = "The list", content_type = "text/csv", body = String))
)]
pub(in crate::gateway) async fn export(front: FrontData, req: RequestContext) -> Answer {
    let client = &front.clients().moderation;
    let told = client.export_known_pictures(&req.cx(), ExportKnownPicturesRequest {}).await?;
    let name = "attachment; filename=\"known-pictures.csv\"";
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, name))
        .body(told.csv))
}

/// Pictures for the list.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct KnownPicturesFileJson {
    /// With the columns `hash,label`.
    csv: String,
}

/// How many the file has.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct KnownPicturesCountJson {
    pictures: u32,
}

/// `POST /api/v1/admin/moderation/known-pictures`
#[utoipa::path(
    post, path = "/api/v1/admin/moderation/known-pictures", tag = "moderation",
    operation_id = "importKnownPictures", request_body = KnownPicturesFileJson,
    responses(
        (status = 200, description = "They are on the list", body = KnownPicturesCountJson),
        (status = 422, description = "A line is wrong, and nothing was changed", body = ErrorJson),
        (status = 429, description = "They are too many", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn import(
    front: FrontData,
    req: RequestContext,
    file: Json<KnownPicturesFileJson>,
) -> Answer {
    let (client, cx) = (&front.clients().moderation, req.keyed_cx(&front));
    let asked = ImportKnownPicturesRequest { csv: file.0.csv.into() };
    let told = client.import_known_pictures(&cx, asked).await?;
    Ok(fresh(&KnownPicturesCountJson { pictures: told.pictures }))
}
