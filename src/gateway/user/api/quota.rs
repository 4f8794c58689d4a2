//! How much an account may upload as JSON, for administrators and the operator.

use crate::contract::user::{GetQuotaRequest, SetQuotaRequest};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::request::RequestContext;
use actix_web::{HttpResponse, web};
use utoipa::ToSchema;

/// What is set for one account.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct SetQuotaJson {
    /// Of all that is kept of it; absent follows the role, 2^50 stands for no limit.
    total_bytes_max: Option<u64>,
    /// Of all that it brings within 24 hours; absent follows the role, 2^50 stands for no limit.
    day_bytes_max: Option<u64>,
}

/// How much an account may upload.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct QuotaJson {
    /// What holds now.
    total_bytes_max: u64,
    day_bytes_max: u64,
    /// What was set for this account.
    own_total_bytes_max: Option<u64>,
    own_day_bytes_max: Option<u64>,
}

/// `GET /api/v1/admin/users/{id}/quota`
#[utoipa::path(
    get, path = "/api/v1/admin/users/{id}/quota", tag = "users",
    operation_id = "getQuota",
    params(("id" = String, Path, description = "The account")),
    responses(
        (status = 200, description = "How much it may upload", body = QuotaJson),
        (status = 404, description = "No such account", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn get(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let request = GetQuotaRequest { user_id: id.into_inner() };
    let told = front.clients().user.get_quota(&req.cx(), request).await?;
    Ok(fresh(&QuotaJson {
        total_bytes_max: told.total_bytes_max,
        day_bytes_max: told.day_bytes_max,
        own_total_bytes_max: told.own_total_bytes_max,
        own_day_bytes_max: told.own_day_bytes_max,
    }))
}

/// `PATCH /api/v1/admin/users/{id}/quota`
#[utoipa::path(
    patch, path = "/api/v1/admin/users/{id}/quota", tag = "users",
    operation_id = "setQuota", request_body = SetQuotaJson,
    params(("id" = String, Path, description = "The account")),
    responses(
        (status = 204, description = "It holds from the next upload on"),
        (status = 404, description = "No such account", body = ErrorJson),
        (status = 422, description = "More than no limit", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn set(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    new: Json<SetQuotaJson>,
) -> Answer {
    let SetQuotaJson { total_bytes_max, day_bytes_max } = new.0;
    let request = SetQuotaRequest { user_id: id.into_inner(), total_bytes_max, day_bytes_max };
    front.clients().user.set_quota(&req.cx(), request).await?;
    Ok(HttpResponse::NoContent().finish())
}
