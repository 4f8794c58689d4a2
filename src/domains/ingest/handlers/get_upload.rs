//! GetUpload: says where an upload stands. It must not tell anybody else that it exists.

use super::own_upload;
use crate::contract::ingest::{GetUploadRequest, GetUploadResponse};
use crate::domains::ingest::actor::Ingest;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::ingest) async fn handle(
    service: &Ingest,
    cx: Context,
    request: GetUploadRequest,
) -> Reply<GetUploadResponse> {
    let upload = own_upload(service, &cx.caller, &request.upload_id).await?;
    Ok(GetUploadResponse { upload: Some(upload.into()) })
}
