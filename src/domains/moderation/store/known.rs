//! The list of known pictures. It must not decide anything.

use super::super::model::KnownPicture;
use crate::contract::moderation::{KnownPictureId, Owner};
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::page::Span;

columns! { KnownPicture { picture_id, hash, label, added_by, added_at_ms } }

/// By `known_pictures_by_age`.
const NEWEST: &str = "SELECT picture_id, hash, label, added_by, added_at_ms FROM known_pictures \
    WHERE (added_at_ms, picture_id) < ($1, $2) \
    ORDER BY added_at_ms DESC, picture_id DESC LIMIT $3";

/// All of them, the oldest first.
pub(in crate::domains::moderation) fn known_pictures(
    view: &View<'_, Owner>,
) -> Reply<Vec<KnownPicture>> {
    let sql = "SELECT picture_id, hash, label, added_by, added_at_ms FROM known_pictures \
               ORDER BY added_at_ms, picture_id";
    view.rows(sql, values![])
}

/// The newest: one more than asked, to see whether it goes on.
pub(in crate::domains::moderation) fn newest_known(
    view: &View<'_, Owner>,
    span: &Span,
) -> Reply<Vec<KnownPicture>> {
    view.rows(NEWEST, values![span.before_ms, &span.before_id, span.rows()])
}

pub(in crate::domains::moderation) fn has_known(view: &View<'_, Owner>) -> Reply<bool> {
    view.exists("SELECT 1 FROM known_pictures LIMIT 1", values![])
}

pub(in crate::domains::moderation) fn count_known(view: &View<'_, Owner>) -> Reply<u64> {
    Ok(view.value("SELECT COUNT(*) FROM known_pictures", values![])?.unwrap_or_default())
}

/// Puts a picture on the list; one that is there gets the new label. Gives it as it is kept.
pub(in crate::domains::moderation) fn put_known(
    tx: &Tx<'_, Owner>,
    picture: &KnownPicture,
) -> Reply<Option<KnownPicture>> {
    let KnownPicture { picture_id, hash, label, added_by, .. } = picture;
    let sql = "INSERT INTO known_pictures (picture_id, hash, label, added_by, added_at_ms) \
               VALUES ($1, $2, $3, $4, $5) ON CONFLICT (hash) DO UPDATE SET label = $3";
    tx.execute(sql, values![picture_id, hash, label, added_by, tx.now_ms()])?;
    let sql = "SELECT picture_id, hash, label, added_by, added_at_ms FROM known_pictures \
               WHERE hash = $1";
    tx.row(sql, values![hash])
}

/// Takes a picture off the list; gives what it was.
pub(in crate::domains::moderation) fn remove_known(
    tx: &Tx<'_, Owner>,
    picture_id: &KnownPictureId,
) -> Reply<Option<KnownPicture>> {
    let sql = "SELECT picture_id, hash, label, added_by, added_at_ms FROM known_pictures \
               WHERE picture_id = $1";
    let found = tx.row(sql, values![picture_id])?;
    tx.execute("DELETE FROM known_pictures WHERE picture_id = $1", values![picture_id])?;
    Ok(found)
}
