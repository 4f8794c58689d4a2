//! What the rules need of libraries: marks of senders, and whether a pattern can be used.

mod mark;
mod pattern;

pub(super) use mark::{MarkKey, mark};
pub(super) use pattern::is_pattern;
