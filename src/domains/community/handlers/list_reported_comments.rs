//! ListReportedComments: what was reported and is shown. For moderators alone.

use crate::contract::community::{
    ListReportedCommentsRequest, ListReportedCommentsResponse, ReportedComment,
};
use crate::domains::community::actor::Community;
use crate::domains::community::model::{self, ReaderMarks, ReportedRow};
use crate::domains::community::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::page::{self, Span};

/// Reports that are told of each.
const REPORTS_MAX: u32 = 5;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: ListReportedCommentsRequest,
) -> Reply<ListReportedCommentsResponse> {
    cx.caller.authorize_moderator()?;
    let span = page::decide_page(request.page.as_ref())?;
    let is_first = request.page.as_ref().is_none_or(|page| page.cursor.is_empty());
    // The oldest come first: before all of them, where no mark is given.
    let first = Span { before_ms: 0, before_id: String::new(), limit: span.limit };
    let span = if is_first { first } else { span };
    // Nobody learns who has reported what they wrote.
    let user_id = cx.caller.user_id().map(ToString::to_string).unwrap_or_default();
    let read = service.domain.db.read(move |view| {
        let found = store::reported(view, &user_id, &span)?;
        let (found, next_cursor) = page::cut_page(found, &span, ReportedRow::key);
        let mut comments = Vec::with_capacity(found.len());
        for ReportedRow { posted, report_count, .. } in found {
            let reports = store::reports_of(view, &posted.comment_id, REPORTS_MAX)?;
            comments.push(ReportedComment {
                comment: Some(model::show_own(posted, &ReaderMarks::default())),
                reports: reports.into_iter().map(Into::into).collect(),
                report_count,
            });
        }
        Ok(ListReportedCommentsResponse { comments, next_cursor })
    });
    read.await
}
