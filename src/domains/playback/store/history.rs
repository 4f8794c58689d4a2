//! What is remembered of one viewer, as lists. It must not read of any other.

use crate::contract::playback::Owner;
use crate::domains::playback::model::{KeptPlace, PastSession};
use crate::kernel::db::{View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::page::Span;

columns! {
    PastSession { session_id, video_id, created_at_ms, expires_at_ms }
    KeptPlace { video_id, position_ms, expires_at_ms }
}

/// The sessions of a viewer, newest first: one more than asked, to see whether it goes on.
pub(in crate::domains::playback) fn sessions_of(
    view: &View<'_, Owner>,
    viewer: &str,
    span: &Span,
) -> Reply<Vec<PastSession>> {
    let sql = "SELECT session_id, video_id, created_at_ms, expires_at_ms FROM sessions \
               WHERE viewer = $1 AND (created_at_ms, session_id) < ($2, $3) \
               ORDER BY created_at_ms DESC, session_id DESC LIMIT $4";
    view.rows(sql, values![viewer, span.before_ms, &span.before_id, span.rows()])
}

/// Where a viewer left off, what is kept longest first: one more than asked, as above.
pub(in crate::domains::playback) fn places_of(
    view: &View<'_, Owner>,
    viewer: &str,
    span: &Span,
) -> Reply<Vec<KeptPlace>> {
    let sql = "SELECT video_id, position_ms, expires_at_ms FROM resume_points \
               WHERE viewer = $1 AND (expires_at_ms, video_id) < ($2, $3) \
               ORDER BY expires_at_ms DESC, video_id DESC LIMIT $4";
    view.rows(sql, values![viewer, span.before_ms, &span.before_id, span.rows()])
}
