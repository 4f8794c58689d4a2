//! A new upload, and the draft it fills unless its metadata names one.

use super::append::{self, PART_TYPE};
use super::head::{bytes, check_version, tell, text};
use super::metadata::{self, Metadata};
use crate::contract::ingest::{self, CreateUploadRequest, GetUploadRequest, Upload};
use crate::gateway::core::api::ErrorJson;
use crate::gateway::core::body;
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::request::RequestContext;
use crate::gateway::user::calls::acting_account;
use crate::gateway::video::calls::{self, Draft, discard};
use crate::kernel::context::Caller;
use crate::kernel::fault::{Error, Fault, RefusalCode as _, Reply};
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};

/// How often one key may open a draft anew because its last try was refused.
const REPEATS_MAX: u32 = 20;

/// `POST /api/v1/uploads`
#[utoipa::path(
    post, path = "/api/v1/uploads", tag = "uploads",
    operation_id = "createUpload",
    params(
        ("Tus-Resumable" = String, Header, description = "1.0.0"),
        ("Upload-Length" = u64, Header, description = "Size of the file in bytes"),
        ("Upload-Metadata" = String, Header, description =
            "filename, title, description, tags (by commas), privacy, hold; or video_id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat harmless"),
    ),
    request_body(content_type = "application/offset+octet-stream", description = "The bytes"),
    responses(
        (status = 201, description = "Location is the upload, Shoal-Video-Id the video"),
        (status = 404, description = "No such video of yours", body = ErrorJson),
        (status = 409, description = "The video has a file, or an unfinished upload",
            body = ErrorJson),
        (status = 413, description = "Larger than Tus-Max-Size", body = ErrorJson),
        (status = 422, description = "A value is refused", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn create(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    payload: web::Payload,
) -> Answer {
    check_version(&request)?;
    let size_bytes = bytes(&request, "upload-length")?;
    let given = text(&request, "upload-metadata").unwrap_or_default();
    let metadata = metadata::parse(given)?;
    let upload = open(&front, &req, &metadata, size_bytes, given).await?;
    let mut answer = HttpResponse::Created();
    answer.insert_header((LOCATION, format!("/api/v1/uploads/{}", upload.upload_id)));
    let has_part = body::media_type(request.headers()) == PART_TYPE;
    let mut payload = payload.into_inner();
    if has_part && upload.offset_bytes == 0 {
        match append::pour(&front, &req, &upload.upload_id, 0, payload).await {
            Ok(poured) => {
                tell(&mut answer, &poured);
            },
            Err(trouble) => {
                // Whoever hears of no upload cannot go on with it. With a key, the same request
                // finds it again; and what a try before it opened is not this one's to take away.
                let is_own = metadata.video_id.is_empty() && req.key.is_none();
                if is_own && kept_nothing(&trouble) {
                    discard(&front, &req.cx(), upload.video_id).await;
                }
                return Err(trouble);
            },
        }
    } else {
        // A repeat brings bytes that are here already. It goes on with a part of its own.
        if has_part {
            append::drain(&mut payload).await;
        }
        tell(&mut answer, &upload);
    }
    Ok(answer.finish())
}

/// Whether it is certain that no byte of a refused body counts. A cut line keeps what came before;
/// a busy, ended or further upload has bytes of somebody; after a fault nobody knows.
fn kept_nothing(trouble: &HttpError) -> bool {
    let may_have_kept = matches!(trouble.status.as_u16(), 409 | 410 | 423 | 500 | 503 | 504);
    !may_have_kept && !trouble.is("gateway.BODY_CUT")
}

/// Opens the draft, then its upload. A draft whose upload is refused does not stay.
async fn open(
    front: &Front,
    req: &RequestContext,
    metadata: &Metadata,
    size_bytes: u64,
    given: &str,
) -> Result<Upload, HttpError> {
    let mut cx = req.keyed_cx(front);
    let wanted = |video_id: &str| CreateUploadRequest {
        video_id: video_id.to_owned(),
        filename: metadata.filename.clone(),
        size_bytes,
        metadata: given.to_owned(),
    };
    let uploads = &front.clients().ingest;
    if !metadata.video_id.is_empty() {
        let opened = uploads.create_upload(&cx, wanted(&metadata.video_id)).await?;
        return Ok(present(front, req, opened.upload).await?);
    }
    if cx.caller == Caller::Operator {
        cx.caller = acting_account(front, &cx).await?;
    }
    let key = cx.key.clone().unwrap_or_default();
    let mut tries = 0;
    loop {
        // A repeat gets the draft of the first try; where that was refused, it is gone.
        let again = cx.clone().keyed(format!("{key}-{tries}"));
        let video_id = calls::draft(front, &again, drafted(metadata)).await?;
        let opened = match uploads.create_upload(&again, wanted(&video_id)).await {
            Ok(opened) => present(front, req, opened.upload).await,
            Err(error) => Err(error),
        };
        let error = match opened {
            Ok(upload) => return Ok(upload),
            Err(error) => error,
        };
        tries += 1;
        let is_gone = calls::is_gone(&error) || error.is(ingest::Refusal::UploadUnknown);
        if is_gone && tries < REPEATS_MAX {
            continue;
        }
        // The caller hears of no draft and would never fill this one; unless it is not known what
        // came of the call and the same key finds it.
        if req.key.is_none() || !matches!(error, Error::Fault(Fault::Timeout)) {
            discard(front, &again, video_id).await;
        }
        return Err(error.into());
    }
}

/// An upload as it stands. Under a key it may be one that a try before opened, and the answer that
/// is kept of that says nothing about what has come since.
async fn present(front: &Front, req: &RequestContext, opened: Option<Upload>) -> Reply<Upload> {
    let missing = || ingest::Refusal::UploadUnknown.because("there is no such upload");
    let opened = opened.ok_or_else(missing)?;
    if req.key.is_none() {
        return Ok(opened);
    }
    let wanted = GetUploadRequest { upload_id: opened.upload_id };
    let found = front.clients().ingest.get_upload(&req.cx(), wanted).await?.upload;
    Ok(found.ok_or_else(missing)?)
}

/// The draft that an upload fills.
fn drafted(metadata: &Metadata) -> Draft<'_> {
    let title = match metadata.title.trim() {
        "" => metadata::title_of(&metadata.filename),
        title => title.to_owned(),
    };
    Draft {
        title,
        description: &metadata.description,
        tags: &metadata.tags,
        privacy: &metadata.privacy,
        hold: metadata.hold,
    }
}
