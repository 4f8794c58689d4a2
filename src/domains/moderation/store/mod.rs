//! The shelf of moderation: cases, terms, known pictures, the audit log. It must not decide
//! anything.

mod audit;
mod cases;
mod known;
mod terms;
mod told;

pub(super) use audit::{append, entries, last};
pub(super) use cases::{
    bury, count_scoring, count_waiting, find, forget_buried, insert, is_buried, save, to_score,
    waiting,
};
pub(super) use known::{
    count_known, has_known, known_pictures, newest_known, put_known, remove_known,
};
pub(super) use terms::{count_terms, replace_terms, terms};
pub(super) use told::{log, settle, tell};
