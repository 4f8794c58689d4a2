//! Gives the public cards of accounts by their names; what names nobody is left out.

use crate::contract::user::{FindUsersRequest, FindUsersResponse};
use crate::domains::user::actor::{User, read_name};
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::quota::check_ids;

pub(in crate::domains::user) async fn handle(
    service: &User,
    _: Context,
    request: FindUsersRequest,
) -> Reply<FindUsersResponse> {
    check_ids(FindUsersRequest::NAMES, request.names.len())?;
    let mut keys: Vec<String> =
        request.names.iter().flat_map(|name| read_name(name)).map(|name| name.key).collect();
    keys.sort_unstable();
    keys.dedup();
    let found = service.domain.db.read(move |view| {
        let mut users = Vec::with_capacity(keys.len());
        for key in &keys {
            users.extend(store::by_key(view, key)?.map(|account| account.card()));
        }
        Ok(FindUsersResponse { users })
    });
    found.await
}
