//! Rows of uploads while they are checked, and the verdict with its event in one commit.
//! It must not touch an upload that is not in its check.

use super::ends::give_up_bytes;
use super::{Snapshot, Unit, uploads};
use crate::contract::ingest::{Cause, Failure, SourceAccepted, SourceRefused, Upload};
use crate::kernel::db::{Row, values};
use crate::kernel::fault::Reply;
use prost::Message as _;

/// A check that was begun.
#[derive(Debug)]
pub(in crate::domains::ingest) struct Started {
    pub(in crate::domains::ingest) upload: Upload,
    pub(in crate::domains::ingest) traceparent: String,
    /// How often it was begun, this time counted.
    pub(in crate::domains::ingest) starts: u64,
    /// How often the server failed in it.
    pub(in crate::domains::ingest) faults: u64,
}

/// An upload that waits for a check.
#[derive(Debug)]
pub(in crate::domains::ingest) struct Due {
    pub(in crate::domains::ingest) upload_id: String,
    pub(in crate::domains::ingest) owner_id: String,
    pub(in crate::domains::ingest) at_ms: i64,
}

/// The first upload of each owner that waits for a check, those that are due first, each with when
/// it is due: no owner has more than one check at once.
pub(in crate::domains::ingest) fn due_checks(view: &Snapshot<'_>, limit: u64) -> Reply<Vec<Due>> {
    let sql = "SELECT upload_id, owner_id, check_at_ms FROM uploads WHERE state = 2 \
               AND NOT EXISTS (SELECT 1 FROM uploads AS older \
               WHERE older.owner_id = uploads.owner_id AND older.state = 2 \
               AND (older.check_at_ms, older.upload_id) \
               < (uploads.check_at_ms, uploads.upload_id)) \
               ORDER BY check_at_ms, upload_id LIMIT $1";
    let rows = view.query(sql, values![limit])?;
    let read = |row: &Row| -> Reply<Due> {
        Ok(Due { upload_id: row.text(0)?, owner_id: row.text(1)?, at_ms: row.integer(2)? })
    };
    rows.iter().map(read).collect()
}

/// Counts the start of a check before it runs, so that one that stops the server is counted too.
pub(in crate::domains::ingest) fn begin_check(
    tx: &Unit<'_>,
    upload_id: &str,
) -> Reply<Option<Started>> {
    let sql = "UPDATE uploads SET check_starts = check_starts + 1 \
               WHERE upload_id = $1 AND state = 2 \
               RETURNING traceparent, check_starts, check_faults";
    let Some(row) = tx.one(sql, values![upload_id])? else { return Ok(None) };
    let Some(upload) = uploads::find(tx, upload_id)? else { return Ok(None) };
    let (starts, faults) = (row.count(1)?, row.count(2)?);
    Ok(Some(Started { upload, traceparent: row.text(0)?, starts, faults }))
}

/// Puts a check off after the server failed in it.
pub(in crate::domains::ingest) fn retry_check(
    tx: &Unit<'_>,
    upload_id: &str,
    after_ms: i64,
) -> Reply<()> {
    let sql = "UPDATE uploads SET check_faults = check_faults + 1, check_at_ms = $1 \
               WHERE upload_id = $2 AND state = 2";
    tx.execute(sql, values![tx.now_ms().saturating_add(after_ms), upload_id])?;
    Ok(())
}

/// Accepts a source and tells of it. Nothing happens when its check is no longer wanted.
pub(in crate::domains::ingest) fn accept(
    tx: &Unit<'_>,
    accepted: &SourceAccepted,
    replaced_kept_ms: i64,
) -> Reply<()> {
    let sql = "UPDATE uploads SET state = 3, check_faults = 0 WHERE upload_id = $1 AND state = 2";
    if tx.execute(sql, values![&accepted.upload_id])? == 0 {
        return Ok(());
    }
    let sql = "UPDATE uploads SET state = 5, failure = $1, expires_at_ms = $2 \
               WHERE video_id = $3 AND state = 3 AND upload_id <> $4 RETURNING upload_id";
    let due_at_ms = tx.now_ms().saturating_add(replaced_kept_ms);
    let failure = Failure::from(Cause::Replaced).encode_to_vec();
    let values = values![failure, tx.now_ms(), &accepted.video_id, &accepted.upload_id];
    for row in tx.query(sql, values)? {
        give_up_bytes(tx, &row.text(0)?, due_at_ms)?;
    }
    tx.publish(accepted)
}

/// Refuses a source, gives its bytes up and tells of it.
pub(in crate::domains::ingest) fn refuse(
    tx: &Unit<'_>,
    upload: &Upload,
    failure: &Failure,
) -> Reply<()> {
    let sql = "UPDATE uploads SET state = 4, failure = $1, expires_at_ms = $2 \
               WHERE upload_id = $3 AND state = 2";
    let values = values![failure.encode_to_vec(), tx.now_ms(), &upload.upload_id];
    if tx.execute(sql, values)? == 0 {
        return Ok(());
    }
    give_up_bytes(tx, &upload.upload_id, tx.now_ms())?;
    tx.publish(&SourceRefused {
        video_id: upload.video_id.clone(),
        upload_id: upload.upload_id.clone(),
        owner_id: upload.owner_id.clone(),
        failure: Some(failure.clone()),
    })
}
