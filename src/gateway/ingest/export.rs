//! The uploads of a person, and their files as they came.

use crate::contract::ingest::{ExportAccountRequest, Failure, Upload};
use crate::gateway::core::front::Front;
use crate::gateway::core::words::Words;
use crate::gateway::export::calls::{asked, page};
use crate::gateway::export::views::{Facts, ToldPage, cause, word};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::wire::{BlobRef, Page};
use serde_json::{Value, json};

pub(in crate::gateway) const FILE: &str = "uploads.json";

/// A file as it came.
#[derive(Debug)]
pub(in crate::gateway) struct Original {
    pub(in crate::gateway) video_id: String,
    /// As its person called it.
    pub(in crate::gateway) filename: String,
    pub(in crate::gateway) blob: BlobRef,
}

/// What is in the list, for whoever opens the archive.
pub(in crate::gateway) fn about(words: &Words) -> &'static str {
    words.ingest.export_list()
}

/// A part of the list.
///
/// # Errors
/// Faults of `ingest`.
pub(in crate::gateway) async fn list(
    front: &Front,
    cx: &Context,
    page: Option<Page>,
) -> Reply<ToldPage> {
    let told = front.clients().ingest.export_account(cx, ExportAccountRequest { page }).await?;
    let items = told.uploads.into_iter().map(|one| {
        let is_kept = one.kept.is_some();
        facts(one.upload.unwrap_or_default(), is_kept)
    });
    Ok(ToldPage { items: items.collect(), next_cursor: told.next_cursor })
}

/// The files that are kept, a part at a time.
///
/// # Errors
/// Faults of `ingest`.
pub(in crate::gateway) async fn originals(
    front: &Front,
    cx: &Context,
    cursor: &str,
) -> Reply<ToldPage<Original>> {
    let ask = || {
        let request = ExportAccountRequest { page: page(cursor) };
        front.clients().ingest.export_account(cx, request)
    };
    let told = asked(ask).await?;
    let items = told.uploads.into_iter().filter_map(|one| {
        let (blob, upload) = (one.kept?, one.upload?);
        let Upload { video_id, filename, .. } = upload;
        Some(Original { video_id, filename, blob })
    });
    Ok(ToldPage { items: items.collect(), next_cursor: told.next_cursor })
}

pub(in crate::gateway) fn failure(one: &Failure) -> Value {
    cause(one.cause().as_str_name(), &one.details)
}

fn facts(one: Upload, is_kept: bool) -> Value {
    let state = word(one.state().as_str_name(), "UPLOAD_STATE_");
    let facts = json!({
        "upload_id": one.upload_id, "video_id": one.video_id, "filename": one.filename,
        "size_bytes": one.size_bytes, "received_bytes": one.offset_bytes, "state": state,
        "metadata": one.metadata, "is_kept": is_kept,
    });
    let facts = Facts::of(facts).maybe("failure", one.failure.as_ref().map(failure));
    let facts = facts.moment("created_at", one.created_at_ms);
    facts.moment("expires_at", one.expires_at_ms).into()
}
