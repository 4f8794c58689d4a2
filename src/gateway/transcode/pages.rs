//! The retry button of the studio.

use crate::contract::transcode::RetryJobRequest;
use crate::gateway::core::front::Desk;
use crate::gateway::core::pages::see_other;
use crate::gateway::core::trouble::Answer;
use crate::gateway::core::views::Notice;
use crate::gateway::core::visit::Visit;
use crate::gateway::studio::api::heard_again;
use actix_web::web;

/// `POST /studio/{id}/retry`
pub(in crate::gateway) async fn retry(desk: Desk, visit: Visit, id: web::Path<String>) -> Answer {
    let request = RetryJobRequest { video_id: id.clone() };
    desk.clients().transcode.retry_job(&visit.cx(), request).await?;
    // The next page shows it on its way again.
    drop(heard_again(&desk, &visit, &id).await);
    Ok(see_other(&format!("/studio?notice={}", Notice::Retrying.code())))
}
