//! The retry button of the studio.

use crate::contract::transcode::RetryJobRequest;
use crate::gateway::core::front::Desk;
use crate::gateway::core::pages::see_other;
use crate::gateway::core::trouble::Answer;
use crate::gateway::core::views::Notice;
use crate::gateway::core::visit::Visit;
use actix_web::web;

/// `POST /studio/{id}/retry`
pub(in crate::gateway) async fn retry(desk: Desk, visit: Visit, id: web::Path<String>) -> Answer {
    let request = RetryJobRequest { video_id: id.into_inner() };
    desk.clients().transcode.retry_job(&visit.cx(), request).await?;
    Ok(see_other(&format!("/studio?notice={}", Notice::Retrying.code())))
}
