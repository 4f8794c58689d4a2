//! The rules of danmaku, as plain functions over plain values. They must not read a clock or a
//! store.

mod bullet;
mod filters;
mod group;
mod importing;
mod options;
mod room;
mod segment;

pub(super) use bullet::{
    NewBullet, Sent, Written, after_screened, check_pace, check_position, check_recall,
    check_repeated, decide_draft, is_waiting, may_know, refuse_danmaku,
};
pub(super) use filters::check_filters;
pub(super) use group::{Around, Leader, decide_around};
pub(super) use importing::{
    Arrival, FileTally, check_batch, decide_arrival, decide_length, decide_sent_at, make_parts,
};
pub(crate) use options::Options;
pub(super) use room::{
    Change, Changes, Openness, PlayProof, Room, RoomEntry, check_follower, check_muted,
    decide_entry, decide_keeper, decide_slow_mode, is_told, make_changes, refuse_room,
    refuse_session, show_entry, show_room,
};
pub(super) use segment::{
    Edition, Encoded, EnergyPart, Fresh, SEGMENT_MS, SegmentRow, Stale, Window, check_version,
    decide_delta_end, decide_edition, decide_newest, make_energy, make_list, show_segment,
};
