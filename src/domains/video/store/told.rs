//! A video, where it is found, and what is told of it, in one unit. It must not decide anything.

use super::super::model::{self, Entry};
use super::{save, save_tags};
use crate::contract::video::{Owner, VideoChanged, VideoDescribed, VideoPublished, VideoState};
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;

/// Keeps what became of a video, and tells of it: that it appears for the first time, or that it
/// changed for whoever watches it. `is_changed` says that a person changed it.
pub(in crate::domains::video) fn keep(
    tx: &Tx<'_, Owner>,
    before: &Entry,
    after: &Entry,
    is_changed: bool,
) -> Reply<()> {
    save(tx, after)?;
    save_tags(tx, &after.card, &model::make_listed_tags(&after.card))?;
    let (video_id, owner_id) = (after.card.video_id.to_string(), after.card.owner_id.to_string());
    if after.described_version != before.described_version {
        tell_texts(tx, after)?;
    }
    let is_new = before.card.published_at_ms == 0 && after.card.published_at_ms != 0;
    let is_shown = model::is_shown(&after.card);
    let is_other = model::is_shown(&before.card) != is_shown
        || is_shown && before.package_id != after.package_id;
    if is_changed || (is_other && !is_new) {
        let is_private = model::is_hidden(&after.card);
        let (video_id, owner_id) = (video_id.clone(), owner_id.clone());
        tx.publish(&VideoChanged { video_id, owner_id, is_private })?;
    }
    if is_new && after.card.state == VideoState::Published {
        let privacy = after.card.privacy.into();
        tx.publish(&VideoPublished { video_id, owner_id, privacy })?;
    }
    Ok(())
}

/// Tells what a video says of itself.
pub(in crate::domains::video) fn tell_texts(tx: &Tx<'_, Owner>, entry: &Entry) -> Reply<()> {
    let card = &entry.card;
    tx.publish(&VideoDescribed {
        video_id: card.video_id.to_string(),
        owner_id: card.owner_id.to_string(),
        version: entry.described_version,
        title: card.title.clone(),
        description: card.description.clone(),
        tags: card.tags.clone(),
    })
}
