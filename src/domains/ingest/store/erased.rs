//! The uploads of accounts that were erased: their rows go, and their bytes are given up. It must
//! not forget bytes that are still there.

use super::ends::give_up_bytes;
use super::{StoreTx, StoreView};
use crate::contract::ingest::UploadId;
use crate::contract::user;
use crate::contract::video::VideoId;
use crate::kernel::db::{columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::rpc::Domain as _;

/// An upload that is no longer there.
pub(in crate::domains::ingest) struct Dropped {
    pub(in crate::domains::ingest) upload_id: UploadId,
    pub(in crate::domains::ingest) video_id: VideoId,
}

columns! { Dropped { upload_id, video_id } }

/// Whether it was heard that an account was erased.
pub(in crate::domains::ingest) fn is_erased(view: &StoreView<'_>, user_id: &UserId) -> Reply<bool> {
    view.has_ended(user::Owner::NAME, user_id.as_str())
}

/// Drops up to `limit` uploads of an erased account, whatever their state, with what was told of
/// them. Gives them; none when nothing is left.
pub(in crate::domains::ingest) fn drop_some_of(
    tx: &StoreTx<'_>,
    owner_id: &UserId,
    limit: u32,
) -> Reply<Vec<Dropped>> {
    let sql = "SELECT upload_id, video_id FROM uploads WHERE owner_id = $1 \
               ORDER BY upload_id LIMIT $2";
    let dropped: Vec<Dropped> = tx.rows(sql, values![owner_id, limit])?;
    for Dropped { upload_id, video_id } in &dropped {
        give_up_bytes(tx, upload_id, tx.now_ms())?;
        tx.execute("DELETE FROM uploads WHERE upload_id = $1", values![upload_id])?;
        tx.strike_events(video_id.as_str())?;
    }
    if dropped.is_empty() {
        tx.execute("DELETE FROM owners WHERE owner_id = $1", values![owner_id])?;
    }
    Ok(dropped)
}
