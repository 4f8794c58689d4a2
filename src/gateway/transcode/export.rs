//! What was made of a person's files, as facts.

use crate::contract::transcode::{ExportAccountRequest, ExportedJob, Failure, Package, Rendition};
use crate::gateway::core::front::Front;
use crate::gateway::core::words::Words;
use crate::gateway::export::views::{Facts, ToldPage, cause, word};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::wire::Page;
use serde_json::{Value, json};

pub(in crate::gateway) const FILE: &str = "renditions.json";

/// What is in the list, for whoever opens the archive.
pub(in crate::gateway) fn about(words: &Words) -> &'static str {
    words.transcode.export_list()
}

/// A part of the list.
///
/// # Errors
/// Faults of `transcode`.
pub(in crate::gateway) async fn list(
    front: &Front,
    cx: &Context,
    page: Option<Page>,
) -> Reply<ToldPage> {
    let told = front.clients().transcode.export_account(cx, ExportAccountRequest { page }).await?;
    let items = told.jobs.into_iter().map(facts).collect();
    Ok(ToldPage { items, next_cursor: told.next_cursor })
}

pub(in crate::gateway) fn failure(one: &Failure) -> Value {
    cause(one.cause().as_str_name(), &one.details)
}

/// What is played of a video.
pub(in crate::gateway) fn package(one: &Package) -> Value {
    json!({
        "package_id": one.package_id, "duration_ms": one.duration_ms,
        "size_bytes": one.size_bytes, "has_audio": one.has_audio,
        "renditions": one.renditions.iter().map(rendition).collect::<Vec<_>>(),
    })
}

fn rendition(one: &Rendition) -> Value {
    json!({
        "name": one.name, "width": one.width, "height": one.height,
        "average_bits_per_second": one.average_bits_per_second,
        "peak_bits_per_second": one.peak_bits_per_second,
    })
}

fn facts(one: ExportedJob) -> Value {
    let renditions: Vec<_> = one.renditions.iter().map(rendition).collect();
    let job = one.job.unwrap_or_default();
    let stages = job.stages.iter().map(|stage| {
        let facts = json!({
            "stage": word(stage.name().as_str_name(), "STAGE_NAME_"),
            "state": word(stage.state().as_str_name(), "STAGE_STATE_"),
            "attempt": stage.attempt,
        });
        Value::from(Facts::of(facts).maybe("failure", stage.failure.as_ref().map(failure)))
    });
    let facts = json!({
        "job_id": job.job_id, "video_id": job.video_id,
        "state": word(job.state().as_str_name(), "JOB_STATE_"),
        "stages": stages.collect::<Vec<_>>(), "renditions": renditions,
        "duration_ms": one.duration_ms, "size_bytes": one.size_bytes,
    });
    let facts = Facts::of(facts).maybe("failure", job.failure.as_ref().map(failure));
    facts.moment("created_at", one.created_at_ms).into()
}
