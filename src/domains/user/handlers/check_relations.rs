//! Says what stands between one account and others. Nobody must learn by it who has blocked them.

use crate::contract::user::{CheckRelationsRequest, CheckRelationsResponse};
use crate::domains::user::actor::User;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::quota::check_ids;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: CheckRelationsRequest,
) -> Reply<CheckRelationsResponse> {
    let sight = model::decide_sight(&cx.caller, &request.user_id)?;
    check_ids(CheckRelationsRequest::OTHER_IDS, request.other_ids.len())?;
    // What is no id is an account with which nothing stands between.
    let other_ids: Vec<UserId> = request.other_ids.iter().flat_map(|one| one.parse()).collect();
    let found = service.domain.db.read(move |view| {
        let mut between = Vec::new();
        for other_id in &other_ids {
            between.extend(store::relations_between(view, &sight.user_id, other_id)?);
        }
        Ok(CheckRelationsResponse { relations: model::show_relations(&sight, &between) })
    });
    found.await
}
