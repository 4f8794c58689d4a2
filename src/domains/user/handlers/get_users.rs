//! Gives the public cards of many accounts, in the order asked; unknown ids are left out.

use crate::contract::user::{GetUsersRequest, GetUsersResponse};
use crate::domains::user::actor::User;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    desk: &User,
    _: Context,
    request: GetUsersRequest,
) -> Reply<GetUsersResponse> {
    model::check_ids(request.user_ids.len())?;
    let found = desk.seat.db.read(move |view| {
        let mut users = Vec::with_capacity(request.user_ids.len());
        for user_id in &request.user_ids {
            users.extend(store::by_id(view, user_id)?.map(|account| account.card()));
        }
        Ok(GetUsersResponse { users })
    });
    found.await
}
