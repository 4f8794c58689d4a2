//! Gives the public cards of many accounts, in the order asked; unknown ids are left out.

use crate::contract::user::{GetUsersRequest, GetUsersResponse};
use crate::domains::user::actor::User;
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::quota::check_ids;

pub(in crate::domains::user) async fn handle(
    service: &User,
    _: Context,
    request: GetUsersRequest,
) -> Reply<GetUsersResponse> {
    check_ids(GetUsersRequest::USER_IDS, request.user_ids.len())?;
    // What is no id is unknown like any other.
    let user_ids: Vec<UserId> = request.user_ids.iter().flat_map(|one| one.parse()).collect();
    let found = service.domain.db.read(move |view| {
        let mut users = Vec::with_capacity(user_ids.len());
        for user_id in &user_ids {
            users.extend(store::by_id(view, user_id)?.map(|account| account.card()));
        }
        Ok(GetUsersResponse { users })
    });
    found.await
}
