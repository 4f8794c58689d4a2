//! ListCases: what waits for a person, the most urgent first. It must not give it to anybody else.

use crate::contract::moderation::{ListCasesRequest, ListCasesResponse, Owner};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::model::{Case, Reports};
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
        let mut cases = Vec::new();
        for case in store::waiting(view, &asked)? {
            let open = store::count_open_reports(view, &case.video_id)?;
            cases.push((model::make_rank(&case, open), case, open));
        }
        Ok((cases, store::count_waiting(view)?))
    };
    let (cases, waiting) = service.domain.db.read(read).await?;
    let (cases, next_cursor) = cut_page(cases, &span, |(rank, case, _): &(i64, Case, u64)| {
        (*rank, case.video_id.as_str())
    });
    let now_ms = service.domain.clock.now_ms();
    let show = |(_, case, open): (i64, Case, u64)| {
        model::show_case(case, Reports { open, newest: Vec::new() }, now_ms)
    };
    let cases = cases.into_iter().map(show).collect();
    Ok(ListCasesResponse { cases, next_cursor, waiting })
}
