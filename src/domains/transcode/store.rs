//! The only SQL of transcode: jobs, stages, removals, videos that are gone.
//! It must not decide anything; the model does, inside the same unit.

use super::model::{
    Attended, DatedJob, JobRow, LiveProgress, Removal, StageRow, Used, WaitingJob, after_rest,
    make_stages,
};
use crate::contract::transcode::{Failure, JobId, JobState, Owner, PackageId, StageName};
use crate::contract::user;
use crate::contract::video::VideoId;
use crate::kernel::claim::{Claim, Claimable, Held};
use crate::kernel::db::{Tx, View, columns, kept_messages, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::page::Span;
use crate::kernel::rpc::Domain as _;
use crate::kernel::wire::BlobRef;

columns! {
    JobRow {
        job_id,
        video_id,
        owner_id,
        upload_id,
        source: BlobRef { owner: source_owner, path: source_path, size_bytes: source_bytes },
        demuxer,
        state,
        failure,
        package_id,
        crashes,
        traceparent,
        cost_ms,
    }
    HeldJob { key: job_id, holder, traceparent }
    DatedJob { job: [JobRow], created_at_ms }
    WaitingJob { job: [JobRow], used: [Used] }
    Used { used_ms, at_ms }
    StageRow {
        name,
        state,
        faults,
        progress_permille,
        speed_permille,
        failure,
        result,
    }
    Removal { path, job_id, is_work, tries }
}
kept_messages! { Failure }

type HeldJob = Held<JobId>;

/// The jobs, as workers claim them.
pub(super) struct Jobs;

impl Claimable for Jobs {
    type Owner = Owner;
    type Key = JobId;
    type Note = Attended;
    const WORK: &'static str = "job";

    fn renew(tx: &Tx<'_, Owner>, job_id: &JobId, claim: &Claim) -> Reply<bool> {
        let sql = "UPDATE jobs SET lease_until_ms = $4 \
            WHERE job_id = $1 AND holder = $2 AND state = $3";
        let (holder, until_ms) = (&claim.holder, claim.lease_until_ms);
        Ok(tx.execute(sql, values![job_id, holder, JobState::Running, until_ms])? == 1)
    }

    fn held(view: &View<'_, Owner>) -> Reply<Vec<HeldJob>> {
        let sql = "SELECT job_id, holder, traceparent FROM jobs WHERE state = $1";
        view.rows(sql, values![JobState::Running])
    }
}

/// Longer than any pause before the next attempt of a job.
const PAUSE_MS_MAX: i64 = 120_000;

/// Where a job works, below the work folder of this domain.
pub(super) fn work_path(job_id: &JobId) -> String {
    format!("jobs/{job_id}")
}

/// Where a package lies, below the prefix of this domain.
pub(super) fn package_path(package_id: &PackageId) -> String {
    format!("packages/{package_id}")
}

/// The newest job of a video.
pub(super) fn job_of_video(view: &View<'_, Owner>, video_id: &VideoId) -> Reply<Option<JobRow>> {
    let sql = "SELECT job_id, video_id, owner_id, upload_id, source_owner, source_path, \
        source_bytes, demuxer, state, failure, package_id, crashes, traceparent, \
        cost_ms FROM jobs WHERE video_id = $1 ORDER BY created_at_ms DESC, job_id LIMIT 1";
    view.row(sql, values![video_id])
}

/// All jobs of a video.
pub(super) fn jobs_of_video(view: &View<'_, Owner>, video_id: &VideoId) -> Reply<Vec<JobRow>> {
    let sql = "SELECT job_id, video_id, owner_id, upload_id, source_owner, source_path, \
        source_bytes, demuxer, state, failure, package_id, crashes, traceparent, \
        cost_ms FROM jobs WHERE video_id = $1";
    view.rows(sql, values![video_id])
}

/// The jobs of an owner, newest first: one more than asked, to see whether it goes on.
pub(super) fn jobs_of_owner(
    view: &View<'_, Owner>,
    owner_id: &UserId,
    span: &Span,
) -> Reply<Vec<DatedJob>> {
    let sql = "SELECT job_id, video_id, owner_id, upload_id, source_owner, source_path, \
        source_bytes, demuxer, state, failure, package_id, crashes, traceparent, \
        cost_ms, created_at_ms FROM jobs \
        WHERE owner_id = $1 AND (created_at_ms, job_id) < ($2, $3) \
        ORDER BY created_at_ms DESC, job_id DESC LIMIT $4";
    view.rows(sql, values![owner_id, span.before_ms, &span.before_id, span.rows()])
}

/// The oldest job of each owner that may start, unless its old files are just being removed. A
/// pause that ends later than any can was made before the clock was set back.
pub(super) fn waiting(view: &View<'_, Owner>, now_ms: i64) -> Reply<Vec<WaitingJob>> {
    let sql = "SELECT jobs.job_id, video_id, jobs.owner_id, upload_id, source_owner, source_path, \
        source_bytes, demuxer, state, failure, package_id, crashes, traceparent, \
        cost_ms, COALESCE(owner_work.used_ms, 0) AS used_ms, \
        COALESCE(owner_work.at_ms, 0) AS at_ms \
        FROM jobs LEFT JOIN owner_work ON owner_work.owner_id = jobs.owner_id \
        WHERE state = $1 AND (not_before_ms <= $2 OR not_before_ms > $3) \
        AND NOT EXISTS (SELECT 1 FROM removals WHERE removals.job_id = jobs.job_id \
        AND is_work = 1 AND taken = 1) \
        AND NOT EXISTS (SELECT 1 FROM jobs AS older WHERE older.owner_id = jobs.owner_id \
        AND older.state = $1 AND (older.not_before_ms <= $2 OR older.not_before_ms > $3) \
        AND NOT EXISTS (SELECT 1 FROM removals WHERE removals.job_id = older.job_id \
        AND is_work = 1 AND taken = 1) \
        AND (older.created_at_ms, older.job_id) < (jobs.created_at_ms, jobs.job_id)) \
        ORDER BY created_at_ms, jobs.job_id LIMIT 500";
    let latest_ms = now_ms.saturating_add(PAUSE_MS_MAX);
    view.rows(sql, values![JobState::Queued, now_ms, latest_ms])
}

/// Adds work to what was done for an owner.
pub(super) fn charge(tx: &Tx<'_, Owner>, owner_id: &UserId, work_ms: u64) -> Reply<()> {
    if is_erased(tx, owner_id)? {
        return Ok(());
    }
    let sql = "SELECT used_ms, at_ms FROM owner_work WHERE owner_id = $1";
    let known: Used = tx.row(sql, values![owner_id])?.unwrap_or_default();
    let used_ms = after_rest(known, tx.now_ms()).saturating_add(work_ms);
    let sql = "INSERT INTO owner_work (owner_id, used_ms, at_ms) VALUES ($1, $2, $3) \
        ON CONFLICT (owner_id) DO UPDATE SET used_ms = excluded.used_ms, at_ms = excluded.at_ms";
    tx.execute(sql, values![owner_id, used_ms, tx.now_ms()])?;
    Ok(())
}

/// Whether it was heard that an account was erased.
pub(super) fn is_erased(view: &View<'_, Owner>, user_id: &UserId) -> Reply<bool> {
    view.has_ended(user::Owner::NAME, user_id.as_str())
}

/// Removes up to `limit` jobs of an erased account with what was told of them, and what was done
/// for it. Gives their videos; none when nothing is left.
pub(super) fn delete_some_of(
    tx: &Tx<'_, Owner>,
    owner_id: &UserId,
    limit: u32,
) -> Reply<Vec<VideoId>> {
    tx.execute("DELETE FROM owner_work WHERE owner_id = $1", values![owner_id])?;
    let sql = "SELECT job_id, video_id, owner_id, upload_id, source_owner, source_path, \
        source_bytes, demuxer, state, failure, package_id, crashes, traceparent, \
        cost_ms FROM jobs WHERE owner_id = $1 ORDER BY job_id LIMIT $2";
    let jobs: Vec<JobRow> = tx.rows(sql, values![owner_id, limit])?;
    for job in &jobs {
        note_gone(tx, &job.video_id)?;
        delete_job(tx, job, tx.now_ms())?;
    }
    Ok(jobs.into_iter().map(|job| job.video_id).collect())
}

/// Forgets the work of owners for whom nothing was done since the given time.
pub(super) fn forget_work(tx: &Tx<'_, Owner>, before_ms: i64, rows: u32) -> Reply<usize> {
    let sql = "DELETE FROM owner_work WHERE owner_id IN (SELECT owner_id FROM owner_work \
        WHERE at_ms < $1 ORDER BY at_ms LIMIT $2)";
    tx.execute(sql, values![before_ms, rows])
}

/// How many jobs wait for their turn or for the end of a pause.
pub(super) fn count_queued(view: &View<'_, Owner>) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM jobs WHERE state = $1";
    Ok(view.value(sql, values![JobState::Queued])?.unwrap_or_default())
}

/// Makes a job with its stages; false when its upload has one already.
pub(super) fn insert_job(tx: &Tx<'_, Owner>, job: &JobRow) -> Reply<bool> {
    let sql = "INSERT INTO jobs (job_id, video_id, owner_id, upload_id, source_owner, \
        source_path, source_bytes, demuxer, state, failure, package_id, crashes, \
        traceparent, holder, lease_until_ms, not_before_ms, created_at_ms, cost_ms) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', 0, 0, $14, $15) \
        ON CONFLICT (upload_id) DO NOTHING";
    let made = tx.execute(
        sql,
        values![
            &job.job_id,
            &job.video_id,
            &job.owner_id,
            &job.upload_id,
            &job.source.owner,
            &job.source.path,
            job.source.size_bytes,
            &job.demuxer,
            job.state,
            job.failure.as_ref(),
            job.package_id.as_ref(),
            job.crashes,
            &job.traceparent,
            tx.now_ms(),
            job.cost_ms,
        ],
    )?;
    if made == 0 {
        return Ok(false);
    }
    for stage in make_stages() {
        save_stage(tx, &job.job_id, &stage)?;
    }
    Ok(true)
}

/// Keeps the digest of the source of a job.
pub(super) fn keep_source_sha256(tx: &Tx<'_, Owner>, job_id: &JobId, sha256: &str) -> Reply<()> {
    let sql = "UPDATE jobs SET source_sha256 = $2 WHERE job_id = $1";
    tx.execute(sql, values![job_id, sha256]).map(drop)
}

/// The digest of the source of a job; empty where it was not kept.
pub(super) fn source_sha256(view: &View<'_, Owner>, job_id: &JobId) -> Reply<String> {
    let sql = "SELECT source_sha256 FROM jobs WHERE job_id = $1";
    Ok(view.value(sql, values![job_id])?.unwrap_or_default())
}

/// Gives a job to a holder.
pub(super) fn claim(tx: &Tx<'_, Owner>, job_id: &JobId, claim: &Claim) -> Reply<()> {
    let sql = "UPDATE jobs SET state = $2, holder = $3, lease_until_ms = $4, failure = NULL \
        WHERE job_id = $1";
    let (holder, until_ms) = (&claim.holder, claim.lease_until_ms);
    tx.execute(sql, values![job_id, JobState::Running, holder, until_ms])?;
    Ok(())
}

/// Puts a job back into the queue, for a turn not before the given time.
pub(super) fn requeue(
    tx: &Tx<'_, Owner>,
    job_id: &JobId,
    not_before_ms: i64,
    crashes: u32,
) -> Reply<()> {
    let sql = "UPDATE jobs SET state = $2, holder = '', lease_until_ms = 0, not_before_ms = $3, \
        crashes = $4, failure = NULL WHERE job_id = $1";
    tx.execute(sql, values![job_id, JobState::Queued, not_before_ms, crashes])?;
    Ok(())
}

/// Ends a job, for now or for good.
pub(super) fn end_job(
    tx: &Tx<'_, Owner>,
    job_id: &JobId,
    state: JobState,
    failure: Option<&Failure>,
) -> Reply<()> {
    let sql = "UPDATE jobs SET state = $2, holder = '', lease_until_ms = 0, failure = $3 \
        WHERE job_id = $1";
    tx.execute(sql, values![job_id, state, failure])?;
    Ok(())
}

/// A finished stage proves that the job does not break its workers.
pub(super) fn forget_crashes(tx: &Tx<'_, Owner>, job_id: &JobId) -> Reply<()> {
    tx.execute("UPDATE jobs SET crashes = 0 WHERE job_id = $1", values![job_id])?;
    Ok(())
}

/// Notes the folder that is about to be written.
pub(super) fn set_package(tx: &Tx<'_, Owner>, job_id: &JobId, package_id: &PackageId) -> Reply<()> {
    let sql = "UPDATE jobs SET package_id = $2 WHERE job_id = $1";
    tx.execute(sql, values![job_id, package_id])?;
    Ok(())
}

/// Lets the job continue the trace of whoever started it again.
pub(super) fn set_trace(tx: &Tx<'_, Owner>, job_id: &JobId, traceparent: &str) -> Reply<()> {
    let sql = "UPDATE jobs SET traceparent = $2 WHERE job_id = $1";
    tx.execute(sql, values![job_id, traceparent])?;
    Ok(())
}

/// The newest state of a job; `None` when it was deleted.
pub(super) fn job(view: &View<'_, Owner>, job_id: &JobId) -> Reply<Option<JobRow>> {
    let sql = "SELECT job_id, video_id, owner_id, upload_id, source_owner, source_path, \
        source_bytes, demuxer, state, failure, package_id, crashes, traceparent, \
        cost_ms FROM jobs WHERE job_id = $1";
    view.row(sql, values![job_id])
}

/// The stages of a job in the order of work.
pub(super) fn stages(view: &View<'_, Owner>, job_id: &JobId) -> Reply<Vec<StageRow>> {
    let sql = "SELECT name, state, faults, progress_permille, speed_permille, failure, \
        result FROM stages WHERE job_id = $1 ORDER BY name";
    view.rows(sql, values![job_id])
}

/// Stores a stage as it is.
pub(super) fn save_stage(tx: &Tx<'_, Owner>, job_id: &JobId, stage: &StageRow) -> Reply<()> {
    let sql = "INSERT INTO stages (job_id, name, state, faults, progress_permille, \
        speed_permille, failure, result) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
        ON CONFLICT (job_id, name) DO UPDATE SET state = excluded.state, \
        faults = excluded.faults, progress_permille = excluded.progress_permille, \
        speed_permille = excluded.speed_permille, \
        failure = excluded.failure, result = excluded.result";
    tx.execute(
        sql,
        values![
            job_id,
            stage.name,
            stage.state,
            stage.faults,
            stage.progress_permille,
            stage.speed_permille,
            stage.failure.as_ref(),
            &stage.result,
        ],
    )?;
    Ok(())
}

/// Stores how far a running stage has come.
pub(super) fn save_progress(
    tx: &Tx<'_, Owner>,
    job_id: &JobId,
    name: StageName,
    shown: LiveProgress,
) -> Reply<()> {
    let sql = "UPDATE stages SET progress_permille = $3, speed_permille = $4 \
        WHERE job_id = $1 AND name = $2";
    tx.execute(sql, values![job_id, name, shown.progress_permille, shown.speed_permille])?;
    Ok(())
}

/// Removes the rows of a job; its media goes to the list of removals.
pub(super) fn delete_job(tx: &Tx<'_, Owner>, job: &JobRow, package_due_ms: i64) -> Reply<()> {
    list_work(tx, &job.job_id, tx.now_ms())?;
    list_package(tx, job, package_due_ms)?;
    tx.execute("DELETE FROM stages WHERE job_id = $1", values![&job.job_id])?;
    tx.execute("DELETE FROM jobs WHERE job_id = $1", values![&job.job_id])?;
    Ok(())
}

/// Puts the work folder of a job on the list of removals.
pub(super) fn list_work(tx: &Tx<'_, Owner>, job_id: &JobId, due_at_ms: i64) -> Reply<()> {
    list(tx, (&work_path(job_id), true), job_id, due_at_ms)
}

/// Puts the package of a job on the list of removals, if it has one.
pub(super) fn list_package(tx: &Tx<'_, Owner>, job: &JobRow, due_at_ms: i64) -> Reply<()> {
    let Some(package_id) = &job.package_id else { return Ok(()) };
    list(tx, (&package_path(package_id), false), &job.job_id, due_at_ms)
}

fn list(
    tx: &Tx<'_, Owner>,
    (path, is_work): (&str, bool),
    job_id: &JobId,
    due_at_ms: i64,
) -> Reply<()> {
    let sql = "INSERT INTO removals (path, job_id, is_work, due_at_ms, taken, tries) \
        VALUES ($1, $2, $3, $4, 0, 0) \
        ON CONFLICT (path) DO UPDATE SET due_at_ms = excluded.due_at_ms";
    tx.execute(sql, values![path, job_id, is_work, due_at_ms])?;
    Ok(())
}

/// Takes what a failed job left off the list of removals again. False when some of it is gone.
pub(super) fn keep_files(tx: &Tx<'_, Owner>, job: &JobRow) -> Reply<bool> {
    let sql = "DELETE FROM removals WHERE path = $1 AND taken = 0";
    let mut kept = tx.execute(sql, values![work_path(&job.job_id)])? == 1;
    if let Some(package_id) = &job.package_id {
        kept &= tx.execute(sql, values![package_path(package_id)])? == 1;
    }
    Ok(kept)
}

/// What is due to be removed, oldest first.
pub(super) fn due_removals(view: &View<'_, Owner>, now_ms: i64, rows: u32) -> Reply<Vec<Removal>> {
    let sql = "SELECT path, job_id, is_work, tries FROM removals WHERE due_at_ms <= $1 \
        ORDER BY due_at_ms, path LIMIT $2";
    view.rows(sql, values![now_ms, rows])
}

/// Marks a removal as begun: from here on its files count as gone.
pub(super) fn take_removal(tx: &Tx<'_, Owner>, path: &str) -> Reply<()> {
    tx.execute("UPDATE removals SET taken = 1 WHERE path = $1", values![path])?;
    Ok(())
}

/// Strikes a removal that was done.
pub(super) fn strike_removal(tx: &Tx<'_, Owner>, path: &str) -> Reply<()> {
    tx.execute("DELETE FROM removals WHERE path = $1", values![path])?;
    Ok(())
}

/// Puts off a removal that failed.
pub(super) fn put_off_removal(tx: &Tx<'_, Owner>, path: &str, due_at_ms: i64) -> Reply<()> {
    let sql = "UPDATE removals SET tries = tries + 1, due_at_ms = $2 WHERE path = $1";
    tx.execute(sql, values![path, due_at_ms])?;
    Ok(())
}

/// Notes that a video is gone for good; what was told of it goes as well.
pub(super) fn note_gone(tx: &Tx<'_, Owner>, video_id: &VideoId) -> Reply<()> {
    tx.strike_events(video_id.as_str())?;
    let sql = "INSERT INTO gone_videos (video_id, at_ms) VALUES ($1, $2) \
        ON CONFLICT (video_id) DO NOTHING";
    tx.execute(sql, values![video_id, tx.now_ms()])?;
    Ok(())
}

/// Whether a video was deleted.
pub(super) fn is_gone(view: &View<'_, Owner>, video_id: &VideoId) -> Reply<bool> {
    let sql = "SELECT 1 FROM gone_videos WHERE video_id = $1";
    view.exists(sql, values![video_id])
}

/// Forgets videos that were deleted before the given time.
pub(super) fn forget_gone(tx: &Tx<'_, Owner>, before_ms: i64, rows: u32) -> Reply<usize> {
    let sql = "DELETE FROM gone_videos WHERE video_id IN (SELECT video_id FROM gone_videos \
        WHERE at_ms < $1 ORDER BY at_ms LIMIT $2)";
    tx.execute(sql, values![before_ms, rows])
}
