//! The list of known files. It must not decide anything.

use super::super::model::KnownFile;
use crate::contract::moderation::{KnownFileId, Owner};
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::page::Span;

columns! { KnownFile { file_id, sha256, label, added_by, added_at_ms } }

/// By `known_files_by_age`.
const NEWEST: &str = "SELECT file_id, sha256, label, added_by, added_at_ms FROM known_files \
    WHERE (added_at_ms, file_id) < ($1, $2) \
    ORDER BY added_at_ms DESC, file_id DESC LIMIT $3";

/// The newest: one more than asked, to see whether it goes on.
pub(in crate::domains::moderation) fn newest_files(
    view: &View<'_, Owner>,
    span: &Span,
) -> Reply<Vec<KnownFile>> {
    view.rows(NEWEST, values![span.before_ms, &span.before_id, span.rows()])
}

pub(in crate::domains::moderation) fn count_files(view: &View<'_, Owner>) -> Reply<u64> {
    Ok(view.value("SELECT COUNT(*) FROM known_files", values![])?.unwrap_or_default())
}

/// The label of a file on the list; empty unless it is there.
pub(in crate::domains::moderation) fn known_file(
    view: &View<'_, Owner>,
    sha256: &str,
) -> Reply<String> {
    let sql = "SELECT label FROM known_files WHERE sha256 = $1";
    Ok(view.value(sql, values![sha256])?.unwrap_or_default())
}

/// Puts a file on the list; one that is there gets the new label. Gives it as it is kept.
pub(in crate::domains::moderation) fn put_file(
    tx: &Tx<'_, Owner>,
    file: &KnownFile,
) -> Reply<Option<KnownFile>> {
    let KnownFile { file_id, sha256, label, added_by, .. } = file;
    let sql = "INSERT INTO known_files (file_id, sha256, label, added_by, added_at_ms) \
               VALUES ($1, $2, $3, $4, $5) ON CONFLICT (sha256) DO UPDATE SET label = $3";
    tx.execute(sql, values![file_id, sha256, label, added_by, tx.now_ms()])?;
    let sql = "SELECT file_id, sha256, label, added_by, added_at_ms FROM known_files \
               WHERE sha256 = $1";
    tx.row(sql, values![sha256])
}

/// Takes a file off the list; gives what it was.
pub(in crate::domains::moderation) fn remove_file(
    tx: &Tx<'_, Owner>,
    file_id: &KnownFileId,
) -> Reply<Option<KnownFile>> {
    let sql = "SELECT file_id, sha256, label, added_by, added_at_ms FROM known_files \
               WHERE file_id = $1";
    let found = tx.row(sql, values![file_id])?;
    tx.execute("DELETE FROM known_files WHERE file_id = $1", values![file_id])?;
    Ok(found)
}
