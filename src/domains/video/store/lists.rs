//! Statements that give many rows: each walks one index of the migration, in its order.
//! They must not read packages.

use super::{card, way};
use crate::contract::video::{Owner, Privacy, VideoCard, VideoState};
use crate::domains::video::model::Sourceless;
use crate::kernel::db::{Row, Value, View, values};
use crate::kernel::fault::Reply;
use crate::kernel::page::Span;

/// By `videos_newest`.
pub(in crate::domains::video) const NEWEST: &str = "SELECT video_id, owner_id, title, \
    description, tags, privacy, state, duration_ms, created_at_ms, published_at_ms, failure, \
    width, height, version FROM videos \
    WHERE state = $1 AND privacy = $2 AND (published_at_ms, video_id) < ($3, $4) \
    ORDER BY published_at_ms DESC, video_id DESC LIMIT $5";

/// By `videos_by_owner`.
pub(in crate::domains::video) const OWN: &str = "SELECT video_id, owner_id, title, \
    description, tags, privacy, state, duration_ms, created_at_ms, published_at_ms, failure, \
    width, height, version, way FROM videos \
    WHERE owner_id = $1 AND (created_at_ms, video_id) < ($2, $3) \
    ORDER BY created_at_ms DESC, video_id DESC LIMIT $4";

/// By `videos_open`.
pub(in crate::domains::video) const OPEN_DRAFTS: &str = "SELECT \
    COUNT(CASE WHEN state = $2 THEN 1 END), \
    COUNT(CASE WHEN state = $3 THEN 1 END) FROM videos WHERE owner_id = $1 AND state IN ($2, $3)";

/// By `videos_by_age`.
pub(in crate::domains::video) const EXPIRED_DRAFTS: &str = "SELECT video_id, owner_id, title, \
    description, tags, privacy, state, duration_ms, created_at_ms, published_at_ms, failure, \
    width, height, version FROM videos \
    WHERE state IN ($1, $2) AND updated_at_ms < $3 LIMIT $4";

/// Published public videos, newest first: one more than asked, to see whether it goes on.
pub(in crate::domains::video) fn newest(
    view: &View<'_, Owner>,
    span: &Span,
) -> Reply<Vec<VideoCard>> {
    let values = values![
        i32::from(VideoState::Published),
        i32::from(Privacy::Public),
        span.before_ms,
        &span.before_id,
        span.rows(),
    ];
    cards(view, NEWEST, values)
}

/// All videos of one owner with their ways, newest first: one more than asked, to see whether it
/// goes on.
pub(in crate::domains::video) fn own(
    view: &View<'_, Owner>,
    owner_id: &str,
    span: &Span,
) -> Reply<Vec<VideoCard>> {
    let values = values![owner_id, span.before_ms, &span.before_id, span.rows()];
    let own = |row: &Row| -> Reply<VideoCard> {
        Ok(VideoCard { way: Some(way(&row.bytes(14)?)?), ..card(row)? })
    };
    view.query(OWN, values)?.iter().map(own).collect()
}

/// How many videos of an owner have no accepted source.
pub(in crate::domains::video) fn count_sourceless(
    view: &View<'_, Owner>,
    owner_id: &str,
) -> Reply<Sourceless> {
    let [draft, refused] = sourceless();
    let row = view.one(OPEN_DRAFTS, values![owner_id, draft, refused])?;
    let Some(row) = row else { return Ok(Sourceless { drafts: 0, refused: 0 }) };
    Ok(Sourceless { drafts: row.count(0)?, refused: row.count(1)? })
}

/// Up to `limit` drafts without an accepted source that nobody touched since `before_ms`.
pub(in crate::domains::video) fn expired_drafts(
    view: &View<'_, Owner>,
    before_ms: i64,
    limit: u32,
) -> Reply<Vec<VideoCard>> {
    let [draft, refused] = sourceless();
    cards(view, EXPIRED_DRAFTS, values![draft, refused, before_ms, limit])
}

/// The states of a video that still waits for a file.
fn sourceless() -> [i32; 2] {
    [VideoState::Draft.into(), VideoState::Refused.into()]
}

fn cards(view: &View<'_, Owner>, sql: &str, values: &[Value]) -> Reply<Vec<VideoCard>> {
    view.query(sql, values)?.iter().map(card).collect()
}
