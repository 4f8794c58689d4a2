//! How much an owner has uploaded. It must not know how much they may.

use super::{OPEN, StoreView};
use crate::contract::ingest::UploadState;
use crate::domains::ingest::model::Usage;
use crate::kernel::db::values;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

/// What an owner has brought: of files that are kept or on their way all bytes, and since a time
/// also what came of files that were refused or given up.
pub(in crate::domains::ingest) fn usage_of(
    view: &StoreView<'_>,
    owner_id: &UserId,
    since_ms: i64,
) -> Reply<Usage> {
    let ([receiving, checking], accepted) = (OPEN, UploadState::Accepted);
    let sql = "SELECT CAST(COALESCE(SUM(size_bytes), 0) AS BIGINT) FROM uploads \
               WHERE owner_id = $1 AND state IN ($2, $3, $4)";
    let total_bytes = view.value(sql, values![owner_id, receiving, checking, accepted])?;
    let sql = "SELECT CAST(COALESCE(SUM(CASE WHEN state IN ($3, $4, $5) THEN size_bytes \
               ELSE offset_bytes END), 0) AS BIGINT) FROM uploads \
               WHERE owner_id = $1 AND created_at_ms > $2";
    let day_bytes = view.value(sql, values![owner_id, since_ms, receiving, checking, accepted])?;
    Ok(Usage {
        total_bytes: total_bytes.unwrap_or_default(),
        day_bytes: day_bytes.unwrap_or_default(),
    })
}
