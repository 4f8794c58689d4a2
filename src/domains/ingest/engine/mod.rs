//! Pure algorithms of ingest: what kind of file an upload is.
//! It must not read files by itself, nor believe a name or a declared type.

pub(crate) mod digest;
mod isobmff;
pub(crate) mod refusal;
pub(crate) mod sniff;
