//! Rows of `folders` and `kept_videos`. An account that keeps a video in several folders counts
//! once.

use crate::contract::community::{FolderId, Owner};
use crate::contract::video::VideoId;
use crate::domains::community::model::{FolderRow, KeptRow};
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::page::Span;

columns! {
    FolderRow { folder_id, name, video_count: videos }
    KeptRow { video_id, kept_at_ms }
    KeptPlace { folder_id, video_id }
}

/// A video in a folder of somebody.
struct KeptPlace {
    folder_id: String,
    video_id: VideoId,
}

pub(in crate::domains::community) fn count_folders(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM folders WHERE user_id = $1";
    Ok(view.value(sql, values![user_id])?.unwrap_or_default())
}

/// The folders of an account, in the order in which they were made.
pub(in crate::domains::community) fn folders_of(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<Vec<FolderRow>> {
    let sql = "SELECT folder_id, name, videos FROM folders WHERE user_id = $1 \
               ORDER BY made_at_ms, folder_id";
    view.rows(sql, values![user_id])
}

/// One folder, if it is that account's.
pub(in crate::domains::community) fn find_folder(
    view: &View<'_, Owner>,
    user_id: &UserId,
    folder_id: &str,
) -> Reply<Option<FolderRow>> {
    let sql = "SELECT folder_id, name, videos FROM folders \
               WHERE folder_id = $1 AND user_id = $2";
    view.row(sql, values![folder_id, user_id])
}

pub(in crate::domains::community) fn insert_folder(
    tx: &Tx<'_, Owner>,
    folder_id: &FolderId,
    user_id: &UserId,
    name: &str,
) -> Reply<()> {
    let sql = "INSERT INTO folders (folder_id, user_id, name, made_at_ms, videos) \
               VALUES ($1, $2, $3, $4, 0)";
    tx.execute(sql, values![folder_id, user_id, name, tx.now_ms()]).map(drop)
}

pub(in crate::domains::community) fn name_folder(
    tx: &Tx<'_, Owner>,
    folder_id: &str,
    name: &str,
) -> Reply<()> {
    let sql = "UPDATE folders SET name = $2 WHERE folder_id = $1";
    tx.execute(sql, values![folder_id, name]).map(drop)
}

/// Removes a folder in which nothing is any more.
pub(in crate::domains::community) fn delete_folder(
    tx: &Tx<'_, Owner>,
    folder_id: &str,
) -> Reply<()> {
    tx.execute("DELETE FROM folders WHERE folder_id = $1", values![folder_id]).map(drop)
}

/// Whether an account keeps a video anywhere.
pub(in crate::domains::community) fn is_kept(
    view: &View<'_, Owner>,
    user_id: &UserId,
    video_id: &VideoId,
) -> Reply<bool> {
    let sql = "SELECT 1 FROM kept_videos WHERE user_id = $1 AND video_id = $2 LIMIT 1";
    view.exists(sql, values![user_id, video_id])
}

/// In which folders an account keeps a video.
pub(in crate::domains::community) fn folders_with(
    view: &View<'_, Owner>,
    user_id: &UserId,
    video_id: &VideoId,
) -> Reply<Vec<String>> {
    let sql = "SELECT folder_id FROM kept_videos WHERE user_id = $1 AND video_id = $2 \
               ORDER BY folder_id";
    view.column(sql, values![user_id, video_id])
}

/// Puts a video into a folder of an account. The lock of the video is taken.
pub(in crate::domains::community) fn keep_video(
    tx: &Tx<'_, Owner>,
    folder_id: &str,
    user_id: &UserId,
    video_id: &VideoId,
) -> Reply<()> {
    let was_kept = is_kept(tx, user_id, video_id)?;
    let sql = "INSERT INTO kept_videos (folder_id, video_id, user_id, kept_at_ms) \
               VALUES ($1, $2, $3, $4) ON CONFLICT (folder_id, video_id) DO NOTHING";
    if tx.execute(sql, values![folder_id, video_id, user_id, tx.now_ms()])? == 0 {
        return Ok(());
    }
    let sql = "UPDATE folders SET videos = videos + 1 WHERE folder_id = $1";
    tx.execute(sql, values![folder_id])?;
    if was_kept {
        return Ok(());
    }
    let sql = "UPDATE videos SET keeps = keeps + 1 WHERE video_id = $1";
    tx.execute(sql, values![video_id]).map(drop)
}

/// Takes a video out of a folder of an account. The lock of the video is taken.
pub(in crate::domains::community) fn take_out(
    tx: &Tx<'_, Owner>,
    folder_id: &str,
    user_id: &UserId,
    video_id: &VideoId,
) -> Reply<()> {
    let sql = "DELETE FROM kept_videos WHERE folder_id = $1 AND video_id = $2";
    if tx.execute(sql, values![folder_id, video_id])? == 0 {
        return Ok(());
    }
    let sql = "UPDATE folders SET videos = videos - 1 WHERE folder_id = $1";
    tx.execute(sql, values![folder_id])?;
    if is_kept(tx, user_id, video_id)? {
        return Ok(());
    }
    let sql = "UPDATE videos SET keeps = keeps - 1 WHERE video_id = $1";
    tx.execute(sql, values![video_id]).map(drop)
}

/// Takes up to `limit` videos out of a folder, or out of all of an account; says how many.
pub(in crate::domains::community) fn take_out_some(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    folder_id: Option<&str>,
    limit: u32,
) -> Reply<usize> {
    // In the order of the videos, whose locks are taken one after another.
    let some: Vec<KeptPlace> = match folder_id {
        Some(folder_id) => {
            let sql = "SELECT folder_id, video_id FROM kept_videos WHERE folder_id = $1 \
                       ORDER BY video_id LIMIT $2";
            tx.rows(sql, values![folder_id, limit])?
        },
        None => {
            let sql = "SELECT folder_id, video_id FROM kept_videos WHERE user_id = $1 \
                       ORDER BY video_id, folder_id LIMIT $2";
            tx.rows(sql, values![user_id, limit])?
        },
    };
    for KeptPlace { folder_id, video_id } in &some {
        super::lock_thread(tx, video_id)?;
        take_out(tx, folder_id, user_id, video_id)?;
    }
    Ok(some.len())
}

/// Takes a deleted video out of up to `limit` folders; says how many.
pub(super) fn drop_kept(tx: &Tx<'_, Owner>, video_id: &VideoId, limit: u32) -> Reply<usize> {
    let sql = "SELECT folder_id FROM kept_videos WHERE video_id = $1 ORDER BY folder_id LIMIT $2";
    let some: Vec<String> = tx.column(sql, values![video_id, limit])?;
    for folder_id in &some {
        let sql = "DELETE FROM kept_videos WHERE folder_id = $1 AND video_id = $2";
        tx.execute(sql, values![folder_id, video_id])?;
        let sql = "UPDATE folders SET videos = videos - 1 WHERE folder_id = $1";
        tx.execute(sql, values![folder_id])?;
    }
    Ok(some.len())
}

/// What is in a folder, the last put in first: one more than asked.
pub(in crate::domains::community) fn kept_in(
    view: &View<'_, Owner>,
    folder_id: &str,
    span: &Span,
) -> Reply<Vec<KeptRow>> {
    let sql = "SELECT video_id, kept_at_ms FROM kept_videos \
               WHERE folder_id = $1 AND (kept_at_ms, video_id) < ($2, $3) \
               ORDER BY kept_at_ms DESC, video_id DESC LIMIT $4";
    view.rows(sql, values![folder_id, span.before_ms, &span.before_id, span.rows()])
}
