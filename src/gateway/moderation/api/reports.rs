//! Reports of viewers as JSON. It must not tell a viewer what becomes of one.

use super::{moment, reason_named, reason_word, stated};
use crate::contract::moderation::{Report, ReportVideoRequest};
use crate::gateway::core::api::ErrorJson;
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::request::RequestContext;
use actix_web::{HttpResponse, web};
use utoipa::ToSchema;

/// What a viewer says of a video, for moderators.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ReportJson {
    report_id: String,
    reporter_id: String,
    reason: Option<String>,
    note: Option<String>,
    sent_at_ms: i64,
    /// Absent until the case was decided.
    closed_at_ms: Option<i64>,
}

impl From<Report> for ReportJson {
    fn from(one: Report) -> Self {
        let reason = reason_word(one.reason());
        let Report { report_id, reporter_id, note, sent_at_ms, closed_at_ms, .. } = one;
        let (note, closed_at_ms) = (stated(note), moment(closed_at_ms));
        Self { report_id, reporter_id, reason, note, sent_at_ms, closed_at_ms }
    }
}

/// What is wrong with a video.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct NewReportJson {
    /// `spam`, `sexual`, `violence`, `hate`, `copyright` or `other`.
    reason: String,
    /// Up to 500 characters; moderators read it.
    #[serde(default)]
    note: String,
}

/// `POST /api/v1/videos/{id}/reports`
#[utoipa::path(
    post, path = "/api/v1/videos/{id}/reports", tag = "moderation",
    operation_id = "reportVideo", request_body = NewReportJson,
    params(("id" = String, Path, description = "The video")),
    responses(
        (status = 204, description = "Thank you"),
        (status = 422, description = "The reason is none of the list", body = ErrorJson),
        (status = 429, description = "You have sent many today", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn report(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    new: Json<NewReportJson>,
) -> Answer {
    let NewReportJson { reason, note } = new.0;
    let reason = reason_named(&reason)?.into();
    let asked = ReportVideoRequest { video_id: id.into_inner(), reason, note };
    front.clients().moderation.report_video(&req.keyed_cx(&front), asked).await?;
    Ok(HttpResponse::NoContent().finish())
}
