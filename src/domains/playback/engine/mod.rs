//! Pure codecs of playback. They must not know sessions or videos.

mod token;

pub(super) use token::{Grant, SigningKey, open, seal};
