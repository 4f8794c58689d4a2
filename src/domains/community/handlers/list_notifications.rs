//! ListNotifications: what the caller is told. It must not tell of anybody else's.

use crate::contract::community::{ListNotificationsRequest, ListNotificationsResponse};
use crate::domains::community::actor::Community;
use crate::domains::community::model::NotificationRow;
use crate::domains::community::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::page;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: ListNotificationsRequest,
) -> Reply<ListNotificationsResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let span = page::decide_page(request.page.as_ref())?;
    let read = span.clone();
    let found = service.domain.db.read(move |view| store::told_to(view, &user_id, &read)).await?;
    let (page, next_cursor) = page::cut_page(found, &span, NotificationRow::key);
    let notifications = page.into_iter().map(Into::into).collect();
    Ok(ListNotificationsResponse { notifications, next_cursor })
}
