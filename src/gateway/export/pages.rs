//! The form that asks for an export. It must not wait for it: the answer begins at once.

use super::stream;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::request::RequestContext;

/// `POST /account/export`
pub(in crate::gateway) async fn export(front: FrontData, req: RequestContext) -> Answer {
    stream::begin(&front, &req).await
}
