//! Rows of `segments`. A version is raised by whatever a list of before does not have right any
//! more; what only came since is in the delta.

use crate::contract::danmaku::{BulletList, Owner, Standing};
use crate::contract::video::VideoId;
use crate::domains::danmaku::model::{Edition, Encoded, SegmentRow, Stale};
use crate::kernel::db::{Tx, View, columns, kept_messages, values};
use crate::kernel::fault::Reply;

kept_messages! { BulletList }
columns! {
    SegmentRow { number, version, list_offset, count }
    Edition { version, list_offset, list }
    Stale { video_id, number }
}

/// Segments that one room tells of: a hundred hours of them, longer than any film.
const PARTS_MAX: u32 = 1_000;

/// The segments of a room with how much is in each, by number.
pub(in crate::domains::danmaku) fn count_parts(
    view: &View<'_, Owner>,
    video_id: &VideoId,
) -> Reply<Vec<SegmentRow>> {
    let sql = "SELECT s.number, s.version, s.list_offset, (SELECT COUNT(*) FROM danmaku d \
               WHERE d.video_id = s.video_id AND d.segment = s.number AND d.standing = $3) \
               AS count FROM segments s WHERE s.video_id = $1 ORDER BY s.number LIMIT $2";
    view.rows(sql, values![video_id, PARTS_MAX, Standing::Shown])
}

pub(in crate::domains::danmaku) fn find_edition(
    view: &View<'_, Owner>,
    video_id: &VideoId,
    number: u32,
) -> Reply<Option<Edition>> {
    let sql = "SELECT version, list_offset, list FROM segments \
               WHERE video_id = $1 AND number = $2";
    view.row(sql, values![video_id, number])
}

/// The version of a segment.
pub(in crate::domains::danmaku) fn version_of(
    view: &View<'_, Owner>,
    video_id: &VideoId,
    number: u32,
) -> Reply<Option<u64>> {
    let sql = "SELECT version FROM segments WHERE video_id = $1 AND number = $2";
    view.value(sql, values![video_id, number])
}

/// Notes that something came to a segment.
pub(in crate::domains::danmaku) fn touch_segment(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
    number: u32,
) -> Reply<()> {
    let sql = "INSERT INTO segments (video_id, number, version, list_offset, list, \
               stale_since_ms) VALUES ($1, $2, 1, 0, NULL, $3) \
               ON CONFLICT (video_id, number) DO UPDATE SET stale_since_ms = \
               CASE WHEN segments.stale_since_ms = 0 THEN excluded.stale_since_ms \
               ELSE segments.stale_since_ms END";
    tx.execute(sql, values![video_id, number, tx.now_ms()]).map(drop)
}

/// Notes that something is not in a segment any more.
pub(in crate::domains::danmaku) fn raise_version(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
    number: u32,
) -> Reply<()> {
    let sql = "UPDATE segments SET version = version + 1, list = NULL, stale_since_ms = \
               CASE WHEN stale_since_ms = 0 THEN $3 ELSE stale_since_ms END \
               WHERE video_id = $1 AND number = $2";
    tx.execute(sql, values![video_id, number, tx.now_ms()]).map(drop)
}

/// Up to `limit` segments that are stale since before a moment, or have `fresh` new texts.
pub(in crate::domains::danmaku) fn stale_segments(
    view: &View<'_, Owner>,
    before_ms: i64,
    fresh: u32,
    limit: u32,
) -> Reply<Vec<Stale>> {
    let sql = "SELECT s.video_id, s.number FROM segments s WHERE s.stale_since_ms > 0 \
               AND (s.stale_since_ms <= $1 OR EXISTS (SELECT 1 FROM danmaku d \
               WHERE d.video_id = s.video_id AND d.segment = s.number \
               AND d.shown_offset > s.list_offset ORDER BY d.shown_offset LIMIT 1 OFFSET $2)) \
               ORDER BY s.stale_since_ms LIMIT $3";
    view.rows(sql, values![before_ms, fresh.saturating_sub(1), limit])
}

/// Puts a list in the place of that of `before`. False if the segment has changed since.
pub(in crate::domains::danmaku) fn put_edition(
    tx: &Tx<'_, Owner>,
    of: &Stale,
    before: &Edition,
    after: &Encoded,
) -> Reply<bool> {
    let sql = "UPDATE segments SET version = version + 1, list = $4, list_offset = $5, \
               stale_since_ms = CASE WHEN EXISTS (SELECT 1 FROM danmaku d \
               WHERE d.video_id = $1 AND d.segment = $2 AND d.shown_offset > $5) \
               THEN $6 ELSE 0 END \
               WHERE video_id = $1 AND number = $2 AND version = $3";
    let Encoded { list, offset } = after;
    let values = values![&of.video_id, of.number, before.version, list, *offset, tx.now_ms()];
    Ok(tx.execute(sql, values)? > 0)
}
