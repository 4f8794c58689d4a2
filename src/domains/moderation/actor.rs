//! The service of moderation: what it holds, and which rpcs it answers. The work stands in
//! `handlers`.

use super::Options;
use super::live::{KnownInForce, RulesInForce};
use crate::contract::moderation::{Owner, service};
use crate::kernel::domain_context::DomainContext;
use crate::kernel::live::LiveSettings;
use crate::kernel::ports::reading::TextReader;
use crate::kernel::ports::scoring::Scorer;
use std::rc::Rc;
use std::sync::Arc;
use tokio::sync::Notify;

/// The moderation domain. Clones share everything.
#[derive(Clone)]
pub(crate) struct Moderation {
    pub(super) domain: Rc<DomainContext<Owner>>,
    pub(super) options: LiveSettings<Options>,
    pub(super) scorer: Arc<dyn Scorer>,
    pub(super) reader: Arc<dyn TextReader>,
    /// The terms as texts are compared with them.
    pub(super) rules: RulesInForce,
    /// The known pictures as pictures are compared with them.
    pub(super) known: KnownInForce,
    /// Rung when there are pictures to look at.
    pub(super) scoring: Rc<Notify>,
}

service!(
    Moderation: claim_case,
    release_case,
    decide_case,
    escalate_case,
    appeal_decision,
    import_terms,
    add_terms,
    remove_term,
    add_known_picture,
    remove_known_picture,
    import_known_pictures,
    add_known_file,
    remove_known_file,
    report_video,
    get_case,
    list_cases,
    get_standing,
    get_frame,
    list_known_pictures,
    export_known_pictures,
    list_known_files,
    list_terms,
    check_text,
    screen_text,
    export_terms,
    list_audit,
    verify_audit,
    get_readiness,
    export_account,
    list_profiles,
    decide_profile,
);
