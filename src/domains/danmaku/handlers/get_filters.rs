//! GetFilters: what the caller does not want to see. It must not read of anybody else.

use crate::contract::danmaku::{GetFiltersRequest, GetFiltersResponse};
use crate::domains::danmaku::actor::Danmaku;
use crate::domains::danmaku::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::danmaku) async fn handle(
    service: &Danmaku,
    cx: Context,
    _: GetFiltersRequest,
) -> Reply<GetFiltersResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let list = service.domain.db.read(move |view| store::filters_of(view, &user_id)).await?;
    Ok(GetFiltersResponse { list: Some(list.unwrap_or_default()) })
}
