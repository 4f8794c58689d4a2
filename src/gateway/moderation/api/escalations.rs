//! Cases that are left to the administrators. It must not decide one.

use super::CaseJson;
use crate::contract::moderation::{EscalateCaseRequest, Escalation};
use crate::gateway::core::api::ErrorJson;
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::request::RequestContext;
use actix_web::{HttpResponse, web};
use utoipa::ToSchema;

/// Why an administrator is to decide.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct EscalationJson {
    escalated_by: String,
    note: String,
    escalated_at_ms: i64,
}

impl From<Escalation> for EscalationJson {
    fn from(one: Escalation) -> Self {
        let Escalation { escalated_by, note, escalated_at_ms } = one;
        Self { escalated_by, note, escalated_at_ms }
    }
}

/// Why a case is left to the administrators.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct NewEscalationJson {
    /// 1 to 500 characters, for administrators.
    note: String,
    /// `version` of the case that was looked at; 0 asks for none.
    #[serde(default)]
    if_version: u64,
}

/// `POST /api/v1/moderation/cases/{id}/escalation`
#[utoipa::path(
    post, path = "/api/v1/moderation/cases/{id}/escalation", tag = "moderation",
    operation_id = "escalateCase", request_body = NewEscalationJson,
    params(("id" = String, Path, description = "The video")),
    responses(
        (status = 200, description = "Only administrators decide about it", body = CaseJson),
        (status = 403, description = "It waits for an administrator already", body = ErrorJson),
        (status = 404, description = "No such case", body = ErrorJson),
        (status = 409, description = "It is in other hands", body = ErrorJson),
        (status = 412, description = "It was changed since", body = ErrorJson),
        (status = 422, description = "The note is empty or too long", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn escalate(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    escalation: Json<NewEscalationJson>,
) -> Answer {
    let NewEscalationJson { note, if_version } = escalation.0;
    let asked = EscalateCaseRequest { video_id: id.into_inner(), note, if_version };
    let told = front.clients().moderation.escalate_case(&req.keyed_cx(&front), asked).await?;
    Ok(HttpResponse::Ok().json(CaseJson::of(told.case)?))
}
