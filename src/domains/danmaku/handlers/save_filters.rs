//! SaveFilters: what the caller does not want to see. It must not take what cannot be applied.

use crate::contract::danmaku::{Owner, SaveFiltersRequest, SaveFiltersResponse};
use crate::domains::danmaku::actor::Danmaku;
use crate::domains::danmaku::{engine, model, store};
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;

pub(in crate::domains::danmaku) async fn handle(
    service: &Danmaku,
    cx: Context,
    request: SaveFiltersRequest,
) -> Reply<SaveFiltersResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let list = request.list.unwrap_or_default();
    model::check_filters(&list, engine::is_pattern)?;
    let save = move |tx: &Tx<'_, Owner>| {
        if store::is_erased(tx, &user_id)? {
            return Err(refuse_erased().into());
        }
        store::save_filters(tx, &user_id, &list)
    };
    service.domain.db.write(&cx, save).await?;
    Ok(SaveFiltersResponse {})
}
