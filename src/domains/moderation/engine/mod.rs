//! What the rules stand on: terms found in texts, known pictures, text that is new in a picture, a
//! chain of hashes. It must not know a video.

pub(super) mod chain;
pub(super) mod pdq;
pub(super) mod strokes;
pub(super) mod text;
