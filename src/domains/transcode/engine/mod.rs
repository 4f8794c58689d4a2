//! Pure algorithms of transcoding: ladder, packaging, playlists, storyboard geometry.
//! It must not touch files, clocks or processes.

pub(crate) mod boxes;
pub(crate) mod cost;
pub(crate) mod fragments;
pub(crate) mod ladder;
pub(crate) mod packager;
pub(crate) mod playlist;
pub(crate) mod storyboard;
pub(crate) mod track;

/// The nearest whole number; what lies outside becomes the nearest bound, and no number zero.
#[expect(clippy::cast_possible_truncation, reason = "a float saturates where it does not fit")]
pub(crate) fn whole(number: f64) -> u32 {
    number.round() as u32
}
