//! The shelf of video: one row a video, one row a tombstone. It must not decide anything.

mod lists;

#[cfg(test)]
pub(super) use lists::{EXPIRED_DRAFTS, NEWEST, OPEN_DRAFTS, OWN};
pub(super) use lists::{count_sourceless, expired_drafts, newest, own};

use super::model::Entry;
use crate::contract::transcode::Package;
use crate::contract::video::{Failure, Owner, VideoCard, Way};
use crate::kernel::db::{Row, Tx, View, values};
use crate::kernel::fault::{Fault, Reply};
use prost::Message as _;

/// One video without its package.
pub(super) fn find(view: &View<'_, Owner>, video_id: &str) -> Reply<Option<Entry>> {
    let sql = "SELECT video_id, owner_id, title, description, tags, privacy, state, duration_ms, \
               created_at_ms, published_at_ms, failure, width, height, version, \
               hold, ahead, size_bytes, way FROM videos WHERE video_id = $1";
    let Some(row) = view.one(sql, values![video_id])? else { return Ok(None) };
    Ok(Some(Entry {
        card: card(&row)?,
        hold: row.flag(14)?,
        ahead: row.flag(15)?,
        size_bytes: row.count(16)?,
        way: way(&row.bytes(17)?)?,
    }))
}

/// What is played, once there is something.
pub(super) fn package(view: &View<'_, Owner>, video_id: &str) -> Reply<Option<Package>> {
    let sql = "SELECT package FROM videos WHERE video_id = $1";
    let Some(row) = view.one(sql, values![video_id])? else { return Ok(None) };
    let bytes = row.bytes(0)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    Ok(Some(Package::decode(bytes.as_slice()).map_err(Fault::internal)?))
}

/// Adds a video.
pub(super) fn insert(tx: &Tx<'_, Owner>, entry: &Entry) -> Reply<()> {
    let sql = "INSERT INTO videos (video_id, owner_id, title, description, tags, privacy, state, \
               hold, ahead, failure, duration_ms, width, height, size_bytes, package, \
               created_at_ms, updated_at_ms, published_at_ms, version, way) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, \
               $17, $18, $19, $20)";
    let card = &entry.card;
    let values = values![
        &card.video_id,
        &card.owner_id,
        &card.title,
        &card.description,
        card.tags.join("\n"),
        card.privacy,
        card.state,
        entry.hold,
        entry.ahead,
        stored(card.failure.as_ref()),
        card.duration_ms,
        card.width,
        card.height,
        entry.size_bytes,
        Vec::new(),
        card.created_at_ms,
        tx.now_ms(),
        card.published_at_ms,
        card.version,
        entry.way.encode_to_vec(),
    ];
    tx.execute(sql, values).map(drop)
}

/// Writes what may change of a video, except its package.
pub(super) fn save(tx: &Tx<'_, Owner>, entry: &Entry) -> Reply<()> {
    let sql = "UPDATE videos SET title = $2, description = $3, tags = $4, privacy = $5, \
               state = $6, ahead = $7, failure = $8, duration_ms = $9, width = $10, \
               height = $11, size_bytes = $12, updated_at_ms = $13, published_at_ms = $14, \
               version = $15, way = $16 WHERE video_id = $1";
    let card = &entry.card;
    let values = values![
        &card.video_id,
        &card.title,
        &card.description,
        card.tags.join("\n"),
        card.privacy,
        card.state,
        entry.ahead,
        stored(card.failure.as_ref()),
        card.duration_ms,
        card.width,
        card.height,
        entry.size_bytes,
        tx.now_ms(),
        card.published_at_ms,
        card.version,
        entry.way.encode_to_vec(),
    ];
    tx.execute(sql, values).map(drop)
}

/// Writes what is played from now on.
pub(super) fn save_package(tx: &Tx<'_, Owner>, video_id: &str, package: &Package) -> Reply<()> {
    let sql = "UPDATE videos SET package = $2 WHERE video_id = $1";
    tx.execute(sql, values![video_id, package.encode_to_vec()]).map(drop)
}

/// Puts a tombstone in the place of a video.
pub(super) fn bury(tx: &Tx<'_, Owner>, card: &VideoCard) -> Reply<()> {
    tx.execute("DELETE FROM videos WHERE video_id = $1", values![&card.video_id])?;
    let sql = "INSERT INTO deleted_videos (video_id, owner_id, deleted_at_ms) VALUES ($1, $2, $3) \
               ON CONFLICT (video_id) DO NOTHING";
    tx.execute(sql, values![&card.video_id, &card.owner_id, tx.now_ms()]).map(drop)
}

/// Whose video it was, if it was deleted not long ago.
pub(super) fn buried(view: &View<'_, Owner>, video_id: &str) -> Reply<Option<String>> {
    let sql = "SELECT owner_id FROM deleted_videos WHERE video_id = $1";
    view.one(sql, values![video_id])?.map(|row| row.text(0)).transpose()
}

/// Forgets up to `limit` tombstones from before a moment; says how many.
pub(super) fn forget_buried(tx: &Tx<'_, Owner>, before_ms: i64, limit: u32) -> Reply<usize> {
    let sql = "DELETE FROM deleted_videos WHERE video_id IN \
               (SELECT video_id FROM deleted_videos WHERE deleted_at_ms < $1 \
               ORDER BY deleted_at_ms LIMIT $2)";
    tx.execute(sql, values![before_ms, limit])
}

/// As a column keeps it: empty where there is none.
fn stored(failure: Option<&Failure>) -> Vec<u8> {
    failure.map(Failure::encode_to_vec).unwrap_or_default()
}

fn failure(bytes: &[u8]) -> Reply<Option<Failure>> {
    if bytes.is_empty() {
        return Ok(None);
    }
    Ok(Some(Failure::decode(bytes).map_err(Fault::internal)?))
}

fn way(bytes: &[u8]) -> Reply<Way> {
    Ok(Way::decode(bytes).map_err(Fault::internal)?)
}

/// The first fourteen columns of every statement that gives cards.
fn card(row: &Row) -> Reply<VideoCard> {
    let number = |column| -> Reply<i32> {
        i32::try_from(row.integer(column)?).map_err(|error| Fault::internal(error).into())
    };
    let size = |column| -> Reply<u32> {
        u32::try_from(row.integer(column)?).map_err(|error| Fault::internal(error).into())
    };
    let tags = row.text(4)?;
    Ok(VideoCard {
        video_id: row.text(0)?,
        owner_id: row.text(1)?,
        title: row.text(2)?,
        description: row.text(3)?,
        tags: tags.lines().map(str::to_owned).collect(),
        privacy: number(5)?,
        state: number(6)?,
        duration_ms: row.count(7)?,
        created_at_ms: row.integer(8)?,
        published_at_ms: row.integer(9)?,
        failure: failure(&row.bytes(10)?)?,
        width: size(11)?,
        height: size(12)?,
        version: row.count(13)?,
        way: None,
    })
}
