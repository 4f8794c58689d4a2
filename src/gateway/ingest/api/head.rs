//! The parts of tus without a body: what is supported, where an upload stands, its end, and
//! methods for clients that can only send some.

use crate::contract::ingest::{
    self, GetUploadRequest, TerminateUploadRequest, Upload, UploadState,
};
use crate::gateway::core::api::ErrorJson;
use crate::gateway::core::error::{Answer, HttpError, Own};
use crate::gateway::core::front::FrontData;
use crate::gateway::core::request::RequestContext;
use crate::gateway::ingest::api::append::append;
use crate::gateway::ingest::calls::limits;
use crate::kernel::fault::{Error, RefusalCode as _};
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use std::time::{Duration, UNIX_EPOCH};

pub(super) const VERSION: &str = "1.0.0";
const EXTENSIONS: &str = "creation,creation-with-upload,termination,expiration";

/// A header as text.
pub(super) fn text<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

/// Refuses other versions of the protocol.
pub(super) fn check_version(request: &HttpRequest) -> Result<(), HttpError> {
    if text(request, "tus-resumable") == Some(VERSION) {
        return Ok(());
    }
    Err(HttpError::own(Own::TusVersion, "Send Tus-Resumable: 1.0.0; no other version is spoken."))
}

/// A header that holds a count of bytes. Sent twice it says nothing: others may read the other one.
pub(super) fn bytes(request: &HttpRequest, name: &str) -> Result<u64, HttpError> {
    let is_alone = request.headers().get_all(name).count() == 1;
    let given = text(request, name)
        .filter(|_| is_alone)
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    given.and_then(|text| text.parse().ok()).ok_or_else(|| {
        HttpError::own(Own::HeaderInvalid, format!("Send {name} once, as a number of bytes."))
    })
}

/// The headers that say where an upload stands.
pub(super) fn tell(answer: &mut HttpResponseBuilder, upload: &Upload) {
    answer.insert_header((CACHE_CONTROL, "no-store"));
    answer.insert_header(("upload-offset", upload.offset_bytes.to_string()));
    answer.insert_header(("shoal-video-id", upload.video_id.clone()));
    if upload.state() == UploadState::Receiving && upload.expires_at_ms > 0 {
        let since = Duration::from_millis(u64::try_from(upload.expires_at_ms).unwrap_or(0));
        let date = httpdate::fmt_http_date(UNIX_EPOCH + since);
        answer.insert_header(("upload-expires", date));
    }
}

/// `OPTIONS /api/v1/uploads`
#[utoipa::path(
    options, path = "/api/v1/uploads", tag = "uploads",
    operation_id = "describeUploads",
    responses((status = 204, description = "Tus-Version, Tus-Extension and Tus-Max-Size"))
)]
pub(in crate::gateway) async fn options(front: FrontData, req: RequestContext) -> Answer {
    let most = limits(&front, &req).await?.upload_bytes_max;
    Ok(HttpResponse::NoContent()
        .insert_header(("tus-version", VERSION))
        .insert_header(("tus-extension", EXTENSIONS))
        .insert_header(("tus-max-size", most.to_string()))
        .finish())
}

/// `OPTIONS /api/v1/uploads/{id}`
#[utoipa::path(
    options, path = "/api/v1/uploads/{id}", tag = "uploads",
    operation_id = "describeUpload",
    params(("id" = String, Path, description = "The upload")),
    responses((status = 204, description = "Tus-Version, Tus-Extension and Tus-Max-Size"))
)]
pub(in crate::gateway) async fn options_one(front: FrontData, req: RequestContext) -> Answer {
    options(front, req).await
}

/// `HEAD /api/v1/uploads/{id}`
#[utoipa::path(
    head, path = "/api/v1/uploads/{id}", tag = "uploads",
    operation_id = "getUploadOffset",
    params(
        ("id" = String, Path, description = "The upload"),
        ("Tus-Resumable" = String, Header, description = "1.0.0"),
    ),
    responses(
        (status = 200, description = "Upload-Offset, Upload-Length, Upload-Expires"),
        (status = 404, description = "No such upload of yours"),
        (status = 410, description = "It has ended"),
    )
)]
pub(in crate::gateway) async fn offset(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer {
    check_version(&request)?;
    let asked = GetUploadRequest { upload_id: id.into_inner() };
    let upload = front.clients().ingest.get_upload(&req.cx(), asked).await?.upload;
    let upload = upload.ok_or_else(HttpError::not_found)?;
    if upload.state() == UploadState::Terminated {
        let ended = ingest::Refusal::UploadEnded.because("this upload has ended; begin another");
        return Err(Error::from(ended).into());
    }
    let mut answer = HttpResponse::Ok();
    tell(&mut answer, &upload);
    answer.insert_header(("upload-length", upload.size_bytes.to_string()));
    if !upload.metadata.is_empty() {
        answer.insert_header(("upload-metadata", upload.metadata.clone()));
    }
    Ok(answer.finish())
}

/// `DELETE /api/v1/uploads/{id}`
#[utoipa::path(
    delete, path = "/api/v1/uploads/{id}", tag = "uploads",
    operation_id = "terminateUpload",
    params(
        ("id" = String, Path, description = "The upload"),
        ("Tus-Resumable" = String, Header, description = "1.0.0"),
    ),
    responses(
        (status = 204, description = "It has ended, its bytes are freed"),
        (status = 404, description = "No such upload of yours", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn terminate(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer {
    check_version(&request)?;
    let asked = TerminateUploadRequest { upload_id: id.into_inner() };
    front.clients().ingest.terminate_upload(&req.cx(), asked).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /api/v1/uploads/{id}` with `X-HTTP-Method-Override`
#[utoipa::path(
    post, path = "/api/v1/uploads/{id}", tag = "uploads",
    operation_id = "overrideUpload",
    params(
        ("id" = String, Path, description = "The upload"),
        ("X-HTTP-Method-Override" = String, Header, description = "PATCH, HEAD or DELETE"),
        ("Tus-Resumable" = String, Header, description = "1.0.0"),
    ),
    responses(
        (status = 200, description = "As HEAD answers"),
        (status = 204, description = "As PATCH or DELETE answers"),
        (status = 405, description = "Another method is asked for", body = ErrorJson),
        (status = 408, description = "The bytes came too slowly", body = ErrorJson),
        (status = 409, description = "The offset is another", body = ErrorJson),
        (status = 410, description = "The upload has ended", body = ErrorJson),
        (status = 415, description = "The part is of another media type", body = ErrorJson),
        (status = 423, description = "Another request is appending to it", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn overridden(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
) -> Answer {
    let method = text(&request, "x-http-method-override").unwrap_or_default();
    match method.to_ascii_uppercase().as_str() {
        "PATCH" => append(front, req, request, id, payload).await,
        "DELETE" => terminate(front, req, request, id).await,
        "HEAD" => offset(front, req, request, id).await,
        _ => Err(HttpError::own(Own::MethodNotAllowed, "Send PATCH to append to an upload.")),
    }
}
