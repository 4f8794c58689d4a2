//! The terms one by one, and texts that are tried. It must not show either to anybody but
//! moderators; the domain decides who is one.

use super::{action_named, action_word, stated};
use crate::contract::moderation::{
    AddTermsRequest, CheckTextRequest, ListTermsRequest, RemoveTermRequest, Term, TextHit,
};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::query::{asked, page_of};
use crate::gateway::core::request::RequestContext;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::ToSchema;

/// What is looked for in texts.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct TermJson {
    term_id: String,
    term: String,
    category: String,
    /// 0 to 100.
    severity: u32,
    /// `pass`, `age_limit`, `review` or `block`.
    action: String,
    /// `zh`, `en`, or empty.
    language: String,
    /// It is only found as a whole word.
    is_word: bool,
    /// An account, or `operator`.
    added_by: String,
    added_at_ms: i64,
}

impl From<Term> for TermJson {
    fn from(one: Term) -> Self {
        let action = action_word(one.action());
        let Term { term_id, term, category, severity, language, is_word, .. } = one;
        let (added_by, added_at_ms) = (one.added_by, one.added_at_ms);
        Self { term_id, term, category, severity, action, language, is_word, added_by, added_at_ms }
    }
}

/// Terms, the newest first.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct TermListJson {
    terms: Vec<TermJson>,
    next_cursor: Option<String>,
    /// How many there are in all.
    count: u64,
}

/// What a term must have in it.
#[derive(serde::Deserialize)]
struct PartQuery {
    #[serde(default)]
    part: String,
}

/// `GET /api/v1/moderation/terms`
#[utoipa::path(
    get, path = "/api/v1/moderation/terms", tag = "moderation", operation_id = "listTerms",
    params(
        ("cursor" = Option<String>, Query, description = "Where the previous page ended"),
        ("limit" = Option<u32>, Query, description = "1 to 100"),
        ("part" = Option<String>, Query, description = "Only terms that have this in them"),
    ),
    responses(
        (status = 200, description = "The list", body = TermListJson),
        (status = 422, description = "No term has this in it", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn list(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let PartQuery { part } = asked(&request)?;
    let wanted = ListTermsRequest { page: Some(page_of(&request)?), part };
    let told = front.clients().moderation.list_terms(&req.cx(), wanted).await?;
    Ok(fresh(&TermListJson {
        terms: told.terms.into_iter().map(Into::into).collect(),
        next_cursor: stated(told.next_cursor),
        count: told.count,
    }))
}

/// Terms for the list.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct NewTermsJson {
    /// 1 to 500, each of 1 to 64 characters.
    terms: Vec<String>,
    /// Up to 40 characters.
    #[serde(default)]
    category: String,
    /// `pass`, `age_limit`, `review` or `block`.
    action: String,
}

/// What is on the list now.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct AddedTermsJson {
    terms: Vec<TermJson>,
}

/// `POST /api/v1/moderation/terms`
#[utoipa::path(
    post, path = "/api/v1/moderation/terms", tag = "moderation", operation_id = "addTerms",
    request_body = NewTermsJson,
    responses(
        (status = 200, description = "They are on the list", body = AddedTermsJson),
        (status = 422, description = "One is no term; none was added", body = ErrorJson),
        (status = 429, description = "The list is full", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn add(
    front: FrontData,
    req: RequestContext,
    new: Json<NewTermsJson>,
) -> Answer {
    let NewTermsJson { terms, category, action } = new.0;
    let wanted = AddTermsRequest { terms, category, action: action_named(&action)?.into() };
    let told = front.clients().moderation.add_terms(&req.keyed_cx(&front), wanted).await?;
    Ok(fresh(&AddedTermsJson { terms: told.terms.into_iter().map(Into::into).collect() }))
}

/// `DELETE /api/v1/moderation/terms/{id}`
#[utoipa::path(
    delete, path = "/api/v1/moderation/terms/{id}", tag = "moderation",
    operation_id = "removeTerm",
    params(("id" = String, Path, description = "The term")),
    responses((status = 204, description = "It is not on the list"))
)]
pub(in crate::gateway) async fn remove(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let wanted = RemoveTermRequest { term_id: id.into_inner() };
    front.clients().moderation.remove_term(&req.keyed_cx(&front), wanted).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A text to try.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct TriedTextJson {
    /// 1 to 2,000 characters.
    text: String,
}

/// What was found in a text.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct FoundTermJson {
    term: String,
    category: String,
}

/// What the rules say of a text.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct CheckedTextJson {
    /// `pass`, `age_limit`, `review` or `block`: the hardest of what the hits ask for.
    action: String,
    hits: Vec<FoundTermJson>,
}

/// `POST /api/v1/moderation/terms/try`
#[utoipa::path(
    post, path = "/api/v1/moderation/terms/try", tag = "moderation", operation_id = "checkText",
    request_body = TriedTextJson,
    responses(
        (status = 200, description = "What is found in it", body = CheckedTextJson),
        (status = 422, description = "It is empty or too long", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn try_text(
    front: FrontData,
    req: RequestContext,
    tried: Json<TriedTextJson>,
) -> Answer {
    let wanted = CheckTextRequest { text: tried.0.text };
    let told = front.clients().moderation.check_text(&req.cx(), wanted).await?;
    let action = action_word(told.action());
    let hit = |TextHit { term, category, .. }| FoundTermJson { term, category };
    Ok(fresh(&CheckedTextJson { action, hits: told.hits.into_iter().map(hit).collect() }))
}
