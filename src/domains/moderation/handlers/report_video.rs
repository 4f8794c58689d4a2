//! ReportVideo: brings a video before a person. It must not tell whoever reports anything about it.

use crate::contract::moderation::{
    Owner, Refusal, ReportVideoRequest, ReportVideoResponse, VideoReported,
};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::{model, store};
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;
use crate::kernel::quota::check_quota;
use crate::kernel::sweep::ago;

const DAY_MS: u64 = 86_400_000;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: ReportVideoRequest,
) -> Reply<ReportVideoResponse> {
    let reporter_id = cx.caller.authorize_account()?.clone();
    let report = model::make_report(&request, service.domain.ids.fresh(), reporter_id)?;
    // What is no id of a video names none, as one that is gone does.
    let Ok(video_id) = request.video_id.parse() else { return Ok(ReportVideoResponse {}) };
    let most = service.options.get().reports_per_day_max;
    let send = move |tx: &Tx<'_, Owner>| {
        if store::is_erased(tx, report.reporter_id.as_str())? {
            return Err(refuse_erased().into());
        }
        let since_ms = ago(tx.now_ms(), DAY_MS);
        let sent = store::count_sent_reports(tx, &report.reporter_id, since_ms)?;
        check_quota(Refusal::TooManyReports, sent, most.into())?;
        let found = store::find(tx, &video_id)?;
        let Some(case) = found.filter(|case| case.owner_id != report.reporter_id) else {
            return Ok(ReportVideoResponse {});
        };
        let before = store::count_open_reports(tx, &video_id)?;
        if store::insert_report(tx, &video_id, &report)? {
            tx.publish(&VideoReported {
                video_id: video_id.to_string(),
                owner_id: case.owner_id.to_string(),
                report_id: report.report_id.to_string(),
            })?;
            store::save(tx, &model::after_report(case, before, tx.now_ms()))?;
        }
        Ok(ReportVideoResponse {})
    };
    service.domain.db.answer(&cx, send).await
}
