//! What the rules need of libraries: marks of senders, which texts say
//! nearly the same, and whether a pattern can be used.

mod likeness;
mod mark;
mod pattern;

pub(super) use likeness::Gist;
pub(super) use mark::{MarkKey, mark};
pub(super) use pattern::is_pattern;
