//! The shelf of video: one row a video, one row a tombstone. It must not decide anything.

mod erased;
mod lists;
mod told;

#[cfg(test)]
pub(super) use lists::{BY_OWNER, BY_TAG, EXPIRED_DRAFTS, NEWEST, OPEN_DRAFTS, OWN, WHOLE};
pub(super) use lists::{
    by_owner, by_tag, count_sourceless, expired_drafts, newest, own, save_tags, whole,
};

pub(super) use erased::{bury_some_of, is_erased};
pub(super) use told::{keep, tell_texts};

use super::model::{Card, Entry};
use crate::contract::moderation::ReviewDecided;
use crate::contract::transcode::Package;
use crate::contract::video::{Failure, Owner, VideoId, Way};
use crate::kernel::db::{Tx, View, columns, kept_messages, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

columns! {
    Card {
        video_id,
        owner_id,
        title,
        description,
        tags,
        privacy,
        state,
        duration_ms,
        created_at_ms,
        published_at_ms,
        failure,
        width,
        height,
        version,
        is_age_limited,
    }
    Entry { card: [Card], hold, ahead, size_bytes, way, package_id, described_version, review }
}
kept_messages! { Failure Package ReviewDecided Way }

/// One video without its package.
pub(super) fn find(view: &View<'_, Owner>, video_id: &VideoId) -> Reply<Option<Entry>> {
    let sql = "SELECT video_id, owner_id, title, description, tags, privacy, state, duration_ms, \
               created_at_ms, published_at_ms, failure, width, height, version, \
               is_age_limited, hold, ahead, size_bytes, way, package_id, described_version, review \
               FROM videos WHERE video_id = $1";
    view.row(sql, values![video_id])
}

/// What is played, once there is something.
pub(super) fn package(view: &View<'_, Owner>, video_id: &VideoId) -> Reply<Option<Package>> {
    let sql = "SELECT package FROM videos WHERE video_id = $1";
    Ok(view.value::<Option<Package>>(sql, values![video_id])?.flatten())
}

/// Adds a video.
pub(super) fn insert(tx: &Tx<'_, Owner>, entry: &Entry) -> Reply<()> {
    let sql = "INSERT INTO videos (video_id, owner_id, title, description, tags, privacy, state, \
               hold, ahead, failure, duration_ms, width, height, size_bytes, \
               created_at_ms, updated_at_ms, published_at_ms, version, way) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, \
               $17, $18, $19)";
    let card = &entry.card;
    let values = values![
        &card.video_id,
        &card.owner_id,
        &card.title,
        &card.description,
        &card.tags,
        card.privacy,
        card.state,
        entry.hold,
        entry.ahead,
        card.failure.as_ref(),
        card.duration_ms,
        card.width,
        card.height,
        entry.size_bytes,
        card.created_at_ms,
        tx.now_ms(),
        card.published_at_ms,
        card.version,
        &entry.way,
    ];
    tx.execute(sql, values).map(drop)
}

/// Writes what may change of a video, except its package.
pub(super) fn save(tx: &Tx<'_, Owner>, entry: &Entry) -> Reply<()> {
    let sql = "UPDATE videos SET title = $2, description = $3, tags = $4, privacy = $5, \
               state = $6, ahead = $7, failure = $8, duration_ms = $9, width = $10, \
               height = $11, size_bytes = $12, updated_at_ms = $13, published_at_ms = $14, \
               version = $15, way = $16, hold = $17, package_id = $18, described_version = $19, \
               review = $20, is_age_limited = $21 WHERE video_id = $1";
    let card = &entry.card;
    let values = values![
        &card.video_id,
        &card.title,
        &card.description,
        &card.tags,
        card.privacy,
        card.state,
        entry.ahead,
        card.failure.as_ref(),
        card.duration_ms,
        card.width,
        card.height,
        entry.size_bytes,
        tx.now_ms(),
        card.published_at_ms,
        card.version,
        &entry.way,
        entry.hold,
        &entry.package_id,
        entry.described_version,
        entry.review.as_ref(),
        card.is_age_limited,
    ];
    tx.execute(sql, values).map(drop)
}

/// Writes what is played from now on.
pub(super) fn save_package(tx: &Tx<'_, Owner>, video_id: &VideoId, package: &Package) -> Reply<()> {
    let sql = "UPDATE videos SET package = $2 WHERE video_id = $1";
    tx.execute(sql, values![video_id, package]).map(drop)
}

/// Puts a tombstone in the place of a video; what was told of it before goes, with its texts.
pub(super) fn bury(tx: &Tx<'_, Owner>, card: &Card) -> Reply<()> {
    save_tags(tx, card, &[])?;
    tx.strike_events(card.video_id.as_str())?;
    tx.execute("DELETE FROM videos WHERE video_id = $1", values![&card.video_id])?;
    let sql = "INSERT INTO deleted_videos (video_id, owner_id, deleted_at_ms) VALUES ($1, $2, $3) \
               ON CONFLICT (video_id) DO NOTHING";
    tx.execute(sql, values![&card.video_id, &card.owner_id, tx.now_ms()]).map(drop)
}

/// Whose video it was, if it was deleted not long ago.
pub(super) fn buried(view: &View<'_, Owner>, video_id: &VideoId) -> Reply<Option<UserId>> {
    let sql = "SELECT owner_id FROM deleted_videos WHERE video_id = $1";
    view.value(sql, values![video_id])
}

/// Forgets up to `limit` tombstones from before a moment; says how many.
pub(super) fn forget_buried(tx: &Tx<'_, Owner>, before_ms: i64, limit: u32) -> Reply<usize> {
    let sql = "DELETE FROM deleted_videos WHERE video_id IN \
               (SELECT video_id FROM deleted_videos WHERE deleted_at_ms < $1 \
               ORDER BY deleted_at_ms LIMIT $2)";
    tx.execute(sql, values![before_ms, limit])
}
