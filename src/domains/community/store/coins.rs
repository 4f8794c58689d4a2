//! Rows of `wallets` and `coins_given`. What a video was given is counted in the same unit.

use crate::contract::community::Owner;
use crate::contract::video::VideoId;
use crate::domains::community::model::{GivenRow, Options, WalletRow, make_day};
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

columns! {
    WalletRow { coins, claimed_day }
    GivenRow { video_id, coins }
}

/// The coins of an account; none where it never got any.
pub(in crate::domains::community) fn wallet_of(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<WalletRow> {
    let sql = "SELECT coins, claimed_day FROM wallets WHERE user_id = $1";
    Ok(view.row(sql, values![user_id])?.unwrap_or_default())
}

/// Gives an account the coins of this day, unless it has got them; says what it has then.
pub(in crate::domains::community) fn claim_coins(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    options: &Options,
) -> Reply<WalletRow> {
    let sql = "INSERT INTO wallets (user_id, coins, claimed_day) VALUES ($1, 0, -1) \
               ON CONFLICT (user_id) DO NOTHING";
    tx.execute(sql, values![user_id])?;
    let sql = "UPDATE wallets SET claimed_day = $2, coins = CASE \
               WHEN coins >= $4 THEN coins WHEN coins + $3 > $4 THEN $4 ELSE coins + $3 END \
               WHERE user_id = $1 AND claimed_day < $2";
    let (per_day, most) = (options.daily_coins_max, options.coins_kept_max);
    tx.execute(sql, values![user_id, make_day(tx.now_ms()), per_day, most])?;
    wallet_of(tx, user_id)
}

/// How many coins an account has given to a video.
pub(in crate::domains::community) fn given_to(
    view: &View<'_, Owner>,
    video_id: &VideoId,
    user_id: &UserId,
) -> Reply<u64> {
    let sql = "SELECT coins FROM coins_given WHERE video_id = $1 AND user_id = $2";
    Ok(view.value(sql, values![video_id, user_id])?.unwrap_or_default())
}

/// Gives a video some more coins of an account; false, and nothing changes, if it has not got as
/// many. The lock of the video is taken.
pub(in crate::domains::community) fn give_coins(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
    user_id: &UserId,
    more: u64,
) -> Reply<bool> {
    let sql = "UPDATE wallets SET coins = coins - $2 WHERE user_id = $1 AND coins >= $2";
    if tx.execute(sql, values![user_id, more])? == 0 {
        return Ok(false);
    }
    let sql = "INSERT INTO coins_given (video_id, user_id, coins, given_at_ms) \
               VALUES ($1, $2, $3, $4) ON CONFLICT (video_id, user_id) \
               DO UPDATE SET coins = coins_given.coins + excluded.coins";
    tx.execute(sql, values![video_id, user_id, more, tx.now_ms()])?;
    count_coins(tx, video_id, more.cast_signed())?;
    Ok(true)
}

/// What an account has given, the newest first, up to `limit`.
pub(in crate::domains::community) fn given_by(
    view: &View<'_, Owner>,
    user_id: &UserId,
    limit: u32,
) -> Reply<Vec<GivenRow>> {
    let sql = "SELECT video_id, coins FROM coins_given WHERE user_id = $1 \
               ORDER BY given_at_ms DESC LIMIT $2";
    view.rows(sql, values![user_id, limit])
}

/// Takes away what an account has given to a video. The lock of the video is taken.
pub(super) fn forget_coins(tx: &Tx<'_, Owner>, video_id: &VideoId, user_id: &UserId) -> Reply<()> {
    let given = given_to(tx, video_id, user_id)?;
    let sql = "DELETE FROM coins_given WHERE video_id = $1 AND user_id = $2";
    if tx.execute(sql, values![video_id, user_id])? == 0 {
        return Ok(());
    }
    count_coins(tx, video_id, -given.cast_signed())
}

fn count_coins(tx: &Tx<'_, Owner>, video_id: &VideoId, change: i64) -> Reply<()> {
    let sql = "UPDATE videos SET coins = coins + $2 WHERE video_id = $1";
    tx.execute(sql, values![video_id, change]).map(drop)
}
