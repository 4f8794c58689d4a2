//! The export of an account for programs. It must not give anything that the page does not.

use super::stream;
use crate::gateway::core::api::ErrorJson;
use crate::gateway::core::csrf;
use crate::gateway::core::error::{Answer, HttpError, Own};
use crate::gateway::core::front::FrontData;
use crate::gateway::core::request::{Proof, RequestContext};
use actix_web::HttpRequest;
use actix_web::http::Method;
use utoipa::OpenApi;

/// The operations of the document.
#[derive(OpenApi)]
#[openapi(paths(export))]
pub(in crate::gateway) struct Operations;

/// `GET /api/v1/account/export`
#[utoipa::path(
    get, path = "/api/v1/account/export", tag = "users", operation_id = "exportAccount",
    responses(
        (status = 200, description = "All that the site holds of the caller, as a ZIP that is \
            composed while it is sent: README.txt says what is what. Where a part could not be \
            had, INCOMPLETE.txt says which", content_type = "application/zip", body = Vec<u8>),
        (status = 401, description = "Nobody is signed in, and the operator has no account",
            body = ErrorJson),
        (status = 403, description = "Another site sent this", body = ErrorJson),
        (status = 429, description = "Another export of the account runs, or there were too many \
            within 24 hours", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn export(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    // It is counted: a strange page must not use up what somebody has for a day.
    let public_url = front.settings().public_url.clone();
    let is_ours = csrf::is_same_origin(request.headers(), public_url.as_deref());
    if req.proof == Proof::Cookie && !is_ours {
        let text = "Another site sent this. Open your account page, and export from there.";
        return Err(HttpError::own(Own::Csrf, text));
    }
    // Whoever only looks begins nothing.
    match *request.method() {
        Method::HEAD => Ok(stream::head(&front)),
        _ => stream::begin(&front, &req).await,
    }
}
