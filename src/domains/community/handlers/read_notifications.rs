//! ReadNotifications: marks what the caller was told as read. It must not touch anybody else's.

use crate::contract::community::{ReadNotificationsRequest, ReadNotificationsResponse};
use crate::domains::community::actor::Community;
use crate::domains::community::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::quota::check_ids;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: ReadNotificationsRequest,
) -> Reply<ReadNotificationsResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let ids = request.notification_ids;
    check_ids(ReadNotificationsRequest::NOTIFICATION_IDS, ids.len())?;
    let read = service.domain.db.write(&cx, move |tx| {
        if ids.is_empty() {
            store::read_all(tx, &user_id)?;
        } else {
            store::read_some(tx, &user_id, &ids)?;
        }
        let unread_count = store::count_unread(tx, &user_id)?;
        Ok(ReadNotificationsResponse { unread_count })
    });
    read.await
}
