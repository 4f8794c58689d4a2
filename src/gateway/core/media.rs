//! Media bytes and covers: `playback` says which blob an address may read, this sends it. It must
//! not read a path that no domain has granted.

use super::error::{Answer, HttpError};
use super::front::{Front, FrontData};
use super::listener::{Direct, Outlet, Stretch};
use super::ranges::{self, ByteRange};
use super::request::{RequestContext, RequestOrigin};
use super::segments::{self, Content, Found};
use super::served::{Portion, Receipt};
use crate::gateway::playback::calls::{self, Cover};
use crate::kernel::context::{Caller, Context};
use crate::kernel::wire::BlobRef;
use actix_web::body::SizedStream;
use actix_web::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_NONE_MATCH, IF_RANGE, RANGE,
};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, web};
use bytes::Bytes;
use futures_util::stream;
use moka::sync::Cache;
use std::sync::Arc;
use std::time::Duration;

/// How long a grant is believed.
const BELIEVED: Duration = Duration::from_millis(500);
const GRANTS_MAX: u64 = 20_000;
/// Package files never change; the address runs out with its session.
const MEDIA_CACHE: &str = "private, max-age=86400, immutable";
const PUBLIC_COVER_CACHE: &str = "public, max-age=300";
const PRIVATE_COVER_CACHE: &str = "private, no-cache";

/// What an address was found to grant.
#[derive(Debug)]
pub(in crate::gateway) struct Grant {
    pub(in crate::gateway) blob: BlobRef,
    pub(in crate::gateway) content_type: String,
    /// What its bytes count for.
    pub(in crate::gateway) portion: Arc<Portion>,
}

/// The grants of the last second.
pub(in crate::gateway) struct Grants {
    known: Cache<(String, String), Arc<Grant>>,
}

impl Grants {
    pub(in crate::gateway) fn new() -> Self {
        let known = Cache::builder().max_capacity(GRANTS_MAX).time_to_live(BELIEVED).build();
        Self { known }
    }
}

/// `GET /media/{token}/{path}`
pub(in crate::gateway) async fn segment(
    front: FrontData,
    request: HttpRequest,
    address: web::Path<(String, String)>,
) -> Answer {
    let grant = authorize(&front, &request, address.into_inner()).await?;
    let portion = Arc::clone(&grant.portion);
    let receipt = Receipt { sent: Arc::clone(&front.sent), portion };
    let kind = (grant.content_type.as_str(), MEDIA_CACHE);
    send(&front, &request, &grant.blob, kind, Some(receipt)).await
}

async fn authorize(
    front: &Front,
    request: &HttpRequest,
    address: (String, String),
) -> Result<Arc<Grant>, HttpError> {
    if let Some(grant) = front.grants.known.get(&address) {
        return Ok(grant);
    }
    let origin =
        request.extensions().get::<RequestOrigin>().cloned().ok_or_else(HttpError::not_found)?;
    let caller = Caller::Anonymous { visitor: "media".into() };
    let cx = Context::new(caller, origin.trace);
    let grant = Arc::new(calls::media(front, &cx, address.clone()).await?);
    front.grants.known.insert(address, Arc::clone(&grant));
    Ok(grant)
}

/// `OPTIONS /media/{token}/{path}`: players of other sites may ask for ranges.
pub(in crate::gateway) async fn preflight() -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header(("access-control-allow-methods", "GET, HEAD"))
        .insert_header(("access-control-allow-headers", "range, if-range"))
        .insert_header(("access-control-max-age", "86400"))
        .finish()
}

/// `GET /covers/{id}.jpg`: the largest, for whoever takes one only.
pub(in crate::gateway) async fn cover(
    front: FrontData,
    request: HttpRequest,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    send_cover(&front, &request, &req, (id.into_inner(), "1280.jpg")).await
}

/// `GET /covers/{id}/{file}`: `640.webp`, for whoever may choose.
pub(in crate::gateway) async fn cover_in(
    front: FrontData,
    request: HttpRequest,
    req: RequestContext,
    path: web::Path<(String, String)>,
) -> Answer {
    let (id, file) = path.into_inner();
    send_cover(&front, &request, &req, (id, &file)).await
}

async fn send_cover(
    front: &Front,
    request: &HttpRequest,
    req: &RequestContext,
    wanted: (String, &str),
) -> Answer {
    let Cover { blob, content_type, is_public } = calls::cover(front, &req.cx(), wanted).await?;
    let cache = if is_public { PUBLIC_COVER_CACHE } else { PRIVATE_COVER_CACHE };
    send(front, request, &blob, (content_type, cache), None).await
}

/// A picture of a person: the same bytes for as long as its address names it.
pub(in crate::gateway) async fn send_picture(
    front: &Front,
    request: &HttpRequest,
    blob: &BlobRef,
    is_public: bool,
) -> Answer {
    let cache = if is_public { PUBLIC_COVER_CACHE } else { PRIVATE_COVER_CACHE };
    send(front, request, blob, ("image/jpeg", cache), None).await
}

async fn send(
    front: &Front,
    request: &HttpRequest,
    blob: &BlobRef,
    (content_type, cache): (&str, &'static str),
    receipt: Option<Receipt>,
) -> Answer {
    let found = front.segments.find(&front.gateway.blobs, blob).await?;
    let Found { size_bytes, tag, content } = found;
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let mut answer = HttpResponse::Ok();
    answer.insert_header((ETAG, &*tag));
    answer.insert_header((CACHE_CONTROL, cache));
    answer.insert_header((ACCEPT_RANGES, "bytes"));
    if ranges::is_known(header(IF_NONE_MATCH), &tag) {
        return Ok(answer.status(StatusCode::NOT_MODIFIED).finish());
    }
    answer.insert_header((CONTENT_TYPE, content_type.to_owned()));
    let range = header(RANGE).filter(|_| ranges::is_same(header(IF_RANGE), &tag));
    let (first, last) = match ranges::span(range, size_bytes) {
        ByteRange::Whole => (0, size_bytes.saturating_sub(1)),
        ByteRange::Part { first, last } => {
            let part = format!("bytes {first}-{last}/{size_bytes}");
            answer.status(StatusCode::PARTIAL_CONTENT).insert_header((CONTENT_RANGE, part));
            (first, last)
        },
        ByteRange::Outside => {
            let size = format!("bytes */{size_bytes}");
            answer.status(StatusCode::RANGE_NOT_SATISFIABLE).insert_header((CONTENT_RANGE, size));
            return Ok(answer.finish());
        },
    };
    let length = if size_bytes == 0 { 0 } else { last - first + 1 };
    if *request.method() == Method::HEAD {
        let nothing = stream::empty::<Result<Bytes, std::io::Error>>();
        return Ok(answer.body(SizedStream::new(length, nothing)));
    }
    let source = match content {
        Content::Memory(bytes) => Stretch::Memory(cut(&bytes, first, length)),
        Content::File(file) => Stretch::File(file, first, length),
        Content::Elsewhere => {
            // They are on their way through this process: what a client leaves is not known here.
            if let Some(receipt) = receipt {
                receipt.settle(length);
            }
            let pieces = segments::pieces(front.gateway.blobs.clone(), blob.clone(), first, last);
            return Ok(answer.body(SizedStream::new(length, pieces)));
        },
    };
    let outlet = request.conn_data::<Arc<Outlet>>().ok_or_else(HttpError::not_found)?;
    Ok(answer
        .no_chunking(length)
        .body(Direct::new(Arc::clone(outlet), source).for_receipt(receipt)))
}

fn cut(bytes: &Bytes, first: u64, length: u64) -> Bytes {
    let from = usize::try_from(first).unwrap_or(usize::MAX).min(bytes.len());
    let to = from.saturating_add(usize::try_from(length).unwrap_or(usize::MAX)).min(bytes.len());
    bytes.slice(from..to)
}
