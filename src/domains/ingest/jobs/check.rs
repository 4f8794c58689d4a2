//! Checks complete uploads: sniffs the container, probes with exactly that reader, and commits the
//! verdict with its event. It must not run more checks at once than the options allow.

use crate::contract::ingest::{Cause, Failure, SourceAccepted, SourceFacts, UploadId};
use crate::domains::ingest::actor::Ingest;
use crate::domains::ingest::engine::digest::sha256;
use crate::domains::ingest::engine::sniff::sniff;
use crate::domains::ingest::model::{self, AfterCheck, Started, Upload};
use crate::domains::ingest::store;
use crate::kernel::blobs::BlobFault;
use crate::kernel::claim::ClaimGuard;
use crate::kernel::context::{Caller, Context};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::ports::media::{Cancel, MediaFault, MediaSource};
use crate::kernel::tasks::sleep;
use crate::kernel::trace::Trace;
use std::time::Duration;
use tracing::Instrument as _;

/// How long a check without work waits for a wake-up before it looks by itself.
const IDLE: Duration = Duration::from_secs(30);

/// What a check found out about a source that is accepted.
struct Examined {
    facts: SourceFacts,
    sha256: String,
}

/// Why a check gave no facts.
enum Miss {
    /// The source is at fault.
    Refused(Failure),
    /// The server is at fault; says what went wrong.
    Trouble(String),
    /// Nobody wants the verdict any more.
    Unwanted,
}

pub(super) async fn run(service: Ingest) {
    loop {
        let waiting = start_due(&service).await.unwrap_or_else(|error| {
            tracing::warn!(domain = "ingest", %error, "checks could not be looked up");
            true
        });
        let poll = Duration::from_millis(service.options.get().check_every_ms);
        let pause = if waiting { poll } else { IDLE };
        // Woken or not, the rows say what there is to do.
        service.checks.rest(pause).await;
    }
}

/// Starts what is due as far as there are places. Says whether anything waits.
async fn start_due(service: &Ingest) -> Reply<bool> {
    service.checks.take_back(store::put_back_check).await?;
    let most = service.options.get().checks_max;
    // Those that run are among the first; one more shows whether others wait.
    let limit = u64::try_from(most + service.checks.running().len() + 1).unwrap_or(u64::MAX);
    let work = move |view: &store::StoreView<'_>| store::due_checks(view, limit);
    let found = service.domain.db.read(work).await?;
    let now_ms = service.domain.clock.now_ms();
    let waiting = !found.is_empty();
    for due in found.into_iter().filter(|due| due.at_ms <= now_ms) {
        let running = service.checks.running();
        if running.len() >= most {
            break;
        }
        // One owner has one check at a time.
        if running.iter().any(|(_, owner_id)| *owner_id == due.owner_id) {
            continue;
        }
        if let Some(place) = service.checks.enter(&due.upload_id, due.owner_id) {
            service.domain.tasks.spawn("check_upload", check(service.clone(), place));
        }
    }
    Ok(waiting)
}

async fn check(service: Ingest, place: ClaimGuard<UploadId, UserId>) {
    if let Err(error) = check_once(&service, &place).await {
        tracing::warn!(domain = "ingest", %error, "a check was not recorded; it runs again");
        sleep(Duration::from_millis(service.options.get().check_every_ms)).await;
    }
}

async fn check_once(service: &Ingest, place: &ClaimGuard<UploadId, UserId>) -> Reply<()> {
    let cx = Context::of_domain("ingest");
    let (id, claim) = (place.key().clone(), service.checks.claim());
    let started =
        service.domain.db.write(&cx, move |tx| store::begin_check(tx, &id, &claim)).await?;
    let Some(started) = started else { return Ok(()) };
    // The check belongs to the trace of the call that brought the last byte.
    let trace = Trace::parse(&started.traceparent).unwrap_or(Trace::none());
    let (span, trace) = trace.open("ingest", "check_upload");
    let cx = Context::new(Caller::Domain("ingest"), trace);
    async {
        let examined = if started.starts > service.options.get().check_starts_max {
            // Begun so often without coming to an end: it is set aside.
            Err(Miss::Refused(Cause::ServerFault.into()))
        } else {
            let work = examine(service, &started.upload, place.cancelled());
            let beat = async || service.checks.fenced(&cx, place.key(), |_| Ok(())).await;
            service.checks.attend(place, work, beat).await.unwrap_or(Err(Miss::Unwanted))
        };
        record(service, &cx, started, examined).await
    }
    .instrument(span)
    .await
}

/// Reads the source as a decoder will: the sniffer first, then the caged probe with its reader.
async fn examine(service: &Ingest, upload: &Upload, cancel: Cancel) -> Result<Examined, Miss> {
    let blobs = &service.domain.blobs;
    let source = blobs.reference(&model::make_path(&upload.upload_id), upload.size_bytes);
    let size_bytes = blobs.size(&source).await.map_err(trouble)?.unwrap_or_default();
    if size_bytes != upload.size_bytes {
        let (there, told) = (size_bytes, upload.size_bytes);
        return Err(Miss::Trouble(format!("{there} bytes are stored where {told} were received")));
    }
    let path = blobs.stage(&source).await.map_err(trouble)?;
    let sniffed = blobs.inspect(&path, |open| sniff(open)).await.map_err(trouble)?;
    let demuxer = sniffed.map_err(|refusal| Miss::Refused(model::after_sniff(&refusal)))?;
    let source = MediaSource { path: path.clone(), demuxer };
    let report = service.media.probe(&source, cancel).await.map_err(|fault| match fault {
        MediaFault::Cancelled => Miss::Unwanted,
        fault => model::after_probe(&fault)
            .map_or_else(|| Miss::Trouble(format!("{fault}: {}", fault.note())), Miss::Refused),
    })?;
    let facts = model::decide_source(&report, demuxer, &service.options.get());
    let facts = facts.map_err(Miss::Refused)?;
    let digest = blobs.inspect(&path, |open| sha256(open)).await.map_err(trouble)?;
    let sha256 = digest.map_err(|error| Miss::Trouble(error.to_string()))?;
    Ok(Examined { facts, sha256 })
}

fn trouble(fault: BlobFault) -> Miss {
    Miss::Trouble(fault.to_string())
}

async fn record(
    service: &Ingest,
    cx: &Context,
    started: Started,
    examined: Result<Examined, Miss>,
) -> Reply<()> {
    let Started { upload, faults, .. } = started;
    let video_id = upload.video_id.clone();
    let options = service.options.get();
    let next = match examined {
        Ok(examined) => return accept(service, cx, upload, examined).await,
        Err(Miss::Unwanted) => return Ok(()),
        Err(Miss::Refused(failure)) => AfterCheck::Refuse(failure),
        Err(Miss::Trouble(told)) => {
            tracing::warn!(
                domain = "ingest",
                upload = %upload.upload_id,
                cause = told,
                faults,
                "the server failed in a check"
            );
            model::after_trouble(faults + 1, &options)
        },
    };
    let upload_id = upload.upload_id.clone();
    let work = move |tx: &store::StoreTx<'_>| match &next {
        AfterCheck::Retry { after_ms } => store::retry_check(tx, &upload.upload_id, *after_ms),
        AfterCheck::Refuse(failure) => store::refuse(tx, &upload, failure),
    };
    service.checks.fenced(cx, &upload_id, work).await?;
    service.watchers.touch(video_id.as_str());
    service.removals.notify_one();
    Ok(())
}

async fn accept(service: &Ingest, cx: &Context, upload: Upload, examined: Examined) -> Reply<()> {
    let path = model::make_path(&upload.upload_id);
    let accepted = SourceAccepted {
        source: Some(service.domain.blobs.reference(&path, upload.size_bytes)),
        video_id: upload.video_id.to_string(),
        upload_id: upload.upload_id.to_string(),
        owner_id: upload.owner_id.to_string(),
        facts: Some(examined.facts),
        source_sha256: examined.sha256,
    };
    let (kept_ms, video_id) = (service.options.get().replaced_kept_ms, upload.video_id.clone());
    let upload_id = upload.upload_id.clone();
    let work = move |tx: &store::StoreTx<'_>| store::accept(tx, &upload, &accepted, kept_ms);
    service.checks.fenced(cx, &upload_id, work).await?;
    service.watchers.touch(video_id.as_str());
    Ok(())
}
