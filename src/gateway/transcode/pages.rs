//! The retry button of the studio.

use crate::contract::transcode::RetryJobRequest;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::pages::see_other_telling;
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::notices;
use crate::gateway::studio::api::heard_again;
use actix_web::web;

/// `POST /studio/{id}/retry`
pub(in crate::gateway) async fn retry(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let request = RetryJobRequest { video_id: id.clone() };
    front.clients().transcode.retry_job(&req.cx(), request).await?;
    // The next page shows it on its way again.
    drop(heard_again(&front, &req, &id).await);
    Ok(see_other_telling("/studio", notices::transcode::RETRYING))
}
