//! What the front asks of `ingest` in more than one place.

use crate::contract::ingest::{GetUploadLimitsRequest, GetUploadLimitsResponse};
use crate::gateway::core::front::Front;
use crate::gateway::core::request::RequestContext;
use crate::kernel::fault::Reply;

/// What may be uploaded now.
pub(in crate::gateway) async fn limits(
    front: &Front,
    req: &RequestContext,
) -> Reply<GetUploadLimitsResponse> {
    front.clients().ingest.get_upload_limits(&req.cx(), GetUploadLimitsRequest {}).await
}
