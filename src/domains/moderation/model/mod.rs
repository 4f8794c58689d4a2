//! The rules of moderation: what a text, some scores and a person come to, who may decide, and what
//! is told. It must not load or save; callers bring what they read and keep what comes back.

mod audit;
mod burnt;
mod case;
mod dossier;
mod files;
mod known;
mod options;
#[cfg(feature = "bench")]
mod probe;
mod profile;
mod profile_review;
mod report;
mod review;
mod scores;
mod terms;
mod verdict;

pub(super) use audit::{
    AuditNote, AuditRow, Deed, NamedEntry, is_account, make_audit_row, make_decided_note,
    make_erasure_note, make_escalated_note, make_judged_note, make_profile_note,
    make_proposed_note, show_verified,
};
pub(super) use burnt::{
    ReadPicture, TextChanges, after_picture, decide_burnt, decide_read, make_strokes,
};
pub(super) use case::{
    Case, after_described, after_frames, after_package, decide_outcome, is_waiting, make_case,
    make_rank,
};
pub(super) use dossier::{DossierEntry, SentReport, make_dossier, show_dossier};
pub(super) use files::{KnownFile, decide_source, make_file_label, make_sha256};
pub(super) use known::{
    KnownPicture, decide_frame, decide_known, make_blocklist, make_cover_ms, make_cover_ref,
    make_entries, make_frame_ref, make_hash, make_hashes, make_known_pictures, make_label,
    refuse_frame, show_known_pictures,
};
pub(crate) use options::Options;
pub(super) use options::Require;
#[cfg(test)]
pub(super) use options::{AboveThreshold, KnownBad, Ocr};
#[cfg(feature = "bench")]
pub(crate) use probe::TextProbe;
pub(super) use profile::{
    JudgedProfile, SeenPortrait, after_changed, after_portrait, decide_texts, is_profile_waiting,
    is_to_score, make_bio_hash, make_portrait_ref, make_profile_judged, make_profile_rank,
    show_exported_profile, show_judged_profile,
};
pub(super) use profile_review::{after_profile_decision, check_profile_decision, refuse_profile};
pub(super) use report::{REPORTS_SHOWN, Report, Reports, after_report, make_report};
pub(super) use review::{
    after_decision, after_escalation, after_proposal, after_release, check_decision,
    check_escalation, check_hands, decide_appeal, decide_audit_limit, decide_claim,
    decide_standing, is_proposal, make_actor, refuse_unknown, show_case, show_readiness,
};
pub(super) use scores::make_frame_score;
pub(super) use terms::{
    check_tried, make_new_terms, make_rulebook, make_tables, make_term, make_terms, show_terms,
};
pub(super) use verdict::{Rulebook, SeenFrames, Term, decide_text};
