//! The retry button of the studio.

use super::see_other;
use crate::contract::transcode::RetryJobRequest;
use crate::gateway::front::Desk;
use crate::gateway::trouble::Answer;
use crate::gateway::views::Notice;
use crate::gateway::visit::Visit;
use actix_web::web;

/// `POST /studio/{id}/retry`
pub(in crate::gateway) async fn retry(desk: Desk, visit: Visit, id: web::Path<String>) -> Answer {
    let request = RetryJobRequest { video_id: id.into_inner() };
    desk.clients().transcode.retry_job(&visit.cx(), request).await?;
    Ok(see_other(&format!("/studio?notice={}", Notice::Retrying.code())))
}
