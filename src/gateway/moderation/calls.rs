//! What the rest of the gateway shows of `moderation`. It must not hold an address.

use crate::contract::moderation::{AppealDecisionRequest, GetStandingRequest};
use crate::gateway::core::front::Front;
use crate::gateway::core::request::RequestContext;
use futures_util::{StreamExt as _, stream};
use std::collections::HashSet;

/// The longest text of an appeal.
pub(in crate::gateway) const APPEAL_CHARS_MAX: u32 = AppealDecisionRequest::TEXT.max_chars;
/// Standings that are asked for at the same time.
const AT_ONCE: usize = 8;

/// Which of these videos can be appealed. Where moderation does not answer, none: it would not take
/// an appeal either.
pub(in crate::gateway) async fn appealable(
    front: &Front,
    req: &RequestContext,
    video_ids: Vec<String>,
) -> HashSet<String> {
    let (cx, client) = (&req.cx(), &front.clients().moderation);
    let one = |video_id: String| async move {
        let asked = GetStandingRequest { video_id: video_id.clone() };
        let told = client.get_standing(cx, asked).await;
        told.is_ok_and(|told| told.is_appealable).then_some(video_id)
    };
    let asked = stream::iter(video_ids.into_iter().map(one)).buffer_unordered(AT_ONCE);
    asked.filter_map(async |found| found).collect().await
}
