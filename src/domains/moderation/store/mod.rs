//! The shelf of moderation: cases, terms, known pictures, reports, the audit log. It must not
//! decide anything.

mod audit;
mod cases;
mod erased;
mod files;
mod known;
mod profiles;
mod reports;
mod terms;
mod told;

pub(super) use audit::{alias, append, entries, last, named_entries};
pub(super) use cases::{
    bury, cases_of, count_scoring, count_waiting, find, forget_buried, insert, is_buried, save,
    to_score, waiting,
};
pub(super) use erased::{bury_some_of, forget_person, is_erased};
pub(super) use files::{count_files, known_file, newest_files, put_file, remove_file};
pub(super) use known::{
    count_known, has_known, known_pictures, newest_known, put_known, remove_known,
};
pub(super) use profiles::{
    count_waiting_profiles, find_profile, note_refused_text, portraits_to_score, put_off_portrait,
    refused_text, refused_texts, settle_profile, waiting_profiles,
};
pub(super) use reports::{
    close_reports, count_open_reports, count_sent_reports, forget_reports, insert_report, reports,
    reports_by,
};
pub(super) use terms::{
    count_terms, newest_terms, put_term, remove_term, replace_terms, strike_like, terms,
};
pub(super) use told::{log, settle, tell};
