//! Reads bodies into memory, within a limit. It must not read uploads: those stream.

use super::error::{HttpError, Own};
use super::front::FrontData;
use crate::kernel::fault::Fault;
use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap};
use actix_web::{FromRequest, HttpRequest};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// How long a body that fits into memory may take.
const BODY_TIME: Duration = Duration::from_secs(20);
/// How much of such bodies is in memory at once, of requests that are not being worked on.
const BODIES_BYTES_MAX: usize = 256 << 20;

/// The whole body, if it is no larger than `bytes_max`.
///
/// # Errors
/// `BODY_TOO_LARGE`, `BODY_SLOW`, or `BODY_CUT` when the client went away.
pub(in crate::gateway) async fn collect(
    payload: &mut Payload,
    bytes_max: usize,
) -> Result<Bytes, HttpError> {
    let read = tokio::time::timeout(BODY_TIME, read(payload, bytes_max, None)).await;
    read.unwrap_or_else(|_| Err(slow()))
}

fn slow() -> HttpError {
    let text = "The body took too long. Send it again over a better connection.";
    HttpError::own(Own::BodySlow, text)
}

/// The whole body of a request that has no place yet, as long as all such bodies together are no
/// larger than the front keeps.
///
/// # Errors
/// Those of `collect`, and `Overloaded`.
pub(in crate::gateway) async fn take_along(
    held: &AtomicUsize,
    payload: &mut Payload,
    bytes_max: usize,
) -> Result<Bytes, HttpError> {
    let room = Room { held, bytes: 0 };
    let read = tokio::time::timeout(BODY_TIME, read(payload, bytes_max, Some(room))).await;
    read.unwrap_or_else(|_| Err(slow()))
}

/// What one body takes of the memory for all that are on their way.
struct Room<'a> {
    held: &'a AtomicUsize,
    bytes: usize,
}

impl Room<'_> {
    fn grow(&mut self, bytes: usize) -> Result<(), HttpError> {
        self.bytes += bytes;
        if self.held.fetch_add(bytes, Ordering::Relaxed) + bytes > BODIES_BYTES_MAX {
            return Err(Fault::Overloaded.into());
        }
        Ok(())
    }
}

impl Drop for Room<'_> {
    fn drop(&mut self) {
        self.held.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

async fn read(
    payload: &mut Payload,
    bytes_max: usize,
    mut room: Option<Room<'_>>,
) -> Result<Bytes, HttpError> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| {
            HttpError::own(Own::BodyCut, format!("The body ended early ({error}). Send it again."))
        })?;
        if body.len() + chunk.len() > bytes_max {
            let text = format!("The body is larger than {bytes_max} bytes. Send less at once.");
            return Err(HttpError::own(Own::BodyTooLarge, text));
        }
        room.as_mut().map_or(Ok(()), |room| room.grow(chunk.len()))?;
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// The media type of a body, in lower case, without its parameters.
pub(in crate::gateway) fn media_type(headers: &HeaderMap) -> String {
    let text = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// A JSON body.
pub(in crate::gateway) struct Json<T>(pub(in crate::gateway) T);

impl<T: serde::de::DeserializeOwned + 'static> FromRequest for Json<T> {
    type Error = HttpError;
    type Future = LocalBoxFuture<'static, Result<Self, HttpError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes_max = request
            .app_data::<FrontData>()
            .map_or(16 << 10, |front| front.settings().body_bytes_max);
        let kind = media_type(request.headers());
        let mut payload = payload.take();
        Box::pin(async move {
            if kind != "application/json" {
                let text = "Send the body as JSON, with content-type: application/json.";
                return Err(HttpError::own(Own::MediaType, text));
            }
            let body = collect(&mut payload, bytes_max).await?;
            let value = serde_json::from_slice(&body).map_err(|error| {
                let text = format!("The JSON body does not fit: {error}. See /api/openapi.json.");
                HttpError::own(Own::BodyInvalid, text)
            })?;
            Ok(Self(value))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_on_their_way_are_bounded_together() {
        let held = AtomicUsize::new(BODIES_BYTES_MAX - 10);
        let mut room = Room { held: &held, bytes: 0 };
        assert!(room.grow(10).is_ok());
        let refused = room.grow(1).expect_err("there is no room");
        assert_eq!(refused.status.as_u16(), 503);
        drop(room);
        assert_eq!(held.into_inner(), BODIES_BYTES_MAX - 10, "it gives all of it back");
    }
}
