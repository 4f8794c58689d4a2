//! Pure algorithms of transcoding: ladder, packaging, playlists, storyboard geometry.
//! It must not touch files, clocks or processes.

pub(crate) mod boxes;
pub(crate) mod fragments;
pub(crate) mod ladder;
pub(crate) mod packager;
pub(crate) mod playlist;
pub(crate) mod storyboard;
pub(crate) mod track;
