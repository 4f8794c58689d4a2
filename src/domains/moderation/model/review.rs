//! Who may decide about which case, what a decision changes, and what its owner is told. It must
//! not know what the rules found.

use super::case::{Case, make_failure};
use super::options::Options;
use super::report::Reports;
use crate::contract::moderation::{
    self, Action, AppealDecisionRequest, DecideCaseRequest, EscalateCaseRequest, Escalation,
    GetReadinessResponse, GetStandingResponse, ListAuditRequest, Proposal, Reason, Refusal,
};
use crate::kernel::context::Caller;
use crate::kernel::fault::{Error, RefusalCode as _, Reply};
use crate::kernel::ports::scoring::{Readiness, ScoringFault};

/// The word for the operator of the machine, who has no account.
pub(super) const OPERATOR: &str = "operator";

/// The name under which somebody acts.
pub(in crate::domains::moderation) fn make_actor(caller: &Caller) -> String {
    caller.user_id().map_or_else(|| OPERATOR.to_owned(), ToString::to_string)
}

/// Whether nobody else holds the case.
pub(in crate::domains::moderation) fn check_hands(
    case: &Case,
    moderator: &str,
    now_ms: i64,
) -> Reply<()> {
    let is_held = !case.held_by.is_empty() && case.held_until_ms > now_ms;
    if !is_held || case.held_by == moderator {
        return Ok(());
    }
    let reason = "another moderator is looking at this; take another case, or wait until they end";
    Err(Refusal::InOtherHands.because(reason).with("until_ms", case.held_until_ms).into())
}

/// The case in the hands of a moderator.
pub(in crate::domains::moderation) fn decide_claim(
    case: Case,
    caller: &Caller,
    (now_ms, lease_ms): (i64, i64),
) -> Reply<Case> {
    let moderator = make_actor(caller);
    check_hands(&case, &moderator, now_ms)?;
    if case.escalation.is_some() && !caller.is_admin() {
        return Err(refuse_escalated());
    }
    let held_until_ms = now_ms.saturating_add(lease_ms);
    Ok(Case { held_by: moderator, held_until_ms, version: case.version + 1, ..case })
}

/// The case in nobody's hands.
pub(in crate::domains::moderation) fn after_release(case: Case) -> Case {
    Case { held_by: String::new(), held_until_ms: 0, version: case.version + 1, ..case }
}

/// How many entries of the audit log are given at once.
pub(in crate::domains::moderation) fn decide_audit_limit(asked: u32) -> u32 {
    let most = u32::try_from(ListAuditRequest::LIMIT.max).unwrap_or(u32::MAX);
    if asked == 0 { most / 2 } else { asked.min(most) }
}

/// What is judged and by what.
pub(in crate::domains::moderation) fn show_readiness(
    options: &Options,
    (scorer, reader): (Readiness, Readiness),
    (terms, waiting, scoring): (u32, u64, u64),
) -> GetReadinessResponse {
    let told = |lack: Option<ScoringFault>| {
        let told = lack.map(|lack| match lack.remedy() {
            Some(remedy) => format!("{lack}; {remedy}"),
            None => lack.to_string(),
        });
        told.unwrap_or_default()
    };
    GetReadinessResponse {
        require: options.require.word().to_owned(),
        has_model: scorer.model.is_some(),
        missing: told(scorer.lack),
        terms,
        waiting,
        scoring,
        ocr: options.ocr.word().to_owned(),
        has_reader: reader.model.is_some(),
        missing_reader: told(reader.lack),
        profiles: 0,
    }
}

/// Whether this decision may be made now, by this caller.
pub(in crate::domains::moderation) fn check_decision(
    case: &Case,
    caller: &Caller,
    request: &DecideCaseRequest,
) -> Reply<()> {
    check_own(case, caller)?;
    check_version(case, request.if_version)?;
    if case.escalation.is_some() && !caller.is_admin() {
        return Err(refuse_escalated());
    }
    let invalid = |reason| Err(Refusal::DecisionInvalid.because(reason).into());
    match request.action() {
        Action::Unspecified | Action::Review => invalid("decide: pass, age limit or block"),
        Action::AgeLimit | Action::Block if request.reason() == Reason::Unspecified => {
            invalid("say why: the owner of the video reads it")
        },
        _ if !DecideCaseRequest::NOTE.fit(&request.note) => invalid("the note is too long"),
        _ => Ok(()),
    }
}

fn check_own(case: &Case, caller: &Caller) -> Reply<()> {
    if caller.user_id() != Some(&case.owner_id) || caller.is_admin() {
        return Ok(());
    }
    let reason = "this is your own video; another moderator decides about it";
    Err(Refusal::OwnVideo.because(reason).into())
}

fn check_version(case: &Case, if_version: u64) -> Reply<()> {
    if if_version == 0 || if_version == case.version {
        return Ok(());
    }
    let reason = "the case was changed since you looked; look at it again, then decide";
    Err(Refusal::CaseChanged.because(reason).into())
}

fn refuse_escalated() -> Error {
    let reason = "this case was left to the administrators; take another one";
    Refusal::CaseEscalated.because(reason).into()
}

/// Whether this case may be left to the administrators.
pub(in crate::domains::moderation) fn check_escalation(
    case: &Case,
    caller: &Caller,
    request: &EscalateCaseRequest,
) -> Reply<()> {
    check_own(case, caller)?;
    check_version(case, request.if_version)?;
    if case.escalation.is_some() {
        return Err(refuse_escalated());
    }
    if !EscalateCaseRequest::NOTE.fit(request.note.trim()) {
        let reason = "say in a few words why an administrator has to decide";
        return Err(Refusal::EscalationInvalid.because(reason).into());
    }
    Ok(())
}

/// The case with the word to the administrators, in nobody's hands.
pub(in crate::domains::moderation) fn after_escalation(
    case: Case,
    moderator: &str,
    request: &EscalateCaseRequest,
    now_ms: i64,
) -> Case {
    let escalation = Escalation {
        escalated_by: moderator.to_owned(),
        note: request.note.trim().to_owned(),
        escalated_at_ms: now_ms,
    };
    Case { escalation: Some(escalation), ..after_release(case) }
}

/// Whether this decision is a proposal, which another moderator has to confirm.
pub(in crate::domains::moderation) fn is_proposal(
    case: &Case,
    moderator: &str,
    request: &DecideCaseRequest,
    options: &Options,
) -> bool {
    let confirms = case.proposal.as_ref().is_some_and(|one| one.proposed_by != moderator);
    // Two have looked at what was left to the administrators.
    let needs_other = options.second_pair_of_eyes && case.escalation.is_none();
    needs_other && request.action() == Action::Block && !confirms
}

/// The case with what a person proposes; it is in nobody's hands, so that another may confirm it.
pub(in crate::domains::moderation) fn after_proposal(
    case: Case,
    moderator: String,
    request: &DecideCaseRequest,
    now_ms: i64,
) -> Case {
    let proposal = Proposal {
        proposed_by: moderator,
        reason: request.reason().into(),
        note: request.note.trim().to_owned(),
        proposed_at_ms: now_ms,
    };
    Case { proposal: Some(proposal), ..after_release(case) }
}

/// The case with what a person decided; it holds for texts and pictures as they are now.
pub(in crate::domains::moderation) fn after_decision(
    case: Case,
    moderator: String,
    request: &DecideCaseRequest,
) -> Case {
    Case {
        text_action: request.action(),
        frames_action: request.action(),
        // What is decided again is told again, with its reason.
        told_version: 0,
        decided_by: moderator,
        reason: request.reason(),
        note: request.note.trim().to_owned(),
        held_by: String::new(),
        held_until_ms: 0,
        appeal: String::new(),
        proposal: None,
        escalation: None,
        ..case
    }
}

/// Whether a decision can be appealed.
fn is_appealable(case: &Case) -> bool {
    matches!(case.action, Action::Block | Action::AgeLimit) && case.appeal.is_empty()
}

/// The case with an appeal, which brings it before a person.
pub(in crate::domains::moderation) fn decide_appeal(
    case: Case,
    caller: &Caller,
    request: &AppealDecisionRequest,
) -> Reply<Case> {
    if !caller.may_act_for(&case.owner_id) {
        return Err(refuse_unknown());
    }
    if !is_appealable(&case) {
        let reason = "there is no decision against this video, or your appeal waits already";
        return Err(Refusal::NothingToAppeal.because(reason).into());
    }
    let text = request.text.trim();
    if !AppealDecisionRequest::TEXT.fit(text) {
        let reason = "say in 1 to 1,000 characters why the decision is wrong";
        return Err(Refusal::AppealInvalid.because(reason).into());
    }
    Ok(Case { appeal: text.to_owned(), version: case.version + 1, ..case })
}

/// What the owner of a video is told, and moderators.
pub(in crate::domains::moderation) fn decide_standing(
    case: &Case,
    caller: &Caller,
) -> Reply<GetStandingResponse> {
    if !caller.may_act_for(&case.owner_id) && !caller.is_moderator() {
        return Err(refuse_unknown());
    }
    Ok(GetStandingResponse {
        action: case.action.into(),
        failure: make_failure(case),
        reason: case.reason.into(),
        note: case.note.clone(),
        is_appealable: is_appealable(case),
        is_appealed: !case.appeal.is_empty(),
        decided_at_ms: case.decided_at_ms,
    })
}

/// The one answer for a case that is not there and for one that the caller may not see.
pub(in crate::domains::moderation) fn refuse_unknown() -> Error {
    let reason = "there is no case of this video, or it is not shown to you";
    Refusal::CaseUnknown.because(reason).into()
}

/// The case as moderators see it.
pub(in crate::domains::moderation) fn show_case(
    case: Case,
    reports: Reports,
    now_ms: i64,
) -> moderation::Case {
    let is_held = case.held_until_ms > now_ms;
    moderation::Case {
        failure: make_failure(&case),
        is_scoring: !case.package_id.is_empty() && case.frames_action == Action::Unspecified,
        video_id: case.video_id.into(),
        owner_id: case.owner_id.into(),
        title: case.title,
        description: case.description,
        tags: case.tags,
        action: case.action.into(),
        text_action: case.text_action.into(),
        frames_action: case.frames_action.into(),
        findings: Some(case.findings),
        package: case.package,
        held_by: if is_held { case.held_by } else { String::new() },
        held_until_ms: if is_held { case.held_until_ms } else { 0 },
        appeal: case.appeal,
        opened_at_ms: case.opened_at_ms,
        decided_at_ms: case.decided_at_ms,
        decided_by: case.decided_by,
        reason: case.reason.into(),
        note: case.note,
        version: case.version,
        proposal: case.proposal,
        escalation: case.escalation,
        open_reports: reports.open,
        reports: reports.newest.into_iter().map(Into::into).collect(),
    }
}
