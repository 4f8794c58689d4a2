//! GetReadiness: what is judged and by what, and what is missing. It must not try to mend it.

use crate::contract::moderation::{GetReadinessRequest, GetReadinessResponse, Owner};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::{model, store};
use crate::kernel::context::Context;
use crate::kernel::db::View;
use crate::kernel::fault::Reply;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    _: GetReadinessRequest,
) -> Reply<GetReadinessResponse> {
    cx.caller.authorize_moderator()?;
    let read = |view: &View<'_, Owner>| {
        let terms = store::count_terms(view)?;
        let cases = (terms, store::count_waiting(view)?, store::count_scoring(view)?);
        Ok((cases, store::count_waiting_profiles(view)?))
    };
    let (counted, profiles) = service.domain.db.read(read).await?;
    let looks = (service.scorer.readiness(), service.reader.readiness());
    let told = model::show_readiness(&service.options.get(), looks, counted);
    Ok(GetReadinessResponse { profiles, ..told })
}
