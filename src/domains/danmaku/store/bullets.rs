//! Rows of `danmaku`. What is not shown stands in none of the lists that others read.

use super::{next_offset, raise_version, touch_segment};
use crate::contract::danmaku::{
    DanmakuAppeared, DanmakuApproved, DanmakuId, DanmakuRemoved, Mode, Owner, Position, Standing,
};
use crate::contract::video::VideoId;
use crate::domains::danmaku::model::{
    Around, Change, EnergyPart, Fresh, Leader, NewBullet, Room, Sent, Window, Written,
};
use crate::kernel::db::{Tx, View, columns, kept_messages, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::page::Span;

kept_messages! { Position }
columns! {
    Written {
        danmaku_id, time_ms, mode, color, size, text, sender_mark, sent_at_ms, group_id, position
    }
    Leader { danmaku_id, text }
    Sent {
        written: Written {
            danmaku_id, time_ms, mode, color, size, text, sender_mark, sent_at_ms, group_id,
            position
        },
        video_id,
        segment,
        sender_id,
        standing,
    }
    Fresh {
        written: Written {
            danmaku_id, time_ms, mode, color, size, text, sender_mark, sent_at_ms, group_id,
            position
        },
        shown_offset,
    }
    Change { danmaku_id }
    EnergyPart { part, count }
}

/// Adds a text that is written now; it is shown with the change of that offset, if it is shown.
pub(in crate::domains::danmaku) fn insert_bullet(
    tx: &Tx<'_, Owner>,
    draft: &NewBullet,
    offset: u64,
) -> Reply<()> {
    let shown_offset = if draft.standing == Standing::Shown { offset } else { 0 };
    insert_row(tx, draft, tx.now_ms(), shown_offset, "")
}

/// Adds a row: when it was sent, with which change it is shown, and which text of a file it is.
pub(super) fn insert_row(
    tx: &Tx<'_, Owner>,
    draft: &NewBullet,
    sent_at_ms: i64,
    shown_offset: u64,
    origin: &str,
) -> Reply<()> {
    let sql = "INSERT INTO danmaku (danmaku_id, video_id, segment, sender_id, sender_mark, \
               time_ms, mode, color, size, text, sent_at_ms, standing, shown_offset, \
               gone_offset, gone_at_ms, group_id, position, origin) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0, \
               $14, $15, $16)";
    let values = values![
        &draft.danmaku_id,
        &draft.video_id,
        draft.segment,
        &draft.sender_id,
        &draft.sender_mark,
        draft.time_ms,
        draft.mode,
        draft.color,
        draft.size,
        &draft.text,
        sent_at_ms,
        draft.standing,
        shown_offset,
        &draft.group_id,
        draft.position.as_ref(),
        origin,
    ];
    tx.execute(sql, values).map(drop)
}

/// One text of a room that was not taken away.
pub(in crate::domains::danmaku) fn find_bullet(
    view: &View<'_, Owner>,
    video_id: &VideoId,
    danmaku_id: &DanmakuId,
) -> Reply<Option<Sent>> {
    let sql = "SELECT danmaku_id, time_ms, mode, color, size, text, sender_mark, sent_at_ms, \
               group_id, position, video_id, segment, sender_id, standing FROM danmaku \
               WHERE danmaku_id = $1 AND video_id = $2 AND standing <> $3";
    view.row(sql, values![danmaku_id, video_id, Standing::Gone])
}

/// When an account has written last, anywhere.
pub(in crate::domains::danmaku) fn last_sent(
    view: &View<'_, Owner>,
    sender_id: &UserId,
) -> Reply<Option<i64>> {
    let sql = "SELECT sent_at_ms FROM danmaku WHERE sender_id = $1 \
               ORDER BY sent_at_ms DESC, danmaku_id DESC LIMIT 1";
    view.value(sql, values![sender_id])
}

/// When an account has written last in one room, if that was after a moment.
pub(in crate::domains::danmaku) fn last_sent_in(
    view: &View<'_, Owner>,
    sender_id: &UserId,
    video_id: &VideoId,
    after_ms: i64,
) -> Reply<Option<i64>> {
    let sql = "SELECT sent_at_ms FROM danmaku \
               WHERE sender_id = $1 AND video_id = $2 AND sent_at_ms > $3 \
               ORDER BY sent_at_ms DESC, danmaku_id DESC LIMIT 1";
    view.value(sql, values![sender_id, video_id, after_ms])
}

/// Whether an account has written the same text in that room since a moment.
pub(in crate::domains::danmaku) fn same_sent(
    view: &View<'_, Owner>,
    draft: &NewBullet,
    since_ms: i64,
) -> Reply<bool> {
    let sql = "SELECT 1 FROM danmaku WHERE sender_id = $1 AND video_id = $2 AND text = $3 \
               AND sent_at_ms > $4 AND standing <> $5 LIMIT 1";
    let NewBullet { sender_id, video_id, text, .. } = draft;
    view.exists(sql, values![sender_id, video_id, text, since_ms, Standing::Gone])
}

/// Those of a room that are shown around a moment and say what none before them did, the latest in
/// the video first.
pub(in crate::domains::danmaku) fn leaders(
    view: &View<'_, Owner>,
    video_id: &VideoId,
    around: &Around,
    limit: u32,
) -> Reply<Vec<Leader>> {
    let sql = "SELECT danmaku_id, text FROM danmaku \
               WHERE video_id = $1 AND group_id = '' AND time_ms BETWEEN $2 AND $3 \
               AND standing = $4 AND mode <> $5 ORDER BY time_ms DESC LIMIT $6";
    let Around { from_ms, to_ms } = *around;
    let positioned = Mode::Positioned;
    view.rows(sql, values![video_id, from_ms, to_ms, Standing::Shown, positioned, limit])
}

/// Lets what waited be shown, as a change of its room and of a group, and tells of it.
pub(in crate::domains::danmaku) fn let_through(
    tx: &Tx<'_, Owner>,
    sent: &Sent,
    group_id: &str,
) -> Reply<()> {
    let offset = next_offset(tx, &sent.video_id)?;
    let danmaku_id = &sent.written.danmaku_id;
    let sql = "UPDATE danmaku SET standing = $3, shown_offset = $2, group_id = $4 \
               WHERE danmaku_id = $1";
    tx.execute(sql, values![danmaku_id, offset, Standing::Shown, group_id])?;
    touch_segment(tx, &sent.video_id, sent.segment)?;
    let (danmaku_id, video_id) = (danmaku_id.clone(), sent.video_id.to_string());
    let user_id = sent.sender_id.clone();
    tx.publish(&DanmakuAppeared {
        danmaku_id: danmaku_id.clone(),
        video_id: video_id.clone(),
        user_id: user_id.clone(),
        time_ms: sent.written.time_ms,
    })?;
    if is_out_of_file(tx, &danmaku_id)? {
        return Ok(());
    }
    tx.publish(&DanmakuApproved { danmaku_id, video_id, user_id })
}

/// Whether a text came out of a file: whoever has brought thousands is not told of each.
fn is_out_of_file(tx: &Tx<'_, Owner>, danmaku_id: &str) -> Reply<bool> {
    let sql = "SELECT 1 FROM danmaku WHERE danmaku_id = $1 AND origin <> ''";
    tx.exists(sql, values![danmaku_id])
}

/// Says where what waits stands.
pub(in crate::domains::danmaku) fn set_standing(
    tx: &Tx<'_, Owner>,
    sent: &Sent,
    standing: Standing,
) -> Reply<()> {
    let sql = "UPDATE danmaku SET standing = $2 WHERE danmaku_id = $1";
    tx.execute(sql, values![&sent.written.danmaku_id, standing]).map(drop)
}

/// Takes a text away, which is told unless only its sender knew of it: what was shown goes as a
/// change of its room. What it said is gone at once; that it was there, and of whom, is known for a
/// while: whoever takes back what they write writes no faster for that.
pub(in crate::domains::danmaku) fn take_away(
    tx: &Tx<'_, Owner>,
    sent: &Sent,
    is_recalled: bool,
) -> Reply<()> {
    let (danmaku_id, is_shown) = (&sent.written.danmaku_id, sent.standing == Standing::Shown);
    let offset = if is_shown { next_offset(tx, &sent.video_id)? } else { 0 };
    let sql = "UPDATE danmaku SET standing = $4, text = '', sender_mark = '', \
               gone_offset = $2, gone_at_ms = $3 WHERE danmaku_id = $1";
    tx.execute(sql, values![danmaku_id, offset, tx.now_ms(), Standing::Gone])?;
    let is_told = !is_recalled && !is_out_of_file(tx, danmaku_id)?;
    let user_id = if is_told { sent.sender_id.clone() } else { String::new() };
    if is_shown {
        raise_version(tx, &sent.video_id, sent.segment)?;
    } else if user_id.is_empty() {
        return Ok(());
    }
    let (danmaku_id, video_id) = (danmaku_id.clone(), sent.video_id.to_string());
    tx.publish(&DanmakuRemoved { danmaku_id, video_id, is_recalled, user_id })
}

/// What was shown in a room after an offset, in that order.
pub(in crate::domains::danmaku) fn shown_after(
    view: &View<'_, Owner>,
    video_id: &VideoId,
    after: u64,
) -> Reply<Vec<Written>> {
    let sql = "SELECT danmaku_id, time_ms, mode, color, size, text, sender_mark, sent_at_ms, \
               group_id, position FROM danmaku \
               WHERE video_id = $1 AND shown_offset > $2 AND standing = $3 \
               ORDER BY shown_offset";
    view.rows(sql, values![video_id, after, Standing::Shown])
}

/// What was taken away in a room after an offset, in that order.
pub(in crate::domains::danmaku) fn gone_after(
    view: &View<'_, Owner>,
    video_id: &VideoId,
    after: u64,
) -> Reply<Vec<Change>> {
    let sql = "SELECT danmaku_id FROM danmaku WHERE video_id = $1 AND gone_offset > $2 \
               ORDER BY gone_offset";
    view.rows(sql, values![video_id, after])
}

/// What is shown of a segment up to an offset: the newest `limit`.
pub(in crate::domains::danmaku) fn in_edition(
    view: &View<'_, Owner>,
    video_id: &VideoId,
    number: u32,
    upto: Window,
) -> Reply<Vec<Written>> {
    let sql = "SELECT danmaku_id, time_ms, mode, color, size, text, sender_mark, sent_at_ms, \
               group_id, position FROM danmaku \
               WHERE video_id = $1 AND segment = $2 AND standing = $3 \
               AND shown_offset BETWEEN 1 AND $4 ORDER BY shown_offset DESC LIMIT $5";
    view.rows(sql, values![video_id, number, Standing::Shown, upto.offset, upto.limit])
}

/// What is shown of a segment after an offset, in that order.
pub(in crate::domains::danmaku) fn in_delta(
    view: &View<'_, Owner>,
    video_id: &VideoId,
    number: u32,
    after: Window,
) -> Reply<Vec<Fresh>> {
    let sql = "SELECT danmaku_id, time_ms, mode, color, size, text, sender_mark, sent_at_ms, \
               group_id, position, shown_offset FROM danmaku \
               WHERE video_id = $1 AND segment = $2 AND standing = $3 AND shown_offset > $4 \
               ORDER BY shown_offset LIMIT $5";
    view.rows(sql, values![video_id, number, Standing::Shown, after.offset, after.limit])
}

/// The newest of a room, newest first.
pub(in crate::domains::danmaku) fn newest(
    view: &View<'_, Owner>,
    video_id: &VideoId,
    limit: u32,
) -> Reply<Vec<Written>> {
    let sql = "SELECT danmaku_id, time_ms, mode, color, size, text, sender_mark, sent_at_ms, \
               group_id, position FROM danmaku \
               WHERE video_id = $1 AND shown_offset > 0 AND standing = $2 \
               ORDER BY shown_offset DESC LIMIT $3";
    view.rows(sql, values![video_id, Standing::Shown, limit])
}

/// How much is written in each hundredth of a video.
pub(in crate::domains::danmaku) fn count_energy(
    view: &View<'_, Owner>,
    video_id: &VideoId,
    room: &Room,
) -> Reply<Vec<EnergyPart>> {
    if room.duration_ms == 0 {
        return Ok(Vec::new());
    }
    let sql = "SELECT time_ms * 100 / $2 AS part, COUNT(*) AS count FROM danmaku \
               WHERE video_id = $1 AND standing = $3 GROUP BY 1";
    view.rows(sql, values![video_id, room.duration_ms, Standing::Shown])
}

/// What waits for a person, newest first: one more than asked, to see whether it goes on.
pub(in crate::domains::danmaku) fn held(view: &View<'_, Owner>, span: &Span) -> Reply<Vec<Sent>> {
    let sql = "SELECT danmaku_id, time_ms, mode, color, size, text, sender_mark, sent_at_ms, \
               group_id, position, video_id, segment, sender_id, standing FROM danmaku \
               WHERE standing = $4 AND (sent_at_ms, danmaku_id) < ($1, $2) \
               ORDER BY sent_at_ms DESC, danmaku_id DESC LIMIT $3";
    view.rows(sql, values![span.before_ms, &span.before_id, span.rows(), Standing::Held])
}

/// More that wait than these are not counted.
const HELD_COUNTED_MAX: u32 = 100;

/// How many wait for a person, up to a bound.
pub(in crate::domains::danmaku) fn count_held(view: &View<'_, Owner>) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM (SELECT danmaku_id FROM danmaku WHERE standing = $1 \
               LIMIT $2) held";
    Ok(view.value(sql, values![Standing::Held, HELD_COUNTED_MAX])?.unwrap_or_default())
}

/// What could not be judged when it came, the newest first: what somebody has just written does not
/// wait for a file.
pub(in crate::domains::danmaku) fn pending(view: &View<'_, Owner>, limit: u32) -> Reply<Vec<Sent>> {
    let sql = "SELECT danmaku_id, time_ms, mode, color, size, text, sender_mark, sent_at_ms, \
               group_id, position, video_id, segment, sender_id, standing FROM danmaku \
               WHERE standing = $2 ORDER BY sent_at_ms DESC, danmaku_id DESC LIMIT $1";
    view.rows(sql, values![limit, Standing::Pending])
}

/// What an account has sent, newest first: one more than asked, to see whether it goes on.
pub(in crate::domains::danmaku) fn sent_by(
    view: &View<'_, Owner>,
    sender_id: &UserId,
    span: &Span,
) -> Reply<Vec<Sent>> {
    let sql = "SELECT danmaku_id, time_ms, mode, color, size, text, sender_mark, sent_at_ms, \
               group_id, position, video_id, segment, sender_id, standing FROM danmaku \
               WHERE sender_id = $1 AND (sent_at_ms, danmaku_id) < ($2, $3) AND standing <> $5 \
               ORDER BY sent_at_ms DESC, danmaku_id DESC LIMIT $4";
    let (before_ms, rows) = (span.before_ms, span.rows());
    view.rows(sql, values![sender_id, before_ms, &span.before_id, rows, Standing::Gone])
}

/// Forgets up to `limit` texts that were taken away before a moment, and whose they were; says how
/// many.
pub(in crate::domains::danmaku) fn sweep_gone(
    tx: &Tx<'_, Owner>,
    before_ms: i64,
    limit: u32,
) -> Reply<usize> {
    let sql = "SELECT danmaku_id FROM danmaku WHERE gone_at_ms > 0 AND gone_at_ms <= $1 \
               ORDER BY gone_at_ms LIMIT $2";
    let old: Vec<String> = tx.column(sql, values![before_ms, limit])?;
    for danmaku_id in &old {
        // The event names its sender, and nothing would find it once the row is gone.
        tx.strike_events(danmaku_id)?;
        tx.execute("DELETE FROM danmaku WHERE danmaku_id = $1", values![danmaku_id])?;
    }
    Ok(old.len())
}
