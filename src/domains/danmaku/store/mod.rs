//! The shelf of danmaku: rooms, texts, segments, filters. It must not decide anything.

mod bullets;
mod erased;
mod filters;
mod imports;
mod rooms;
mod segments;

pub(super) use bullets::{
    count_energy, count_held, find_bullet, gone_after, held, in_delta, in_edition, insert_bullet,
    last_sent, last_sent_in, leaders, let_through, newest, pending, same_sent, sent_by,
    set_standing, shown_after, sweep_gone, take_away,
};
pub(super) use erased::{forget_filters, is_erased, remove_some_of};
pub(super) use filters::{filters_of, keep_mark_key, mark_key, save_filters};
pub(super) use imports::{insert_imported, is_imported, lock_imported, raise_imported};
pub(super) use rooms::{
    change_state, close_room, drop_some, ended_room, ensure_room, find_room, has_ended,
    next_offset, open_room, publish_room,
};
pub(super) use segments::{
    count_parts, find_edition, put_edition, raise_version, stale_segments, touch_segment,
    version_of,
};
