//! Resumable uploads by tus 1.0.0 (core, creation, creation-with-upload, termination, expiration):
//! <https://tus.io/protocols/resumable-upload>. Bytes stream on to `ingest`; nothing is kept here.

use crate::contract::ingest::{Client, GetUploadRequest, GetUploadResponse};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use utoipa::OpenApi;
mod append;
mod create;
mod head;
mod metadata;

pub(in crate::gateway) use append::{__path_append, append};
pub(in crate::gateway) use create::{__path_create, create};
pub(in crate::gateway) use head::{
    __path_offset, __path_options, __path_options_one, __path_overridden, __path_terminate, offset,
    options, options_one, overridden, terminate,
};

/// The operations of the document.
#[derive(OpenApi)]
#[openapi(
    paths(
        options, create, options_one, offset, append, terminate, overridden,
    ),
    tags((name = "uploads", description = "Resumable uploads by tus 1.0.0"))
)]
pub(in crate::gateway) struct Operations;

/// Asks for what there is not: whoever refuses it is alive.
pub(in crate::gateway) async fn probe(
    client: &Client,
    cx: &Context,
    nobody: &str,
) -> Reply<GetUploadResponse> {
    client.get_upload(cx, GetUploadRequest { upload_id: nobody.to_owned() }).await
}
