//! Bytes on their way into an upload. What arrived before a cut stays: when the client goes, the
//! flow ends and `ingest` keeps the prefix.

use crate::contract::ingest::{AppendUploadRequest, Upload};
use crate::gateway::core::api::ErrorJson;
use crate::gateway::core::body;
use crate::gateway::core::error::{Answer, HttpError, Own};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::request::RequestContext;
use crate::gateway::ingest::api::head::{self, bytes, check_version};
use crate::kernel::bus::{Flow, FlowSender};
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::{Bytes, BytesMut};
use futures_util::{FutureExt as _, StreamExt as _};
use std::pin::pin;
use std::time::Duration;

/// The largest message to `ingest`.
const CHUNK_BYTES_MAX: usize = 256 << 10;
/// A network read of so much is worth a message of its own.
const READ_BYTES_WHOLE: usize = 16 << 10;
/// How much of a refused body is still read, so that the client hears why instead of a reset.
const REFUSED_BYTES_MAX: usize = 8 << 20;
const REFUSED_TIME: Duration = Duration::from_secs(2);

/// A client that is silent for this long has gone, even if its line has not: whoever resumes must
/// not find the upload busy.
const SILENCE_MAX: Duration = Duration::from_secs(30);

/// The media type of a part of an upload.
pub(super) const PART_TYPE: &str = "application/offset+octet-stream";

/// `PATCH /api/v1/uploads/{id}`
#[utoipa::path(
    patch, path = "/api/v1/uploads/{id}", tag = "uploads",
    operation_id = "appendUpload",
    params(
        ("id" = String, Path, description = "The upload"),
        ("Tus-Resumable" = String, Header, description = "1.0.0"),
        ("Upload-Offset" = u64, Header, description = "Where the bytes begin"),
    ),
    request_body(content_type = "application/offset+octet-stream", description = "The bytes"),
    responses(
        (status = 204, description = "Upload-Offset says how far it is now, durably"),
        (status = 404, description = "No such upload of yours", body = ErrorJson),
        (status = 409, description = "The offset is another", body = ErrorJson),
        (status = 410, description = "The upload has ended", body = ErrorJson),
        (status = 423, description = "Another request is appending to it", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn append(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
) -> Answer {
    check_version(&request)?;
    if body::media_type(request.headers()) != PART_TYPE {
        return Err(HttpError::own(Own::MediaType, format!("Send the part as {PART_TYPE}.")));
    }
    let offset_bytes = bytes(&request, "upload-offset")?;
    let upload = pour(&front, &req, &id, offset_bytes, payload.into_inner()).await?;
    let mut answer = HttpResponse::NoContent();
    head::tell(&mut answer, &upload);
    Ok(answer.finish())
}

/// Streams a body into an upload and waits until what arrived is durable.
///
/// # Errors
/// What `ingest` refuses; `BODY_CUT` when the client went before the end.
pub(super) async fn pour(
    front: &Front,
    req: &RequestContext,
    upload_id: &str,
    offset_bytes: u64,
    mut payload: Payload,
) -> Result<Upload, HttpError> {
    let (sender, flow) = Flow::new();
    let head =
        AppendUploadRequest { upload_id: upload_id.to_owned(), offset_bytes, chunk: Bytes::new() };
    let cx = req.cx();
    let mut appended = pin!(front.clients().ingest.append_upload(&cx, flow));
    let pumped = tokio::select! {
        biased;
        reply = &mut appended => {
            drain(&mut payload).await;
            return whole(reply.map(|reply| reply.upload));
        },
        pumped = pump(&mut payload, sender, head) => pumped,
    };
    let upload = whole(appended.await.map(|reply| reply.upload));
    match pumped {
        Pumped::Cut => Err(upload.err().unwrap_or_else(|| {
            HttpError::own(Own::BodyCut, "The connection ended early. Resume the upload.")
        })),
        Pumped::Refused => {
            drain(&mut payload).await;
            upload
        },
        Pumped::All => upload,
    }
}

fn whole(reply: crate::kernel::fault::Reply<Option<Upload>>) -> Result<Upload, HttpError> {
    reply?.ok_or_else(HttpError::not_found)
}

enum Pumped {
    All,
    /// The client went.
    Cut,
    /// `ingest` takes no more.
    Refused,
}

/// Hands the body over in chunks; a slow disk slows the client. Takes the sender along, so that
/// its end is the end of the flow.
async fn pump(
    payload: &mut Payload,
    sender: FlowSender<AppendUploadRequest>,
    head: AppendUploadRequest,
) -> Pumped {
    if !sender.send(head).await {
        return Pumped::Refused;
    }
    loop {
        let next = tokio::time::timeout(SILENCE_MAX, payload.next()).await;
        let Ok(next) = next else { return Pumped::Cut };
        let (mut arrived, end) = gather(payload, next);
        // What has arrived is handed over at once: it counts, even if nothing more comes.
        while !arrived.is_empty() {
            let part = arrived.split_to(CHUNK_BYTES_MAX.min(arrived.len()));
            if !sender.send(message(part)).await {
                return Pumped::Refused;
            }
        }
        if let Some(end) = end {
            return end;
        }
    }
}

/// Puts small network reads together, as long as nobody has to wait for it; a large one goes on as
/// it came, without a copy. Says whether the body has come to its end.
fn gather(
    payload: &mut Payload,
    first: Option<Result<Bytes, PayloadError>>,
) -> (Bytes, Option<Pumped>) {
    let mut arrived = match first {
        Some(Ok(chunk)) if chunk.len() >= READ_BYTES_WHOLE => return (chunk, None),
        Some(Ok(chunk)) => BytesMut::from(chunk),
        Some(Err(_)) => return (Bytes::new(), Some(Pumped::Cut)),
        None => return (Bytes::new(), Some(Pumped::All)),
    };
    while arrived.len() < CHUNK_BYTES_MAX {
        match payload.next().now_or_never() {
            Some(Some(Ok(chunk))) => arrived.extend_from_slice(&chunk),
            Some(Some(Err(_))) => return (arrived.freeze(), Some(Pumped::Cut)),
            Some(None) => return (arrived.freeze(), Some(Pumped::All)),
            None => break,
        }
    }
    (arrived.freeze(), None)
}

fn message(chunk: Bytes) -> AppendUploadRequest {
    AppendUploadRequest { upload_id: String::new(), offset_bytes: 0, chunk }
}

/// Reads on for a moment, within bounds.
pub(super) async fn drain(payload: &mut Payload) {
    let read = async {
        let mut rest = REFUSED_BYTES_MAX;
        while let Some(Ok(chunk)) = payload.next().await {
            let Some(less) = rest.checked_sub(chunk.len()) else { return };
            rest = less;
        }
    };
    drop(tokio::time::timeout(REFUSED_TIME, read).await);
}
