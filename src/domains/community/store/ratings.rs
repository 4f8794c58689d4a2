//! Rows of `ratings`: who likes and dislikes a video. The counts change in the same unit.

use crate::contract::community::{Owner, Rating};
use crate::contract::video::VideoId;
use crate::domains::community::model::RatedRow;
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

columns! { RatedRow { video_id, rating } }

/// What an account says of a video.
pub(in crate::domains::community) fn rating_of(
    view: &View<'_, Owner>,
    video_id: &VideoId,
    user_id: &UserId,
) -> Reply<Option<Rating>> {
    let sql = "SELECT rating FROM ratings WHERE video_id = $1 AND user_id = $2";
    view.value(sql, values![video_id, user_id])
}

/// Says of a video for an account what it says from now on. The lock of the video is taken.
pub(in crate::domains::community) fn rate_video(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
    user_id: &UserId,
    rating: Rating,
) -> Reply<()> {
    let before = rating_of(tx, video_id, user_id)?.unwrap_or_default();
    if before == rating {
        return Ok(());
    }
    tx.execute(
        "DELETE FROM ratings WHERE video_id = $1 AND user_id = $2",
        values![video_id, user_id],
    )?;
    if rating != Rating::Unspecified {
        let sql = "INSERT INTO ratings (video_id, user_id, rating, rated_at_ms) \
                   VALUES ($1, $2, $3, $4)";
        tx.execute(sql, values![video_id, user_id, rating, tx.now_ms()])?;
    }
    let change = |of: Rating| i64::from(rating == of) - i64::from(before == of);
    let sql = "UPDATE videos SET likes = likes + $2, \
               dislikes = dislikes + $3 WHERE video_id = $1";
    tx.execute(sql, values![video_id, change(Rating::Like), change(Rating::Dislike)]).map(drop)
}

/// What an account says of videos, the newest first, up to `limit`.
pub(in crate::domains::community) fn rated_by(
    view: &View<'_, Owner>,
    user_id: &UserId,
    limit: u32,
) -> Reply<Vec<RatedRow>> {
    let sql = "SELECT video_id, rating FROM ratings WHERE user_id = $1 \
               ORDER BY rated_at_ms DESC LIMIT $2";
    view.rows(sql, values![user_id, limit])
}
