//! ListCases: what waits for a person, the most urgent first. It must not give it to anybody else.

use crate::contract::moderation::{ListCasesRequest, ListCasesResponse, Owner};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::model::Case;
use crate::domains::moderation::{model, store};
use crate::kernel::context::Context;
use crate::kernel::db::View;
use crate::kernel::fault::Reply;
use crate::kernel::page::{cut_page, decide_page};

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: ListCasesRequest,
) -> Reply<ListCasesResponse> {
    cx.caller.authorize_moderator()?;
    let span = decide_page(request.page.as_ref())?;
    let asked = span.clone();
    let read = move |view: &View<'_, Owner>| {
        Ok((store::waiting(view, &asked)?, store::count_waiting(view)?))
    };
    let (cases, waiting) = service.domain.db.read(read).await?;
    let ranked = cases.into_iter().map(|case| (model::make_rank(&case), case)).collect();
    let (cases, next_cursor) =
        cut_page(ranked, &span, |(rank, case): &(i64, Case)| (*rank, case.video_id.as_str()));
    let now_ms = service.domain.clock.now_ms();
    let cases = cases.into_iter().map(|(_, case)| model::show_case(case, now_ms)).collect();
    Ok(ListCasesResponse { cases, next_cursor, waiting })
}
