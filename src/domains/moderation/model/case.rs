//! A case: one video, what is known of it, and what holds for it. It must not know how a text or a
//! picture is judged.

use super::files::is_known_bad;
use super::options::Options;
use super::scores::{JudgedScores, decide_judged, decide_one, decide_scores};
use super::verdict::SeenFrames;
use crate::contract::moderation::{
    Action, Cause, Escalation, Failure, Findings, FrameScore, Proposal, Reason, ReviewDecided,
    TextHit,
};
use crate::contract::transcode::{Package, PackageReady};
use crate::contract::video::{VideoDescribed, VideoId};
use crate::kernel::id::UserId;

/// One case as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::domains::moderation) struct Case {
    pub(in crate::domains::moderation) video_id: VideoId,
    pub(in crate::domains::moderation) owner_id: UserId,
    pub(in crate::domains::moderation) title: String,
    pub(in crate::domains::moderation) description: String,
    pub(in crate::domains::moderation) tags: Vec<String>,
    /// 0 until the texts are known.
    pub(in crate::domains::moderation) text_version: u64,
    /// Empty until there is a package.
    pub(in crate::domains::moderation) package_id: String,
    pub(in crate::domains::moderation) package: Option<Package>,
    /// Unspecified while they are not judged.
    pub(in crate::domains::moderation) text_action: Action,
    pub(in crate::domains::moderation) frames_action: Action,
    /// What was told last, and of what.
    pub(in crate::domains::moderation) action: Action,
    pub(in crate::domains::moderation) told_version: u64,
    pub(in crate::domains::moderation) told_package: String,
    pub(in crate::domains::moderation) findings: Findings,
    pub(in crate::domains::moderation) retry_at_ms: i64,
    /// How often its pictures could not be looked at.
    pub(in crate::domains::moderation) tries: u32,
    pub(in crate::domains::moderation) held_by: String,
    pub(in crate::domains::moderation) held_until_ms: i64,
    pub(in crate::domains::moderation) appeal: String,
    pub(in crate::domains::moderation) opened_at_ms: i64,
    pub(in crate::domains::moderation) decided_at_ms: i64,
    pub(in crate::domains::moderation) decided_by: String,
    pub(in crate::domains::moderation) reason: Reason,
    pub(in crate::domains::moderation) note: String,
    pub(in crate::domains::moderation) version: u64,
    pub(in crate::domains::moderation) proposal: Option<Proposal>,
    pub(in crate::domains::moderation) escalation: Option<Escalation>,
}

/// A case of which nothing is known yet.
pub(in crate::domains::moderation) fn make_case(
    video_id: VideoId,
    owner_id: UserId,
    now_ms: i64,
) -> Case {
    Case {
        video_id,
        owner_id,
        title: String::new(),
        description: String::new(),
        tags: Vec::new(),
        text_version: 0,
        package_id: String::new(),
        package: None,
        text_action: Action::Unspecified,
        frames_action: Action::Unspecified,
        action: Action::Unspecified,
        told_version: 0,
        told_package: String::new(),
        findings: Findings::default(),
        retry_at_ms: 0,
        tries: 0,
        held_by: String::new(),
        held_until_ms: 0,
        appeal: String::new(),
        opened_at_ms: now_ms,
        decided_at_ms: 0,
        decided_by: String::new(),
        reason: Reason::Unspecified,
        note: String::new(),
        version: 0,
        proposal: None,
        escalation: None,
    }
}

/// The case with new texts and what the rules say of them. `None` when newer ones are known.
pub(in crate::domains::moderation) fn after_described(
    case: Case,
    event: VideoDescribed,
    (action, hits): (Action, Vec<TextHit>),
) -> Option<Case> {
    if event.version <= case.text_version {
        return None;
    }
    Some(Case {
        title: event.title,
        description: event.description,
        tags: event.tags,
        text_version: event.version,
        text_action: action,
        findings: Findings { hits, ..case.findings },
        proposal: None,
        ..case
    })
}

/// The case with another package, whose pictures are to be looked at if that is required.
pub(in crate::domains::moderation) fn after_package(
    case: Case,
    event: PackageReady,
    (looks, known_file): (bool, String),
    options: &Options,
) -> Option<Case> {
    let package = event.package.filter(|package| package.package_id != case.package_id)?;
    let known = Action::from(options.known_bad);
    let frames_action = match looks {
        true => Action::Unspecified,
        false if known_file.is_empty() => Action::Pass,
        false => known,
    };
    let findings = Findings {
        hits: case.findings.hits,
        source_sha256: event.source_sha256,
        known_action: if known_file.is_empty() { Action::Unspecified } else { known }.into(),
        known_file,
        ..Findings::default()
    };
    Some(Case {
        package_id: package.package_id.clone(),
        package: Some(package),
        frames_action,
        findings,
        retry_at_ms: 0,
        tries: 0,
        decided_by: String::new(),
        reason: Reason::Unspecified,
        note: String::new(),
        proposal: None,
        ..case
    })
}

/// The case with what was found in its pictures. Where they could not be looked at or read, a
/// person does.
pub(in crate::domains::moderation) fn after_frames(
    case: Case,
    seen: SeenFrames,
    options: &Options,
) -> Case {
    let SeenFrames { scores, cover, known, is_unscored, burnt, is_unread } = seen;
    // The scores of some pictures decide nothing.
    let (scores, cover) = if is_unscored { (Vec::new(), None) } else { (scores, cover) };
    let mut runs = decide_scores(&scores, options).runs;
    runs.extend(decide_one(cover.as_ref(), options).runs);
    let JudgedScores { action: scored, runs } = decide_judged(runs);
    let burnt_action = burnt.action;
    let findings = Findings {
        scores,
        cover,
        runs,
        is_unscored,
        known,
        burnt: burnt.hits,
        is_unread,
        ..case.findings
    };
    let is_known = is_known_bad(&findings);
    let recognised = if is_known { options.known_bad.into() } else { Action::Pass };
    let known_action = if is_known { recognised } else { Action::Unspecified }.into();
    let findings = Findings { known_action, ..findings };
    let unseen = if is_unscored || is_unread { Action::Review } else { Action::Pass };
    let frames_action = scored.max(recognised).max(burnt_action).max(unseen);
    Case { frames_action, findings, tries: 0, ..case }
}

/// What holds for the video as it is now, noted as told, where that is known and was not told yet.
pub(in crate::domains::moderation) fn decide_outcome(
    case: Case,
    now_ms: i64,
) -> (Case, Option<ReviewDecided>) {
    let case = Case { version: case.version + 1, ..case };
    let is_known = case.text_version > 0
        && !case.package_id.is_empty()
        && case.text_action != Action::Unspecified
        && case.frames_action != Action::Unspecified;
    let action = case.text_action.max(case.frames_action);
    let is_told = action == case.action
        && case.told_version == case.text_version
        && case.told_package == case.package_id;
    if !is_known || is_told {
        return (case, None);
    }
    let opened_at_ms = if action == Action::Review { now_ms } else { case.opened_at_ms };
    let case = Case {
        action,
        told_version: case.text_version,
        told_package: case.package_id.clone(),
        opened_at_ms,
        decided_at_ms: now_ms,
        ..case
    };
    let decided = ReviewDecided {
        video_id: case.video_id.to_string(),
        owner_id: case.owner_id.to_string(),
        package_id: case.package_id.clone(),
        text_version: case.text_version,
        action: action.into(),
        failure: make_failure(&case),
        title: case.title.clone(),
        is_by_person: !case.decided_by.is_empty(),
        is_on_appeal: false,
        note: case.note.clone(),
    };
    (case, Some(decided))
}

/// Whether a person is to decide.
pub(in crate::domains::moderation) fn is_waiting(case: &Case, reports: u64) -> bool {
    let is_left = case.proposal.is_some() || case.escalation.is_some();
    case.action == Action::Review || !case.appeal.is_empty() || reports > 0 || is_left
}

/// Where a case stands among those that wait, the highest first: an appeal before all others, then
/// what scored highest or was found in its texts, within a day of each other, and what was reported
/// most, a tenth of a day each; then the oldest.
pub(in crate::domains::moderation) fn make_rank(case: &Case, reports: u64) -> i64 {
    let age = FAR_MS.saturating_sub(case.opened_at_ms).max(0);
    let highest = highest(&case.findings).map_or(0, |score| score.permille);
    let highest = if is_known_bad(&case.findings) { 1000 } else { highest };
    let ahead = DAY_MS / 1000 * i64::from(highest.min(1000));
    let reported = DAY_MS / 10 * i64::try_from(reports).unwrap_or(i64::MAX).min(REPORTS_MAX);
    let appeal = if case.appeal.is_empty() { 0 } else { FAR_MS };
    age.saturating_add(ahead).saturating_add(reported).saturating_add(appeal)
}

/// The picture that scored highest, the cover among them.
fn highest(findings: &Findings) -> Option<&FrameScore> {
    findings.scores.iter().chain(&findings.cover).max_by_key(|score| score.permille)
}

/// A moment after all others.
const FAR_MS: i64 = 100_000_000_000_000;
const DAY_MS: i64 = 86_400_000;
/// More reports than this bring a case no further.
const REPORTS_MAX: i64 = 100;

/// Why a video is held or blocked, for its owner.
pub(super) fn make_failure(case: &Case) -> Option<Failure> {
    if matches!(case.action, Action::Unspecified | Action::Pass | Action::AgeLimit) {
        return None;
    }
    if !case.decided_by.is_empty() {
        return Some(Failure::from(Cause::DecidedByModerator).with("note", case.note.as_str()));
    }
    // Not which one, nor where: whoever uploads such pictures would learn what passes.
    let known_action = case.findings.known_action();
    let is_hardest = known_action == case.action || known_action == Action::Unspecified;
    if is_known_bad(&case.findings) && is_hardest && case.frames_action == case.action {
        return Some(Cause::KnownBad.into());
    }
    if let Some(hit) = case.findings.hits.iter().max_by_key(|hit| hit.action)
        && case.text_action == case.action
    {
        let is_held = case.action == Action::Review;
        let cause = if is_held { Cause::TextInDoubt } else { Cause::TextNotAllowed };
        let failure = Failure::from(cause).with("field", hit.field.as_str());
        return Some(failure.with("term", hit.term.as_str()));
    }
    if let Some(hit) = case.findings.burnt.iter().find(|hit| hit.action() == case.action)
        && case.frames_action == case.action
    {
        let is_held = case.action == Action::Review;
        let cause = if is_held { Cause::BurntTextInDoubt } else { Cause::BurntTextNotAllowed };
        let failure = Failure::from(cause).with("term", hit.term.as_str());
        return Some(failure.with("at_ms", hit.at_ms));
    }
    if case.findings.is_unscored {
        return Some(Cause::PicturesNotScored.into());
    }
    if case.findings.is_unread {
        return Some(Cause::PicturesNotRead.into());
    }
    let first = case.findings.runs.first().map(|run| run.from_ms);
    // Cases from before rows were kept have none.
    let at_ms = first.or_else(|| highest(&case.findings).map(|score| score.at_ms));
    Some(Failure::from(Cause::PicturesNotAllowed).with("at_ms", at_ms.unwrap_or_default()))
}
