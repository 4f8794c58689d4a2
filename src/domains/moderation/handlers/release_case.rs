//! ReleaseCase: gives a case back undecided. It must not touch one in other hands.

use crate::contract::moderation::{Owner, ReleaseCaseRequest, ReleaseCaseResponse};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::{model, store};
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: ReleaseCaseRequest,
) -> Reply<ReleaseCaseResponse> {
    cx.caller.authorize_moderator()?;
    let moderator = model::make_actor(&cx.caller);
    let video_id = request.video_id.parse().map_err(|_| model::refuse_unknown())?;
    let release = move |tx: &Tx<'_, Owner>| {
        let case = store::find(tx, &video_id)?.ok_or_else(model::refuse_unknown)?;
        if case.held_by == moderator {
            store::save(tx, &model::after_release(case))?;
        }
        Ok(ReleaseCaseResponse {})
    };
    service.domain.db.write(&cx, release).await
}
