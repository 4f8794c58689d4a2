//! What stands in texts, letter by letter: names behind a sign, and words however they are written.
//! It must not know an account or a comment.

pub(super) mod spelling;
