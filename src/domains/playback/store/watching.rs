//! What sessions have played, and views. It must not decide what a view is; one row says whether a
//! person's last one is long enough ago, whoever else writes at that moment.

use crate::contract::playback::{Owner, SessionId};
use crate::contract::video::VideoId;
use crate::domains::playback::model::{Interval, Intervals, PlayedSoFar, Viewed};
use crate::kernel::db::{FromValue, Tx, Value, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

/// Places of the query that counts views.
const ASKED_AT_ONCE: usize = 100;

columns! {
    PlayedSoFar { created_at_ms, sequence, recent, claimed_ms, played, judged }
    Viewed { video_id, owner_id, views, visibility }
}

/// One part a line: `from-to`.
impl FromValue for Intervals {
    const KIND: &'static str = "parts of a video, one a line";

    fn from_value(value: Value) -> Option<Self> {
        let part = |line: String| {
            let (from_ms, to_ms) = line.split_once('-')?;
            Some(Interval { from_ms: from_ms.parse().ok()?, to_ms: to_ms.parse().ok()? })
        };
        let lines = Vec::<String>::from_value(value)?;
        lines.into_iter().map(part).collect::<Option<_>>().map(Self)
    }
}

pub(super) fn lines(Intervals(parts): &Intervals) -> String {
    let line = |one: &Interval| [one.from_ms, one.to_ms].map(|ms| ms.to_string()).join("-");
    parts.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What a session has played so far.
pub(in crate::domains::playback) fn played_so_far(
    view: &View<'_, Owner>,
    session_id: &SessionId,
) -> Reply<Option<PlayedSoFar>> {
    let sql = "SELECT created_at_ms, sequence, recent, claimed_ms, played, judged FROM sessions \
               WHERE session_id = $1";
    view.row(sql, values![session_id])
}

/// Writes what a session has played.
pub(in crate::domains::playback) fn save_played(
    tx: &Tx<'_, Owner>,
    session_id: &SessionId,
    so_far: &PlayedSoFar,
) -> Reply<()> {
    let sql = "UPDATE sessions SET sequence = $2, recent = $3, claimed_ms = $4, played = $5, \
               judged = $6 WHERE session_id = $1";
    let PlayedSoFar { sequence, recent, claimed_ms, played, judged, .. } = so_far;
    let values = values![session_id, *sequence, *recent, *claimed_ms, lines(played), *judged];
    tx.execute(sql, values).map(drop)
}

/// Notes a view of a person, unless their last one of this video was not before `before_ms`. True
/// when it was noted.
pub(in crate::domains::playback) fn mark_view(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
    person: &str,
    before_ms: i64,
) -> Reply<bool> {
    let sql = "INSERT INTO view_marks (video_id, person, counted_at_ms) VALUES ($1, $2, $3) \
               ON CONFLICT (video_id, person) DO UPDATE \
               SET counted_at_ms = excluded.counted_at_ms WHERE view_marks.counted_at_ms <= $4";
    Ok(tx.execute(sql, values![video_id, person, tx.now_ms(), before_ms])? > 0)
}

/// Adds a view; says how many there are now.
pub(in crate::domains::playback) fn add_view(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
    owner_id: &UserId,
) -> Reply<u64> {
    let sql = "INSERT INTO viewed_videos (video_id, owner_id, views) VALUES ($1, $2, 1) \
               ON CONFLICT (video_id) DO UPDATE SET views = viewed_videos.views + 1 \
               RETURNING views";
    Ok(tx.value(sql, values![video_id, owner_id])?.unwrap_or_default())
}

/// How often videos were viewed, and who may hear of it, in one query; in no order.
pub(in crate::domains::playback) fn viewed(
    view: &View<'_, Owner>,
    video_ids: &[VideoId],
) -> Reply<Vec<Viewed>> {
    // All that one call asks for; what is over is no id.
    let sql = "SELECT asked.column1 AS video_id, v.owner_id, COALESCE(v.views, 0) AS views, \
               h.deleted AS visibility FROM (VALUES \
               ($1), ($2), ($3), ($4), ($5), ($6), ($7), ($8), ($9), ($10), \
               ($11), ($12), ($13), ($14), ($15), ($16), ($17), ($18), ($19), ($20), \
               ($21), ($22), ($23), ($24), ($25), ($26), ($27), ($28), ($29), ($30), \
               ($31), ($32), ($33), ($34), ($35), ($36), ($37), ($38), ($39), ($40), \
               ($41), ($42), ($43), ($44), ($45), ($46), ($47), ($48), ($49), ($50), \
               ($51), ($52), ($53), ($54), ($55), ($56), ($57), ($58), ($59), ($60), \
               ($61), ($62), ($63), ($64), ($65), ($66), ($67), ($68), ($69), ($70), \
               ($71), ($72), ($73), ($74), ($75), ($76), ($77), ($78), ($79), ($80), \
               ($81), ($82), ($83), ($84), ($85), ($86), ($87), ($88), ($89), ($90), \
               ($91), ($92), ($93), ($94), ($95), ($96), ($97), ($98), ($99), ($100)) AS asked \
               LEFT JOIN viewed_videos v ON v.video_id = asked.column1 \
               LEFT JOIN hidden_videos h ON h.video_id = asked.column1 \
               WHERE asked.column1 <> ''";
    let mut found = Vec::with_capacity(video_ids.len());
    for some in video_ids.chunks(ASKED_AT_ONCE) {
        let mut values: Vec<Value> = some.iter().map(Into::into).collect();
        values.resize(ASKED_AT_ONCE, "".into());
        found.extend(view.rows::<Viewed>(sql, &values)?);
    }
    Ok(found)
}

/// Forgets up to `limit` marks that hold no view back any more; says how many.
pub(in crate::domains::playback) fn expire_marks(
    tx: &Tx<'_, Owner>,
    before_ms: i64,
    limit: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM view_marks WHERE (video_id, person) IN \
               (SELECT video_id, person FROM view_marks WHERE counted_at_ms <= $1 \
               ORDER BY counted_at_ms LIMIT $2)";
    tx.execute(sql, values![before_ms, limit])
}
