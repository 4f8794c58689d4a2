//! What the rules stand on: terms found in texts, known pictures, a chain of hashes. It must not
//! know a video.

pub(super) mod chain;
pub(super) mod pdq;
pub(super) mod text;
