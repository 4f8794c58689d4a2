//! GetUploadLimits: says how large a file may be, so that nobody sends what will be refused.

use crate::contract::ingest::{GetUploadLimitsRequest, GetUploadLimitsResponse};
use crate::domains::ingest::actor::Ingest;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::ingest) async fn handle(
    service: &Ingest,
    _cx: Context,
    _request: GetUploadLimitsRequest,
) -> Reply<GetUploadLimitsResponse> {
    Ok(GetUploadLimitsResponse { upload_bytes_max: service.options.get().upload_bytes_max })
}
