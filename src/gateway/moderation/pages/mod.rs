//! The pages of moderators: what waits, and one case with what decides it; and the owner's appeal.
//! They must not show who decided to anybody but moderators.

pub(in crate::gateway) mod known;
pub(in crate::gateway) mod profiles;
pub(in crate::gateway) mod reports;
pub(in crate::gateway) mod terms;

use super::api::{action_named, reason_named};
use super::calls::reason_text;
use super::views::{
    BurntRow, CasePage, EscalationRow, FrameChoice, HitRow, KnownHitRow, LeftTo, MomentRow,
    ProposalRow, QueuePage, QueueRow, ReadyNote, ReadyNotes, ReasonChoice, ReportRow,
};
use crate::contract::moderation::{
    Action, AddKnownPictureRequest, AppealDecisionRequest, Case, Cause, ClaimCaseRequest,
    DecideCaseRequest, EscalateCaseRequest, Escalation, Failure, Findings, FrameScore,
    GetCaseRequest, GetReadinessRequest, KnownHit, ListCasesRequest, Proposal, Reason,
    ReleaseCaseRequest, Report, TextHit,
};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::{Form, encoded};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{
    PAGE_MAX, comes_back, cursor, page, refusal, see_other_telling, shown,
};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::views::{Chart, format::duration};
use crate::gateway::core::words::{Language, notices};
use crate::gateway::playback::calls as playback;
use crate::gateway::user::calls::{Names, names};
use crate::kernel::fault::Error;
use crate::kernel::wire::Page;
use actix_web::{HttpRequest, web};

/// Where the queue stands.
const HERE: &str = "/moderation";
/// The highest scores that are listed.
const MOMENTS_MAX: usize = 8;
/// The sampled pictures that are shown, spread over the video.
const FRAMES_MAX: usize = 48;
/// The reasons in the order in which they are offered.
const REASONS: [Reason; 8] = [
    Reason::Sexual,
    Reason::Violence,
    Reason::Hate,
    Reason::Spam,
    Reason::Copyright,
    Reason::Misleading,
    Reason::Illegal,
    Reason::Other,
];

/// `1:05`
fn moment(at_ms: u64) -> String {
    duration(i64::try_from(at_ms).unwrap_or(i64::MAX))
}

/// A reason as forms offer it.
fn choice(language: Language, reason: Reason) -> ReasonChoice {
    ReasonChoice {
        code: reason.as_str_name().trim_start_matches("REASON_").to_lowercase(),
        text: reason_text(language, reason),
    }
}

/// Why a case waits, for who decides about it: owners are told what they can do instead.
fn why(language: Language, case: &Case) -> String {
    let words = language.words().moderation;
    let findings = case.findings.clone().unwrap_or_default();
    let cause = case.failure.as_ref().map(Failure::cause);
    match cause {
        Some(Cause::TextInDoubt | Cause::TextNotAllowed) => {
            let hit = findings.hits.into_iter().next().unwrap_or_default();
            words.why_text(hit.term, hit.field)
        },
        Some(Cause::PicturesNotAllowed) if !findings.runs.is_empty() => {
            let run = findings.runs.into_iter().next().unwrap_or_default();
            let at = moment(run.from_ms);
            match run.category.as_str() {
                "" => words.why_pictures(at),
                category => words.why_category(category.to_owned(), at),
            }
        },
        Some(Cause::PicturesNotAllowed) => {
            let all = findings.scores.iter().chain(&findings.cover);
            let highest = all.max_by_key(|score| score.permille);
            words.why_pictures(moment(highest.map_or(0, |score| score.at_ms)))
        },
        Some(Cause::KnownBad) if !findings.known_file.is_empty() => {
            words.why_file(findings.known_file)
        },
        Some(Cause::KnownBad) => {
            let first = findings.known.into_iter().next().unwrap_or_default();
            words.why_known(first.label, moment(first.at_ms))
        },
        Some(Cause::PicturesNotScored) => words.why_unscored().to_owned(),
        Some(Cause::BurntTextInDoubt | Cause::BurntTextNotAllowed) => {
            // The one that is told is the first of the hardest.
            let hits = findings.burnt.into_iter();
            let hit = hits.min_by_key(|hit| (std::cmp::Reverse(hit.action), hit.at_ms));
            let hit = hit.unwrap_or_default();
            words.why_burnt(hit.term, moment(hit.at_ms))
        },
        Some(Cause::PicturesNotRead) => words.why_unread().to_owned(),
        Some(Cause::DecidedByModerator) => words.why_decided().to_owned(),
        Some(Cause::Unspecified) | None if case.open_reports > 0 => {
            words.why_reports(case.open_reports)
        },
        Some(Cause::Unspecified) | None => String::new(),
    }
}

fn row(req: &RequestContext, case: &Case, owner: String) -> QueueRow {
    let own = req.caller.user_id().map(ToString::to_string).unwrap_or_default();
    QueueRow {
        id: case.video_id.clone(),
        title: case.title.clone(),
        owner,
        opened_ms: case.opened_at_ms,
        why: why(req.language, case),
        is_appeal: !case.appeal.is_empty(),
        reports: case.open_reports,
        left_to: match (&case.escalation, &case.proposal) {
            (Some(_), _) => LeftTo::Administrators,
            (None, Some(_)) => LeftTo::Second,
            (None, None) => LeftTo::Anybody,
        },
        is_held: !case.held_by.is_empty() && case.held_by != own,
    }
}

/// `GET /moderation`
pub(in crate::gateway) async fn queue(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let (cx, client) = (req.cx(), &front.clients().moderation);
    let page = Some(Page { cursor: cursor(&request), limit: PAGE_MAX });
    let (listed, ready) = tokio::join!(
        client.list_cases(&cx, ListCasesRequest { page }),
        client.get_readiness(&cx, GetReadinessRequest {}),
    );
    let (listed, ready) = (listed?, ready?);
    let owners = listed.cases.iter().map(|case| case.owner_id.clone()).collect();
    let known = names(&front, &req, owners).await;
    let named = |case: &Case| known.get(&case.owner_id).cloned().unwrap_or_default();
    let rows = listed.cases.iter().map(|case| row(&req, case, named(case))).collect();
    let is_wanted = ready.require == "model" && !ready.has_model;
    let is_reader_wanted = ready.require != "off" && ready.ocr == "on" && !ready.has_reader;
    shown(&QueuePage {
        frame: req.frame(&front),
        missing: is_wanted.then_some(ready.missing),
        missing_reader: is_reader_wanted.then_some(ready.missing_reader),
        profiles: ready.profiles,
        rows,
        waiting: listed.waiting,
        more: (!listed.next_cursor.is_empty())
            .then(|| format!("{HERE}?cursor={}", encoded(&listed.next_cursor))),
    })
}

async fn view(
    front: &Front,
    req: &RequestContext,
    case: Case,
    refusal: Option<String>,
) -> Result<CasePage, HttpError> {
    let people = case.reports.iter().map(|report| report.reporter_id.clone());
    let proposer = case.proposal.as_ref().map(|one| one.proposed_by.clone());
    let escalated = case.escalation.as_ref().map(|one| one.escalated_by.clone());
    let people = people.chain(proposer).chain(escalated).chain([case.owner_id.clone()]).collect();
    let known = names(front, req, people).await;
    let owner = known.get(&case.owner_id).cloned().unwrap_or_default();
    let row = row(req, &case, owner);
    let words = req.language.words().moderation;
    let decided = decided_before(req.language, &case);
    let proposal = proposal_row(req.language, &case, &known);
    let escalation = escalation_row(&case, &known);
    let reports = report_rows(req.language, &case, &known);
    let has_film = case.package.is_some();
    let play = async { playback::play(front, &req.cx(), (case.video_id.clone(), true)).await.ok() };
    let play = if has_film { play.await } else { None };
    let frames = frames_shown(&case);
    let duration_ms = case.package.as_ref().map_or(0, |package| package.duration_ms);
    let findings = case.findings.unwrap_or_default();
    let moments = moments_of(req.language, &findings);
    let hit = |hit: TextHit| HitRow {
        field: words_of_field(req.language, &hit.field).to_owned(),
        term: hit.term,
        category: hit.category,
    };
    let values: Vec<u64> = findings.scores.iter().map(|one| u64::from(one.permille)).collect();
    let last = findings.scores.last().map(|score| moment(score.at_ms)).unwrap_or_default();
    let chart = (values.len() > 1)
        .then(|| Chart::line(words.case_scores().to_owned(), &values, ("0:00", &last)));
    Ok(CasePage {
        frame: req.frame(front),
        key: front.key(),
        refusal,
        row,
        description: case.description,
        tags: case.tags,
        appeal: case.appeal,
        decided,
        note: case.note,
        hits: findings.hits.into_iter().map(hit).collect(),
        known: findings.known.into_iter().map(known_row).collect(),
        has_digest: !findings.source_sha256.is_empty(),
        known_file: findings.known_file,
        burnt: findings.burnt.into_iter().map(|hit| burnt_row(hit, duration_ms)).collect(),
        frames,
        label_chars_max: AddKnownPictureRequest::LABEL.max_chars,
        moments,
        chart,
        reasons: REASONS.map(|one| choice(req.language, one)).into(),
        reports,
        proposal,
        is_decidable: escalation.is_none() || req.caller.is_admin(),
        escalation,
        escalation_chars_max: EscalateCaseRequest::NOTE.max_chars,
        ready: ready_notes(req.language),
        has_film,
        play,
        version: case.version,
        note_chars_max: DecideCaseRequest::NOTE.max_chars,
    })
}

/// What a person decided before, in words.
fn decided_before(language: Language, case: &Case) -> Option<String> {
    let words = language.words().moderation;
    match case.action() {
        _ if case.decided_by.is_empty() => None,
        Action::Pass => Some(words.decided_pass().to_owned()),
        Action::AgeLimit => Some(words.decided_age_limit().to_owned()),
        Action::Block => Some(words.decided_block(reason_text(language, case.reason()))),
        Action::Review | Action::Unspecified => None,
    }
}

/// The pictures that scored highest, the highest first; the cover before all others.
fn moments_of(language: Language, findings: &Findings) -> Vec<MomentRow> {
    let mut highest: Vec<&FrameScore> = findings.scores.iter().collect();
    highest.sort_by_key(|score| std::cmp::Reverse(score.permille));
    let row = |score: &FrameScore| MomentRow {
        at_s: score.at_ms / 1000,
        at: moment(score.at_ms),
        score: format!("{}.{:03}", score.permille / 1000, score.permille % 1000),
    };
    let words = language.words().moderation;
    let cover = findings.cover.as_ref().map(row);
    let cover = cover.map(|row| MomentRow { at: words.case_cover(row.at.clone()), ..row });
    cover.into_iter().chain(highest.into_iter().take(MOMENTS_MAX).map(row)).collect()
}

fn report_rows(language: Language, case: &Case, known: &Names) -> Vec<ReportRow> {
    let row = |one: &Report| ReportRow {
        who: known.get(&one.reporter_id).cloned().unwrap_or_default(),
        reason: reason_text(language, one.reason()),
        note: one.note.clone(),
        sent_ms: one.sent_at_ms,
        is_open: one.closed_at_ms == 0,
    };
    case.reports.iter().map(row).collect()
}

/// A note for each reason in each language: whoever reads it may have another one than the
/// moderator.
fn ready_notes(own: Language) -> Vec<ReadyNotes> {
    let of = |language: Language| {
        let words = language.words().moderation;
        let text = |reason: Reason| match reason {
            Reason::Sexual => words.ready_sexual(),
            Reason::Violence => words.ready_violence(),
            Reason::Hate => words.ready_hate(),
            Reason::Spam => words.ready_spam(),
            Reason::Copyright => words.ready_copyright(),
            Reason::Misleading => words.ready_misleading(),
            Reason::Illegal => words.ready_illegal(),
            Reason::Other | Reason::Unspecified => words.ready_other(),
        };
        let note = |reason: Reason| {
            let ReasonChoice { code, text: label } = choice(own, reason);
            ReadyNote { code, label, text: text(reason) }
        };
        let (code, name) = (language.code(), language.own_name());
        ReadyNotes { code, language: name, notes: REASONS.map(note).into() }
    };
    Language::all().map(of).collect()
}

fn proposal_row(language: Language, case: &Case, known: &Names) -> Option<ProposalRow> {
    let row = |one: &Proposal| ProposalRow {
        who: known.get(&one.proposed_by).cloned().unwrap_or_default(),
        reason: reason_text(language, one.reason()),
        note: one.note.clone(),
        at_ms: one.proposed_at_ms,
    };
    case.proposal.as_ref().map(row)
}

fn escalation_row(case: &Case, known: &Names) -> Option<EscalationRow> {
    let row = |one: &Escalation| EscalationRow {
        who: known.get(&one.escalated_by).cloned().unwrap_or_default(),
        note: one.note.clone(),
        at_ms: one.escalated_at_ms,
    };
    case.escalation.as_ref().map(row)
}

fn known_row(hit: KnownHit) -> KnownHitRow {
    KnownHitRow {
        at_ms: hit.at_ms,
        at_s: hit.at_ms / 1000,
        at: moment(hit.at_ms),
        label: hit.label,
        distance: hit.distance,
    }
}

/// How wide the line is on which hits in pictures stand, in the units of its drawing.
const TIMELINE_WIDTH: u64 = 640;

fn burnt_row(hit: TextHit, duration_ms: u64) -> BurntRow {
    let at_ms = hit.at_ms.min(duration_ms);
    BurntRow {
        at_ms: hit.at_ms,
        at_s: hit.at_ms / 1000,
        at: moment(hit.at_ms),
        x: at_ms * TIMELINE_WIDTH / duration_ms.max(1),
        term: hit.term,
        category: hit.category,
        line: hit.line,
    }
}

/// Pictures of the video, as many as are shown, from its beginning to its end.
fn frames_shown(case: &Case) -> Vec<FrameChoice> {
    let all = case.package.as_ref().map_or(&[][..], |package| &package.frames_at_ms);
    let shown = all.len().min(FRAMES_MAX);
    let picked = (0..shown).filter_map(|at| all.get(at * all.len() / shown));
    picked.map(|at_ms| FrameChoice { at_ms: *at_ms, at: moment(*at_ms) }).collect()
}

fn words_of_field(language: Language, field: &str) -> &'static str {
    let words = language.words().moderation;
    match field {
        "title" => words.field_title(),
        "tags" => words.field_tags(),
        _ => words.field_description(),
    }
}

async fn find(front: &Front, req: &RequestContext, id: &str) -> Result<Case, HttpError> {
    let asked = GetCaseRequest { video_id: id.to_owned() };
    let found = front.clients().moderation.get_case(&req.cx(), asked).await?;
    found.case.ok_or_else(HttpError::not_found)
}

/// `GET /moderation/{id}`: whoever opens it from the queue has it in hand, unless somebody has.
/// A page of another site takes nothing in hand, nor does a browser that fetches ahead.
pub(in crate::gateway) async fn case(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer {
    let from = request.headers().get("sec-fetch-site").and_then(|site| site.to_str().ok());
    let is_ahead = request.headers().contains_key("sec-purpose");
    if from != Some("same-origin") || is_ahead {
        let case = find(&front, &req, &id).await?;
        return shown(&view(&front, &req, case, None).await?);
    }
    let asked = ClaimCaseRequest { video_id: id.to_string() };
    let case = match front.clients().moderation.claim_case(&req.cx(), asked).await {
        Ok(claimed) => claimed.case.ok_or_else(HttpError::not_found)?,
        Err(Error::Refused(_)) => find(&front, &req, &id).await?,
        Err(error) => return Err(error.into()),
    };
    shown(&view(&front, &req, case, None).await?)
}

/// `POST /moderation/{id}`
pub(in crate::gateway) async fn decide(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    form: Form,
) -> Answer {
    let request = DecideCaseRequest {
        video_id: id.to_string(),
        action: action_named(form.text("action"))?.into(),
        reason: reason_named(form.text("reason"))?.into(),
        note: form.text("note").replace("\r\n", "\n"),
        if_version: form.text("version").parse().unwrap_or_default(),
    };
    match front.clients().moderation.decide_case(&req.cx(), request).await {
        Ok(told) => {
            let is_proposal = told.case.is_some_and(|case| case.proposal.is_some());
            let [decided, proposed] = [notices::moderation::DECIDED, notices::moderation::PROPOSED];
            Ok(see_other_telling(HERE, if is_proposal { proposed } else { decided }))
        },
        Err(error) => {
            let trouble = HttpError::from(error);
            if !comes_back(&trouble) {
                return Err(trouble);
            }
            let case = find(&front, &req, &id).await?;
            page(trouble.status, &view(&front, &req, case, refusal(&req, &trouble)).await?)
        },
    }
}

/// `POST /moderation/{id}/escalate`
pub(in crate::gateway) async fn escalate(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    form: Form,
) -> Answer {
    let request = EscalateCaseRequest {
        video_id: id.to_string(),
        note: form.text("why").replace("\r\n", "\n"),
        if_version: form.text("version").parse().unwrap_or_default(),
    };
    match front.clients().moderation.escalate_case(&req.keyed_cx(&front), request).await {
        Ok(_) => Ok(see_other_telling(HERE, notices::moderation::ESCALATED)),
        Err(error) => {
            let trouble = HttpError::from(error);
            if !comes_back(&trouble) {
                return Err(trouble);
            }
            let case = find(&front, &req, &id).await?;
            page(trouble.status, &view(&front, &req, case, refusal(&req, &trouble)).await?)
        },
    }
}

/// `POST /moderation/{id}/release`
pub(in crate::gateway) async fn release(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    _: Form,
) -> Answer {
    let asked = ReleaseCaseRequest { video_id: id.into_inner() };
    front.clients().moderation.release_case(&req.cx(), asked).await?;
    Ok(see_other_telling(HERE, notices::moderation::RELEASED))
}

/// `POST /studio/{id}/appeal`
pub(in crate::gateway) async fn appeal(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    form: Form,
) -> Answer {
    let text = form.text("text").replace("\r\n", "\n");
    let request = AppealDecisionRequest { video_id: id.to_string(), text };
    front.clients().moderation.appeal_decision(&req.cx(), request).await?;
    Ok(see_other_telling("/studio", notices::moderation::APPEALED))
}
