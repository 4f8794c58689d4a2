//! What the front asks of `ingest` in more than one place.

use crate::contract::ingest::{GetUploadLimitsRequest, GetUploadLimitsResponse, GetUsageRequest};
use crate::gateway::core::front::Front;
use crate::gateway::core::request::RequestContext;
use crate::gateway::ingest::views::UsageView;
use crate::kernel::fault::Reply;

/// What may be uploaded now.
pub(in crate::gateway) async fn limits(
    front: &Front,
    req: &RequestContext,
) -> Reply<GetUploadLimitsResponse> {
    front.clients().ingest.get_upload_limits(&req.cx(), GetUploadLimitsRequest {}).await
}

/// How much the caller has uploaded; nothing where that cannot be told now, or nobody may say.
pub(in crate::gateway) async fn usage(front: &Front, req: &RequestContext) -> Option<UsageView> {
    let told = front.clients().ingest.get_usage(&req.cx(), GetUsageRequest {}).await.ok()?;
    Some(UsageView {
        total_bytes: told.total_bytes,
        total_bytes_max: told.total_bytes_max,
        day_bytes: told.day_bytes,
        day_bytes_max: told.day_bytes_max,
    })
}
