//! Resumable uploads by tus 1.0.0 (core, creation, creation-with-upload, termination, expiration):
//! <https://tus.io/protocols/resumable-upload>. Bytes stream on to `ingest`; nothing is kept here.

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

use utoipa::OpenApi;

/// The operations of the document.
#[derive(OpenApi)]
#[openapi(
    paths(
        options, create, options_one, offset, append, terminate, overridden,
    ),
    tags((name = "uploads", description = "Resumable uploads by tus 1.0.0"))
)]
pub(in crate::gateway) struct Operations;
