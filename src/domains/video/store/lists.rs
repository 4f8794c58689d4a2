//! Statements that give many rows: each walks one index of the migration, in its order.
//! They must not read packages, but for an export.

use crate::contract::video::{Owner, Privacy, VideoState};
use crate::domains::video::model::{Card, Own, Sourceless, Whole};
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::page::Span;

columns! {
    Own { card: [Card], way }
    Whole { own: [Own], hold, updated_at_ms, package, review }
    Sourceless { drafts, refused }
}

/// The states of a video that still waits for a file.
const SOURCELESS: [VideoState; 2] = [VideoState::Draft, VideoState::Refused];

/// By `videos_newest`.
pub(in crate::domains::video) const NEWEST: &str = "SELECT video_id, owner_id, title, \
    description, tags, privacy, state, duration_ms, created_at_ms, published_at_ms, failure, \
    width, height, version, is_age_limited FROM videos \
    WHERE state = $1 AND privacy = $2 AND (published_at_ms, video_id) < ($3, $4) \
    ORDER BY published_at_ms DESC, video_id DESC LIMIT $5";

/// By `videos_of_owner`.
pub(in crate::domains::video) const BY_OWNER: &str = "SELECT video_id, owner_id, title, \
    description, tags, privacy, state, duration_ms, created_at_ms, published_at_ms, failure, \
    width, height, version, is_age_limited FROM videos \
    WHERE owner_id = $1 AND state = $2 AND privacy = $3 \
    AND (published_at_ms, video_id) < ($4, $5) \
    ORDER BY published_at_ms DESC, video_id DESC LIMIT $6";

/// By the key of `listed_tags`.
pub(in crate::domains::video) const BY_TAG: &str = "SELECT videos.video_id, owner_id, title, \
    description, tags, privacy, state, duration_ms, created_at_ms, videos.published_at_ms, \
    failure, width, height, version, is_age_limited FROM listed_tags \
    JOIN videos ON videos.video_id = listed_tags.video_id \
    WHERE tag = $1 AND (listed_tags.published_at_ms, listed_tags.video_id) < ($2, $3) \
    ORDER BY listed_tags.published_at_ms DESC, listed_tags.video_id DESC LIMIT $4";

/// By `videos_by_owner`.
pub(in crate::domains::video) const OWN: &str = "SELECT video_id, owner_id, title, \
    description, tags, privacy, state, duration_ms, created_at_ms, published_at_ms, failure, \
    width, height, version, is_age_limited, way FROM videos \
    WHERE owner_id = $1 AND (created_at_ms, video_id) < ($2, $3) \
    ORDER BY created_at_ms DESC, video_id DESC LIMIT $4";

/// By `videos_by_owner`; the one list with packages, for whoever takes all of a video along.
pub(in crate::domains::video) const WHOLE: &str = "SELECT video_id, owner_id, title, \
    description, tags, privacy, state, duration_ms, created_at_ms, published_at_ms, failure, \
    width, height, version, is_age_limited, way, hold, updated_at_ms, package, review FROM videos \
    WHERE owner_id = $1 AND (created_at_ms, video_id) < ($2, $3) \
    ORDER BY created_at_ms DESC, video_id DESC LIMIT $4";

/// By `videos_of_owner`.
pub(in crate::domains::video) const OPEN_DRAFTS: &str = "SELECT \
    COUNT(CASE WHEN state = $2 THEN 1 END) AS drafts, \
    COUNT(CASE WHEN state = $3 THEN 1 END) AS refused FROM videos \
    WHERE owner_id = $1 AND state IN ($2, $3)";

/// By `videos_by_age`.
pub(in crate::domains::video) const EXPIRED_DRAFTS: &str = "SELECT video_id, owner_id, title, \
    description, tags, privacy, state, duration_ms, created_at_ms, published_at_ms, failure, \
    width, height, version, is_age_limited FROM videos \
    WHERE state IN ($1, $2) AND updated_at_ms < $3 LIMIT $4";

/// Published public videos, newest first: one more than asked, to see whether it goes on.
pub(in crate::domains::video) fn newest(view: &View<'_, Owner>, span: &Span) -> Reply<Vec<Card>> {
    let (state, privacy) = (VideoState::Published, Privacy::Public);
    let Span { before_ms, before_id, .. } = span;
    view.rows(NEWEST, values![state, privacy, *before_ms, before_id, span.rows()])
}

/// The same of one owner.
pub(in crate::domains::video) fn by_owner(
    view: &View<'_, Owner>,
    owner_id: &UserId,
    span: &Span,
) -> Reply<Vec<Card>> {
    let (state, privacy) = (VideoState::Published, Privacy::Public);
    let Span { before_ms, before_id, .. } = span;
    view.rows(BY_OWNER, values![owner_id, state, privacy, *before_ms, before_id, span.rows()])
}

/// The same with a tag, given as it is compared.
pub(in crate::domains::video) fn by_tag(
    view: &View<'_, Owner>,
    tag: &str,
    span: &Span,
) -> Reply<Vec<Card>> {
    view.rows(BY_TAG, values![tag, span.before_ms, &span.before_id, span.rows()])
}

/// Makes the rows under tags those of a video as it is now.
pub(in crate::domains::video) fn save_tags(
    tx: &Tx<'_, Owner>,
    card: &Card,
    tags: &[String],
) -> Reply<()> {
    tx.execute("DELETE FROM listed_tags WHERE video_id = $1", values![&card.video_id])?;
    let sql = "INSERT INTO listed_tags (tag, published_at_ms, video_id) VALUES ($1, $2, $3)";
    for tag in tags {
        tx.execute(sql, values![tag, card.published_at_ms, &card.video_id])?;
    }
    Ok(())
}

/// All videos of one owner with their ways, newest first: one more than asked, to see whether it
/// goes on.
pub(in crate::domains::video) fn own(
    view: &View<'_, Owner>,
    owner_id: &UserId,
    span: &Span,
) -> Reply<Vec<Own>> {
    view.rows(OWN, values![owner_id, span.before_ms, &span.before_id, span.rows()])
}

/// The same with all that is held of each.
pub(in crate::domains::video) fn whole(
    view: &View<'_, Owner>,
    owner_id: &UserId,
    span: &Span,
) -> Reply<Vec<Whole>> {
    view.rows(WHOLE, values![owner_id, span.before_ms, &span.before_id, span.rows()])
}

/// How many videos of an owner have no accepted source.
pub(in crate::domains::video) fn count_sourceless(
    view: &View<'_, Owner>,
    owner_id: &UserId,
) -> Reply<Sourceless> {
    let [draft, refused] = SOURCELESS;
    let counted = view.row(OPEN_DRAFTS, values![owner_id, draft, refused])?;
    Ok(counted.unwrap_or_default())
}

/// Up to `limit` drafts without an accepted source that nobody touched since `before_ms`.
pub(in crate::domains::video) fn expired_drafts(
    view: &View<'_, Owner>,
    before_ms: i64,
    limit: u32,
) -> Reply<Vec<Card>> {
    let [draft, refused] = SOURCELESS;
    view.rows(EXPIRED_DRAFTS, values![draft, refused, before_ms, limit])
}
