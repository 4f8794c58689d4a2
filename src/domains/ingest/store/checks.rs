//! Rows of uploads while they are checked, and the verdict with its event in one commit.
//! It must not touch an upload that is not in its check.

use super::ends::give_up_bytes;
use super::{StoreTx, StoreView};
use crate::contract::ingest::{
    Cause, Failure, Owner, SourceAccepted, SourceRefused, UploadId, UploadState,
};
use crate::domains::ingest::model::{Due, Started, Upload};
use crate::kernel::claim::{Claim, Claimable, Held};
use crate::kernel::db::{columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

columns! {
    Started { upload: [Upload], traceparent, starts: check_starts, faults: check_faults }
    Due { upload_id, owner_id, at_ms: check_at_ms }
    HeldCheck { key: upload_id, holder, traceparent }
}

type HeldCheck = Held<UploadId>;

/// The checks, as workers claim them.
pub(in crate::domains::ingest) struct Checks;

impl Claimable for Checks {
    type Owner = Owner;
    type Key = UploadId;
    /// Whose upload it is.
    type Note = UserId;
    const WORK: &'static str = "check";

    fn renew(tx: &StoreTx<'_>, upload_id: &UploadId, claim: &Claim) -> Reply<bool> {
        let sql = "UPDATE uploads SET lease_until_ms = $4 \
                   WHERE upload_id = $1 AND holder = $2 AND state = $3";
        let (holder, until_ms) = (&claim.holder, claim.lease_until_ms);
        Ok(tx.execute(sql, values![upload_id, holder, UploadState::Checking, until_ms])? == 1)
    }

    fn held(view: &StoreView<'_>) -> Reply<Vec<HeldCheck>> {
        let sql = "SELECT upload_id, holder, traceparent FROM uploads \
                   WHERE state = $1 AND holder <> ''";
        view.rows(sql, values![UploadState::Checking])
    }
}

/// The first upload of each owner that waits for a check, those that are due first, each with when
/// it is due: no owner has more than one check at once.
pub(in crate::domains::ingest) fn due_checks(view: &StoreView<'_>, limit: u64) -> Reply<Vec<Due>> {
    let sql = "SELECT upload_id, owner_id, check_at_ms FROM uploads WHERE state = $1 \
               AND NOT EXISTS (SELECT 1 FROM uploads AS older \
               WHERE older.owner_id = uploads.owner_id AND older.state = $1 \
               AND (older.check_at_ms, older.upload_id) \
               < (uploads.check_at_ms, uploads.upload_id)) \
               ORDER BY check_at_ms, upload_id LIMIT $2";
    view.rows(sql, values![UploadState::Checking, limit])
}

/// Claims a check that nobody holds, and counts its start before it runs, so that one that stops
/// the server is counted too. One that was put off since it was looked up is not begun.
pub(in crate::domains::ingest) fn begin_check(
    tx: &StoreTx<'_>,
    upload_id: &UploadId,
    claim: &Claim,
) -> Reply<Option<Started>> {
    let sql = "UPDATE uploads SET check_starts = check_starts + 1, holder = $3, \
               lease_until_ms = $4 WHERE upload_id = $1 AND state = $2 \
               AND check_at_ms <= $5 AND holder = '' \
               RETURNING upload_id, video_id, owner_id, filename, size_bytes, offset_bytes, state, \
               failure, created_at_ms, expires_at_ms, metadata, \
               traceparent, check_starts, check_faults";
    let (state, now_ms) = (UploadState::Checking, tx.now_ms());
    let (holder, until_ms) = (&claim.holder, claim.lease_until_ms);
    tx.row(sql, values![upload_id, state, holder, until_ms, now_ms])
}

/// Lets anybody claim a check again.
pub(in crate::domains::ingest) fn put_back_check(
    tx: &StoreTx<'_>,
    upload_id: &UploadId,
) -> Reply<()> {
    let sql = "UPDATE uploads SET holder = '', lease_until_ms = 0 WHERE upload_id = $1";
    tx.execute(sql, values![upload_id])?;
    Ok(())
}

/// Puts a check off after the server failed in it.
pub(in crate::domains::ingest) fn retry_check(
    tx: &StoreTx<'_>,
    upload_id: &UploadId,
    after_ms: i64,
) -> Reply<()> {
    let sql = "UPDATE uploads SET check_faults = check_faults + 1, check_at_ms = $1, \
               holder = '', lease_until_ms = 0 WHERE upload_id = $2 AND state = $3";
    let at_ms = tx.now_ms().saturating_add(after_ms);
    tx.execute(sql, values![at_ms, upload_id, UploadState::Checking])?;
    Ok(())
}

/// Accepts a source and tells of it. Nothing happens when its check is no longer wanted.
pub(in crate::domains::ingest) fn accept(
    tx: &StoreTx<'_>,
    upload: &Upload,
    accepted: &SourceAccepted,
    replaced_kept_ms: i64,
) -> Reply<()> {
    let Upload { upload_id, video_id, .. } = upload;
    let sql = "UPDATE uploads SET state = $2, check_faults = 0 \
               WHERE upload_id = $1 AND state = $3";
    let (to, from) = (UploadState::Accepted, UploadState::Checking);
    if tx.execute(sql, values![upload_id, to, from])? == 0 {
        return Ok(());
    }
    let sql = "UPDATE uploads SET state = $1, failure = $2, expires_at_ms = $3 \
               WHERE video_id = $4 AND state = $5 AND upload_id <> $6 RETURNING upload_id";
    let due_at_ms = tx.now_ms().saturating_add(replaced_kept_ms);
    let (to, from) = (UploadState::Terminated, UploadState::Accepted);
    let failure = Failure::from(Cause::Replaced);
    let values = values![to, &failure, tx.now_ms(), video_id, from, upload_id];
    for upload_id in &tx.column(sql, values)? {
        give_up_bytes(tx, upload_id, due_at_ms)?;
    }
    tx.publish(accepted)
}

/// Refuses a source, gives its bytes up and tells of it.
pub(in crate::domains::ingest) fn refuse(
    tx: &StoreTx<'_>,
    upload: &Upload,
    failure: &Failure,
) -> Reply<()> {
    let sql = "UPDATE uploads SET state = $1, failure = $2, expires_at_ms = $3 \
               WHERE upload_id = $4 AND state = $5";
    let (to, from) = (UploadState::Refused, UploadState::Checking);
    let values = values![to, failure, tx.now_ms(), &upload.upload_id, from];
    if tx.execute(sql, values)? == 0 {
        return Ok(());
    }
    give_up_bytes(tx, &upload.upload_id, tx.now_ms())?;
    tx.publish(&SourceRefused {
        video_id: upload.video_id.to_string(),
        upload_id: upload.upload_id.to_string(),
        owner_id: upload.owner_id.to_string(),
        failure: Some(failure.clone()),
    })
}
