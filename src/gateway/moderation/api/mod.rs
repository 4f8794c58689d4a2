//! Cases, decisions, terms and the audit log as JSON. It must not decide who is a moderator; the
//! domain does.

pub(in crate::gateway) mod checkpoints;
pub(in crate::gateway) mod escalations;
pub(in crate::gateway) mod files;
pub(in crate::gateway) mod findings;
pub(in crate::gateway) mod known;
pub(in crate::gateway) mod lists;
pub(in crate::gateway) mod profiles;
pub(in crate::gateway) mod reports;
pub(in crate::gateway) mod terms;

use crate::contract::moderation::{
    Action, AppealDecisionRequest, Case, ClaimCaseRequest, DecideCaseRequest, Failure,
    GetCaseRequest, GetReadinessRequest, GetStandingRequest, ListCasesRequest, Proposal, Reason,
    ReleaseCaseRequest,
};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::{Answer, HttpError, Own};
use crate::gateway::core::front::FrontData;
use crate::gateway::core::query::page_of;
use crate::gateway::core::request::RequestContext;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::{OpenApi, ToSchema};

/// The word of an enumeration's value: `ACTION_AGE_LIMIT` is `age_limit`.
fn word(name: &str, prefix: &str) -> String {
    name.strip_prefix(prefix).unwrap_or(name).to_lowercase()
}

pub(super) fn action_word(action: Action) -> String {
    word(action.as_str_name(), "ACTION_")
}

fn reason_word(reason: Reason) -> Option<String> {
    (reason != Reason::Unspecified).then(|| word(reason.as_str_name(), "REASON_"))
}

fn named<T>(found: Option<T>, given: &str) -> Result<T, HttpError> {
    let wrong = || HttpError::own(Own::BodyInvalid, format!("`{given}` is not one of the words."));
    found.ok_or_else(wrong)
}

pub(super) fn action_named(given: &str) -> Result<Action, HttpError> {
    let name = format!("ACTION_{}", given.to_uppercase());
    named(Action::from_str_name(&name), given)
}

pub(super) fn reason_named(given: &str) -> Result<Reason, HttpError> {
    if given.is_empty() {
        return Ok(Reason::Unspecified);
    }
    let name = format!("REASON_{}", given.to_uppercase());
    named(Reason::from_str_name(&name), given)
}

/// A block that one moderator has proposed.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ProposalJson {
    proposed_by: String,
    reason: Option<String>,
    note: Option<String>,
    proposed_at_ms: i64,
}

impl From<Proposal> for ProposalJson {
    fn from(one: Proposal) -> Self {
        let reason = reason_word(one.reason());
        let Proposal { proposed_by, note, proposed_at_ms, .. } = one;
        Self { proposed_by, reason, note: stated(note), proposed_at_ms }
    }
}

/// A case as moderators see it.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct CaseJson {
    video_id: String,
    owner_id: String,
    title: String,
    description: String,
    tags: Vec<String>,
    /// `unspecified` while it is not judged, else `pass`, `age_limit`, `review` or `block`.
    action: String,
    text_action: String,
    frames_action: String,
    /// The pictures are not judged yet.
    is_scoring: bool,
    /// In its texts, then in its pictures in the order of time.
    hits: Vec<findings::TextHitJson>,
    scores: Vec<findings::FrameScoreJson>,
    /// Of the cover; absent while it is not scored.
    cover: Option<findings::FrameScoreJson>,
    /// What the scores come to, the hardest first.
    runs: Vec<findings::ScoreRunJson>,
    /// The first 20.
    known: Vec<findings::KnownHitJson>,
    /// The SHA-256 of the source, 64 hexadecimal digits.
    source_sha256: Option<String>,
    /// The label of the source in the list of known files.
    known_file: Option<String>,
    /// The moments of the sampled pictures.
    frames_at_ms: Vec<u64>,
    /// `moderation.TEXT_NOT_ALLOWED`; absent unless it is held or blocked.
    cause: Option<String>,
    held_by: Option<String>,
    held_until_ms: Option<i64>,
    appeal: Option<String>,
    opened_at_ms: i64,
    decided_at_ms: Option<i64>,
    decided_by: Option<String>,
    reason: Option<String>,
    note: Option<String>,
    /// How many reports of viewers wait for a decision.
    open_reports: u64,
    /// The newest 100; a list of cases has none.
    reports: Vec<reports::ReportJson>,
    /// A block that another moderator has yet to confirm.
    proposal: Option<ProposalJson>,
    /// Only administrators decide about it.
    escalation: Option<escalations::EscalationJson>,
    /// Goes with a decision, so that nobody decides on what they did not see.
    version: u64,
}

fn stated(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn moment(at_ms: i64) -> Option<i64> {
    Some(at_ms).filter(|at_ms| *at_ms > 0)
}

impl CaseJson {
    fn of(case: Option<Case>) -> Result<Self, HttpError> {
        let case = case.ok_or_else(HttpError::not_found)?;
        let (action, reason) = (action_word(case.action()), reason_word(case.reason()));
        let text_action = action_word(case.text_action());
        let frames_action = action_word(case.frames_action());
        let findings = case.findings.unwrap_or_default();
        Ok(Self {
            video_id: case.video_id,
            owner_id: case.owner_id,
            title: case.title,
            description: case.description,
            tags: case.tags,
            action,
            text_action,
            frames_action,
            is_scoring: case.is_scoring,
            hits: findings.hits.into_iter().chain(findings.burnt).map(Into::into).collect(),
            scores: findings.scores.into_iter().map(Into::into).collect(),
            cover: findings.cover.map(Into::into),
            runs: findings.runs.into_iter().map(Into::into).collect(),
            known: findings.known.into_iter().map(Into::into).collect(),
            source_sha256: stated(findings.source_sha256),
            known_file: stated(findings.known_file),
            frames_at_ms: case.package.unwrap_or_default().frames_at_ms,
            cause: case.failure.as_ref().map(Failure::code),
            held_by: stated(case.held_by),
            held_until_ms: moment(case.held_until_ms),
            appeal: stated(case.appeal),
            opened_at_ms: case.opened_at_ms,
            decided_at_ms: moment(case.decided_at_ms),
            decided_by: stated(case.decided_by),
            reason,
            note: stated(case.note),
            open_reports: case.open_reports,
            reports: case.reports.into_iter().map(Into::into).collect(),
            proposal: case.proposal.map(Into::into),
            escalation: case.escalation.map(Into::into),
            version: case.version,
        })
    }
}

/// Cases that wait for a person, the most urgent first.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct CasesJson {
    cases: Vec<CaseJson>,
    /// Where the next page begins; absent on the last one.
    next_cursor: Option<String>,
    /// How many wait in all.
    waiting: u64,
}

/// `GET /api/v1/moderation/cases`
#[utoipa::path(
    get, path = "/api/v1/moderation/cases", tag = "moderation",
    operation_id = "listCases",
    params(
        ("cursor" = Option<String>, Query, description = "Where the previous page ended"),
        ("limit" = Option<u32>, Query, description = "1 to 100"),
    ),
    responses((status = 200, description = "Cases that wait for a person", body = CasesJson))
)]
pub(in crate::gateway) async fn cases(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let asked = ListCasesRequest { page: Some(page_of(&request)?) };
    let told = front.clients().moderation.list_cases(&req.cx(), asked).await?;
    let cases = told.cases.into_iter().map(|case| CaseJson::of(Some(case)));
    Ok(fresh(&CasesJson {
        cases: cases.collect::<Result<_, _>>()?,
        next_cursor: stated(told.next_cursor),
        waiting: told.waiting,
    }))
}

/// `GET /api/v1/moderation/cases/{id}`
#[utoipa::path(
    get, path = "/api/v1/moderation/cases/{id}", tag = "moderation",
    operation_id = "getCase",
    params(("id" = String, Path, description = "The video")),
    responses(
        (status = 200, description = "The case", body = CaseJson),
        (status = 404, description = "No such case", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn case(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let asked = GetCaseRequest { video_id: id.into_inner() };
    let found = front.clients().moderation.get_case(&req.cx(), asked).await?;
    Ok(fresh(&CaseJson::of(found.case)?))
}

/// `POST /api/v1/moderation/cases/{id}/claim`
#[utoipa::path(
    post, path = "/api/v1/moderation/cases/{id}/claim", tag = "moderation",
    operation_id = "claimCase",
    params(("id" = String, Path, description = "The video")),
    responses(
        (status = 200, description = "The case, in your hands", body = CaseJson),
        (status = 409, description = "It is in other hands", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn claim(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let asked = ClaimCaseRequest { video_id: id.into_inner() };
    let claimed = front.clients().moderation.claim_case(&req.keyed_cx(&front), asked).await?;
    Ok(HttpResponse::Ok().json(CaseJson::of(claimed.case)?))
}

/// `POST /api/v1/moderation/cases/{id}/release`
#[utoipa::path(
    post, path = "/api/v1/moderation/cases/{id}/release", tag = "moderation",
    operation_id = "releaseCase",
    params(("id" = String, Path, description = "The video")),
    responses((status = 204, description = "It is in nobody's hands, or in other hands"))
)]
pub(in crate::gateway) async fn release(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let asked = ReleaseCaseRequest { video_id: id.into_inner() };
    front.clients().moderation.release_case(&req.keyed_cx(&front), asked).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What a moderator decides.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct DecisionJson {
    /// `pass`, `age_limit` or `block`.
    action: String,
    /// `sexual`, `violence`, `hate`, `spam`, `copyright`, `misleading`, `illegal` or `other`; not
    /// needed to pass.
    #[serde(default)]
    reason: String,
    /// The owner of the video reads it.
    #[serde(default)]
    note: String,
    /// As the case had it when you looked; 0 asks for none.
    #[serde(default)]
    if_version: u64,
}

/// `POST /api/v1/moderation/cases/{id}/decision`
#[utoipa::path(
    post, path = "/api/v1/moderation/cases/{id}/decision", tag = "moderation",
    operation_id = "decideCase", request_body = DecisionJson,
    params(("id" = String, Path, description = "The video")),
    responses(
        (status = 200, description = "The case as decided", body = CaseJson),
        (status = 409, description = "It is in other hands", body = ErrorJson),
        (status = 412, description = "It was changed meanwhile", body = ErrorJson),
        (status = 422, description = "The decision is not complete", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn decide(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    decision: Json<DecisionJson>,
) -> Answer {
    let DecisionJson { action, reason, note, if_version } = decision.0;
    let asked = DecideCaseRequest {
        video_id: id.into_inner(),
        action: action_named(&action)?.into(),
        reason: reason_named(&reason)?.into(),
        note,
        if_version,
    };
    let decided = front.clients().moderation.decide_case(&req.keyed_cx(&front), asked).await?;
    Ok(HttpResponse::Ok().json(CaseJson::of(decided.case)?))
}

/// How a video stands.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct StandingJson {
    action: String,
    cause: Option<String>,
    reason: Option<String>,
    note: Option<String>,
    is_appealable: bool,
    is_appealed: bool,
    decided_at_ms: Option<i64>,
}

/// `GET /api/v1/videos/{id}/standing`
#[utoipa::path(
    get, path = "/api/v1/videos/{id}/standing", tag = "moderation",
    operation_id = "getStanding",
    params(("id" = String, Path, description = "The video")),
    responses(
        (status = 200, description = "What was decided about your video", body = StandingJson),
        (status = 404, description = "No such video of yours", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn standing(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let asked = GetStandingRequest { video_id: id.into_inner() };
    let told = front.clients().moderation.get_standing(&req.cx(), asked).await?;
    Ok(fresh(&StandingJson {
        action: action_word(told.action()),
        cause: told.failure.as_ref().map(Failure::code),
        reason: reason_word(told.reason()),
        note: stated(told.note),
        is_appealable: told.is_appealable,
        is_appealed: told.is_appealed,
        decided_at_ms: moment(told.decided_at_ms),
    }))
}

/// Why a decision is wrong.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct AppealJson {
    text: String,
}

/// `POST /api/v1/videos/{id}/appeal`
#[utoipa::path(
    post, path = "/api/v1/videos/{id}/appeal", tag = "moderation",
    operation_id = "appealDecision", request_body = AppealJson,
    params(("id" = String, Path, description = "The video")),
    responses(
        (status = 204, description = "A person will look at it"),
        (status = 409, description = "There is nothing to appeal", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn appeal(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    appeal: Json<AppealJson>,
) -> Answer {
    let asked = AppealDecisionRequest { video_id: id.into_inner(), text: appeal.0.text };
    front.clients().moderation.appeal_decision(&req.keyed_cx(&front), asked).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What is judged and by what.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ReadinessJson {
    /// `off`, `text` or `model`.
    require: String,
    has_model: bool,
    /// Why not, and what to do.
    missing: Option<String>,
    terms: u32,
    waiting: u64,
    scoring: u64,
    /// `off` or `on`: whether text in pictures is to be read.
    ocr: String,
    has_reader: bool,
    /// Why not, and what to do.
    missing_reader: Option<String>,
    /// Profiles that wait for a person.
    profiles: u64,
}

/// `GET /api/v1/moderation/readiness`
#[utoipa::path(
    get, path = "/api/v1/moderation/readiness", tag = "moderation",
    operation_id = "getReadiness",
    responses((status = 200, description = "What is judged and by what", body = ReadinessJson))
)]
pub(in crate::gateway) async fn readiness(front: FrontData, req: RequestContext) -> Answer {
    let asked = GetReadinessRequest {};
    let told = front.clients().moderation.get_readiness(&req.cx(), asked).await?;
    Ok(fresh(&ReadinessJson {
        require: told.require,
        has_model: told.has_model,
        missing: stated(told.missing),
        terms: told.terms,
        waiting: told.waiting,
        scoring: told.scoring,
        ocr: told.ocr,
        has_reader: told.has_reader,
        missing_reader: stated(told.missing_reader),
        profiles: told.profiles,
    }))
}

/// The operations of the document.
#[derive(OpenApi)]
#[openapi(
    paths(
        cases,
        case,
        claim,
        release,
        escalations::escalate,
        decide,
        standing,
        appeal,
        readiness,
        known::frame,
        known::list,
        known::add,
        known::remove,
        known::export,
        known::import,
        files::list,
        files::add,
        files::remove,
        reports::report,
        profiles::list,
        profiles::decide,
        terms::list,
        terms::add,
        terms::remove,
        terms::try_text,
        lists::terms,
        lists::import,
        lists::audit,
        lists::verify,
        checkpoints::sign,
        checkpoints::verify
    ),
    tags((name = "moderation", description = "What is looked at before it is public"))
)]
pub(in crate::gateway) struct Operations;
