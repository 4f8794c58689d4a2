//! CountUnread: how much the caller has not read. It must stay cheap: each page asks for it.

use crate::contract::community::{CountUnreadRequest, CountUnreadResponse};
use crate::domains::community::actor::Community;
use crate::domains::community::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    _: CountUnreadRequest,
) -> Reply<CountUnreadResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let read = service.domain.db.read(move |view| store::count_unread(view, &user_id));
    Ok(CountUnreadResponse { unread_count: read.await? })
}
