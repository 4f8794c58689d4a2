//! ListTerms: what is looked for in texts, the newest first. It must not show it to those who might
//! write them.

use crate::contract::moderation::{ListTermsRequest, ListTermsResponse, Owner};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::model::Term;
use crate::domains::moderation::store;
use crate::kernel::context::Context;
use crate::kernel::db::View;
use crate::kernel::fault::Reply;
use crate::kernel::page::{cut_page, decide_page};

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: ListTermsRequest,
) -> Reply<ListTermsResponse> {
    cx.caller.authorize_moderator()?;
    let span = decide_page(request.page.as_ref())?;
    let asked = span.clone();
    // A part that no term is as long as is in none.
    let part = request.part.trim().to_owned();
    let read = move |view: &View<'_, Owner>| {
        Ok((store::newest_terms(view, &asked, &part)?, store::count_terms(view)?))
    };
    let (terms, count) = service.domain.db.read(read).await?;
    let (terms, next_cursor) =
        cut_page(terms, &span, |one: &Term| (one.added_at_ms, one.term_id.as_str()));
    let terms = terms.into_iter().map(Into::into).collect();
    Ok(ListTermsResponse { terms, next_cursor, count: count.into() })
}
