//! LeaveMail: ends mail about notifications to whoever a mail went to. It must not tell who that
//! is.

use crate::contract::community::{LeaveMailRequest, LeaveMailResponse};
use crate::domains::community::actor::Community;
use crate::domains::community::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: LeaveMailRequest,
) -> Reply<LeaveMailResponse> {
    let leave = service.domain.db.write(&cx, move |tx| {
        let user_id = store::leaver(tx, &request.token)?.ok_or_else(model::refuse_link)?;
        let mut wishes = store::wishes_of(tx, &user_id)?.unwrap_or_default();
        wishes.mailed.clear();
        store::save_wishes(tx, &user_id, &wishes)?;
        Ok(LeaveMailResponse {})
    });
    leave.await
}
