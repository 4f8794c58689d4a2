//! The retry of a job, as JSON.

use crate::contract::transcode::RetryJobRequest;
use crate::gateway::core::api::ErrorJson;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::request::RequestContext;
use crate::gateway::studio::api::{ProgressJson, heard_again};
use actix_web::{HttpResponse, web};
use utoipa::OpenApi;

/// `POST /api/v1/videos/{id}/retry`
#[utoipa::path(
    post, path = "/api/v1/videos/{id}/retry", tag = "videos",
    operation_id = "retryVideo",
    params(("id" = String, Path, description = "The video")),
    responses(
        (status = 200, description = "Started again; where it stands now", body = ProgressJson),
        (status = 404, description = "No such job, or not yours", body = ErrorJson),
        (status = 409, description = "The job has not failed", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn retry(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let request = RetryJobRequest { video_id: id.clone() };
    front.clients().transcode.retry_job(&req.cx(), request).await?;
    Ok(HttpResponse::Ok().json(ProgressJson::of(&heard_again(&front, &req, &id).await?)))
}

/// The operations of the document.
#[derive(OpenApi)]
#[openapi(paths(retry))]
pub(in crate::gateway) struct Operations;
