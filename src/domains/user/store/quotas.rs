//! Rows of `quotas`. It must not keep a row of an account whose role decides everything.

use crate::contract::user::Owner;
use crate::domains::user::model::OwnQuota;
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

columns! { OwnQuota { total_bytes_max, day_bytes_max } }

/// What was set for an account; nothing where its role decides.
pub(in crate::domains::user) fn quota_of(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<OwnQuota> {
    let sql = "SELECT total_bytes_max, day_bytes_max FROM quotas WHERE user_id = $1";
    Ok(view.row(sql, values![user_id])?.unwrap_or_default())
}

/// Sets how much an account may upload.
pub(in crate::domains::user) fn put_quota(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    own: OwnQuota,
) -> Reply<()> {
    if own == OwnQuota::default() {
        return tx.execute("DELETE FROM quotas WHERE user_id = $1", values![user_id]).map(drop);
    }
    let sql = "INSERT INTO quotas (user_id, total_bytes_max, day_bytes_max) VALUES ($1, $2, $3) \
               ON CONFLICT (user_id) DO UPDATE SET total_bytes_max = $2, day_bytes_max = $3";
    tx.execute(sql, values![user_id, own.total_bytes_max, own.day_bytes_max]).map(drop)
}
