//! The work of each message, one file per rpc: check, load, decide, save, answer.

pub(super) mod add_known_picture;
pub(super) mod add_terms;
pub(super) mod appeal_decision;
pub(super) mod check_text;
pub(super) mod claim_case;
pub(super) mod decide_case;
pub(super) mod escalate_case;
pub(super) mod export_account;
pub(super) mod export_known_pictures;
pub(super) mod export_terms;
pub(super) mod get_case;
pub(super) mod get_frame;
pub(super) mod get_readiness;
pub(super) mod get_standing;
pub(super) mod import_known_pictures;
pub(super) mod import_terms;
pub(super) mod list_audit;
pub(super) mod list_cases;
pub(super) mod list_known_pictures;
pub(super) mod list_terms;
pub(super) mod release_case;
pub(super) mod remove_known_picture;
pub(super) mod remove_term;
pub(super) mod report_video;
pub(super) mod verify_audit;
