//! Comments that wait for a person: for owners of videos those on theirs, for moderators all and
//! what was reported; and the words that make comments wait.

use super::more;
use crate::contract::community::{
    Comment, CommentReport, DecideCommentRequest, GetBlockedWordsRequest, ListHeldCommentsRequest,
    ListReportedCommentsRequest, ReportReason, ReportedComment, SaveBlockedWordsRequest,
};
use crate::gateway::community::api::reports::named_in;
use crate::gateway::community::calls::people;
use crate::gateway::community::views::{
    CommentReportRow, HeldCommentRow, HeldCommentsPage, ReportedCommentRow,
};
use crate::gateway::core::error::{Answer, HttpError, Own};
use crate::gateway::core::form::Form;
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{
    PAGE_MAX, comes_back, cursor, page, refusal, see_other_telling, shown,
};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::{Words, notices};
use crate::gateway::user::calls::{Names, People};
use crate::gateway::video::calls::titles;
use crate::kernel::wire::Page;
use actix_web::{HttpRequest, web};

const HERE: &str = "/comments/held";
/// Reported comments on one page.
const REPORTED_MAX: u32 = 20;

fn row(one: Comment, people: &People, titles: &Names) -> HeldCommentRow {
    HeldCommentRow {
        title: titles.get(&one.video_id).cloned().unwrap_or_default(),
        author: people.names.get(&one.author_id).cloned().unwrap_or_default(),
        avatar: people.avatars.get(&one.author_id).cloned().unwrap_or_default(),
        comment_id: one.comment_id,
        video_id: one.video_id,
        text: one.text,
        posted_ms: one.posted_at_ms,
        is_edited: one.edited_at_ms > 0,
    }
}

async fn listed(
    front: &Front,
    req: &RequestContext,
    cursor: String,
    refusal: Option<String>,
) -> Result<HeldCommentsPage, HttpError> {
    let page = Some(Page { cursor, limit: PAGE_MAX });
    let is_first = page.as_ref().is_none_or(|page| page.cursor.is_empty());
    let asked = ListHeldCommentsRequest { page };
    let community = &front.clients().community;
    let told = community.list_held_comments(&req.cx(), asked).await?;
    let reported = if is_first { reported(front, req).await? } else { Vec::new() };
    let blocked = community.get_blocked_words(&req.cx(), GetBlockedWordsRequest {}).await?;
    let of_reported = reported.iter().filter_map(|one| one.comment.as_ref());
    let comments = told.comments.iter().chain(of_reported);
    let videos = comments.map(|one| one.video_id.clone()).collect();
    let mut named = named_in(&reported);
    named.extend(told.comments.iter().map(|one| one.author_id.clone()));
    let (people, titles) = tokio::join!(people(front, req, named), titles(front, req, videos));
    let words = req.language.words();
    let report = |one| reported_row(one, words, &people, &titles);
    Ok(HeldCommentsPage {
        frame: req.frame(front),
        refusal,
        waiting: told.waiting_count,
        reported: reported.into_iter().map(report).collect(),
        rows: told.comments.into_iter().map(|one| row(one, &people, &titles)).collect(),
        more: more(HERE, &told.next_cursor),
        blocked_words: blocked.words.join("\n"),
    })
}

/// What was reported, for moderators; what waits longest, for what is decided leaves the list.
async fn reported(front: &Front, req: &RequestContext) -> Result<Vec<ReportedComment>, HttpError> {
    if !req.caller.is_moderator() {
        return Ok(Vec::new());
    }
    let page = Some(Page { cursor: String::new(), limit: REPORTED_MAX });
    let asked = ListReportedCommentsRequest { page };
    Ok(front.clients().community.list_reported_comments(&req.cx(), asked).await?.comments)
}

fn reported_row(
    one: ReportedComment,
    words: &'static Words,
    people: &People,
    titles: &Names,
) -> ReportedCommentRow {
    let report = |one: CommentReport| CommentReportRow {
        reporter: people.names.get(&one.reporter_id).cloned().unwrap_or_default(),
        reason: reason_word(words, one.reason()),
        note: one.note,
        sent_ms: one.sent_at_ms,
    };
    ReportedCommentRow {
        row: row(one.comment.unwrap_or_default(), people, titles),
        reports: one.reports.into_iter().map(report).collect(),
        report_count: one.report_count,
    }
}

fn reason_word(words: &'static Words, reason: ReportReason) -> &'static str {
    let words = words.community;
    match reason {
        ReportReason::Spam => words.report_reason_spam(),
        ReportReason::Hate => words.report_reason_hate(),
        ReportReason::Sexual => words.report_reason_sexual(),
        ReportReason::Violence => words.report_reason_violence(),
        ReportReason::Unspecified | ReportReason::Other => words.report_reason_other(),
    }
}

/// `GET /comments/held`
pub(in crate::gateway) async fn held(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    shown(&listed(&front, &req, cursor(&request), None).await?)
}

/// `POST /comments/held/words`
pub(in crate::gateway) async fn save_words(
    front: FrontData,
    req: RequestContext,
    form: Form,
) -> Answer {
    let lines = form.text("words").lines().map(str::trim);
    let words = lines.filter(|line| !line.is_empty()).map(str::to_owned).collect();
    let asked = SaveBlockedWordsRequest { words };
    match front.clients().community.save_blocked_words(&req.cx(), asked).await {
        Ok(_) => Ok(see_other_telling(HERE, notices::community::BLOCKED_WORDS_SAVED)),
        Err(error) => {
            let trouble = HttpError::from(error);
            if !comes_back(&trouble) {
                return Err(trouble);
            }
            let told = refusal(&req, &trouble);
            let typed = form.text("words").replace("\r\n", "\n");
            let back = listed(&front, &req, String::new(), told).await?;
            page(trouble.status, &HeldCommentsPage { blocked_words: typed, ..back })
        },
    }
}

/// `POST /comments/held/{id}/{comment_id}`
pub(in crate::gateway) async fn decide(
    front: FrontData,
    req: RequestContext,
    place: web::Path<(String, String)>,
    form: Form,
) -> Answer {
    let (video_id, comment_id) = place.into_inner();
    let is_shown = match form.text("decision") {
        "show" => true,
        "remove" => false,
        _ => return Err(HttpError::own(Own::BodyInvalid, "Choose to show or to remove it.")),
    };
    let asked = DecideCommentRequest { video_id, comment_id, is_shown };
    match front.clients().community.decide_comment(&req.cx(), asked).await {
        Ok(_) => Ok(see_other_telling(HERE, notices::community::HELD_DECIDED)),
        Err(error) => {
            let trouble = HttpError::from(error);
            if !comes_back(&trouble) {
                return Err(trouble);
            }
            let told = refusal(&req, &trouble);
            page(trouble.status, &listed(&front, &req, String::new(), told).await?)
        },
    }
}
