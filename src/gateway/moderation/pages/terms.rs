//! The list of terms: what is looked for in texts, a form for more of them, and a place to try a
//! text. It must not say what a text of somebody else holds.

use crate::contract::moderation::{
    Action, AddTermsRequest, CheckTextRequest, CheckTextResponse, ListTermsRequest,
    RemoveTermRequest, Term, TextHit,
};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::{Form, encoded};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{PAGE_MAX, comes_back, page, refusal, see_other_telling, shown};
use crate::gateway::core::query::asked;
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::{Words, notices};
use crate::gateway::moderation::api::{action_named, action_word};
use crate::gateway::moderation::views::{ActionChoice, TermRow, TermsPage, TriedText};
use crate::gateway::user::calls::names;
use crate::kernel::wire::Page;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};

/// Where the list stands.
const HERE: &str = "/moderation/terms";
/// What a term may ask for, the hardest first.
const ACTIONS: [Action; 4] = [Action::Block, Action::Review, Action::AgeLimit, Action::Pass];

/// Which part of the list is asked for.
#[derive(Default, serde::Deserialize)]
struct TermsQuery {
    #[serde(default)]
    cursor: String,
    #[serde(default)]
    part: String,
}

fn text_of(words: &Words, action: Action) -> &'static str {
    let words = words.moderation;
    match action {
        Action::Block => words.terms_block(),
        Action::AgeLimit => words.terms_age_limit(),
        Action::Pass => words.terms_pass(),
        Action::Review | Action::Unspecified => words.terms_review(),
    }
}

async fn listed(
    front: &Front,
    req: &RequestContext,
    TermsQuery { cursor, part }: TermsQuery,
) -> Result<TermsPage, HttpError> {
    let words = req.language.words();
    let wanted =
        ListTermsRequest { page: Some(Page { cursor, limit: PAGE_MAX }), part: part.clone() };
    let told = front.clients().moderation.list_terms(&req.cx(), wanted).await?;
    let adders = told.terms.iter().map(|one| one.added_by.clone()).collect();
    let known = names(front, req, adders).await;
    let row = |one: Term| TermRow {
        action: text_of(words, one.action()),
        added_by: known.get(&one.added_by).cloned().unwrap_or_default(),
        id: one.term_id,
        term: one.term,
        category: one.category,
        is_word: one.is_word,
        added_ms: (one.added_at_ms > 0).then_some(one.added_at_ms),
    };
    let choice = |action| ActionChoice { code: action_word(action), text: text_of(words, action) };
    let next = format!("{HERE}?cursor={}&part={}", encoded(&told.next_cursor), encoded(&part));
    Ok(TermsPage {
        frame: req.frame(front),
        key: front.key(),
        refusal: None,
        rows: told.terms.into_iter().map(row).collect(),
        count: told.count,
        more: (!told.next_cursor.is_empty()).then_some(next),
        part,
        typed_terms: String::new(),
        typed_category: String::new(),
        typed_action: action_word(Action::Review),
        actions: ACTIONS.map(choice),
        tried: None,
        part_chars_max: ListTermsRequest::PART.max_chars,
        category_chars_max: AddTermsRequest::CATEGORY.max_chars,
        text_chars_max: CheckTextRequest::TEXT.max_chars,
    })
}

/// `GET /moderation/terms`
pub(in crate::gateway) async fn list(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let wanted = asked(&request).unwrap_or_default();
    shown(&listed(&front, &req, wanted).await?)
}

/// `POST /moderation/terms`
pub(in crate::gateway) async fn add(front: FrontData, req: RequestContext, form: Form) -> Answer {
    let code = form.text("action").to_owned();
    let wanted = AddTermsRequest {
        terms: form.text("terms").lines().map(str::to_owned).collect(),
        category: form.text("category").to_owned(),
        action: action_named(&code)?.into(),
    };
    let client = &front.clients().moderation;
    match client.add_terms(&req.keyed_cx(&front), wanted).await {
        Ok(_) => Ok(see_other_telling(HERE, notices::moderation::TERMS_ADDED)),
        Err(error) => {
            let trouble = HttpError::from(error);
            if !comes_back(&trouble) {
                return Err(trouble);
            }
            let view = listed(&front, &req, TermsQuery::default()).await?;
            let view = TermsPage {
                refusal: refusal(&req, &trouble),
                typed_terms: form.text("terms").to_owned(),
                typed_category: form.text("category").to_owned(),
                typed_action: code,
                ..view
            };
            page(trouble.status, &view)
        },
    }
}

/// `POST /moderation/terms/{id}/remove`
pub(in crate::gateway) async fn remove(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    _: Form,
) -> Answer {
    let wanted = RemoveTermRequest { term_id: id.into_inner() };
    front.clients().moderation.remove_term(&req.cx(), wanted).await?;
    Ok(see_other_telling(HERE, notices::moderation::TERM_REMOVED))
}

/// `POST /moderation/terms/try`. A text in an address would stand in logs.
pub(in crate::gateway) async fn try_text(
    front: FrontData,
    req: RequestContext,
    form: Form,
) -> Answer {
    let text = form.text("text").to_owned();
    let wanted = CheckTextRequest { text: text.clone() };
    let checked = front.clients().moderation.check_text(&req.cx(), wanted).await;
    let view = listed(&front, &req, TermsQuery::default()).await?;
    match checked {
        Ok(told) => {
            let tried = Some(tried(req.language.words(), text, told));
            page(StatusCode::OK, &TermsPage { tried, ..view })
        },
        Err(error) => {
            let trouble = HttpError::from(error);
            if !comes_back(&trouble) {
                return Err(trouble);
            }
            let tried = Some(TriedText { text, ..TriedText::default() });
            page(trouble.status, &TermsPage { refusal: refusal(&req, &trouble), tried, ..view })
        },
    }
}

fn tried(words: &Words, text: String, told: CheckTextResponse) -> TriedText {
    let action = told.action();
    let found = |hit: TextHit| match hit.category.as_str() {
        "" => hit.term,
        category => format!("{} ({category})", hit.term),
    };
    TriedText {
        text,
        verdict: match told.hits.is_empty() {
            true => words.moderation.terms_nothing(),
            false => text_of(words, action),
        },
        found: told.hits.into_iter().map(found).collect(),
    }
}
