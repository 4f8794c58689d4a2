//! Pure codecs of playback. They must not know sessions or videos.

mod person;
mod token;

pub(super) use person::person;
pub(super) use token::{Grant, SigningKey, open, seal};
