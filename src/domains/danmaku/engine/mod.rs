//! What the rules need of libraries: marks of senders and of texts, which texts say nearly the
//! same, and whether a pattern can be used.

mod likeness;
mod mark;
mod pattern;

pub(super) use likeness::Gist;
pub(super) use mark::{MarkKey, mark, origin};
pub(super) use pattern::is_pattern;
