//! ReportComment: brings a comment before a moderator. It must not tell whoever reports anything
//! about it.

use crate::contract::community::{CommentId, Refusal, ReportCommentRequest, ReportCommentResponse};
use crate::domains::community::actor::Community;
use crate::domains::community::model::{self, Posted};
use crate::domains::community::store;
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::quota::check_quota;
use crate::kernel::sweep::ago;

const DAY_MS: u64 = 86_400_000;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: ReportCommentRequest,
) -> Reply<ReportCommentResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let report = model::decide_report(&request, &user_id)?;
    let entry = service.admit(&cx, &request.video_id, &request.media_token).await?;
    let comment_id: CommentId = request.comment_id.parse().map_err(|_| model::refuse_comment())?;
    let most = service.options.get().reports_per_day_max;
    let send = service.domain.db.write(&cx, move |tx| {
        if store::is_erased(tx, &user_id)? {
            return Err(refuse_erased().into());
        }
        store::lock_thread(tx, &entry.video_id)?;
        let found = store::find_comment(tx, &entry.video_id, &comment_id)?;
        let one = found.filter(Posted::is_shown).ok_or_else(model::refuse_comment)?;
        let sent = store::count_sent_reports(tx, &user_id, ago(tx.now_ms(), DAY_MS))?;
        check_quota(Refusal::TooManyReports, sent, most.into())?;
        // Nobody needs to report what they can take away.
        let is_other = one.author_id != user_id.as_str();
        if is_other && store::insert_report(tx, &one.comment_id, &report)? {
            store::tell_reported(tx, &one)?;
        }
        Ok(ReportCommentResponse {})
    });
    let sent = send.await?;
    service.calling.notify_one();
    Ok(sent)
}
