//! Takes a request for a new password. It must not look whether there is such an account: that
//! is looked at once the answer is out, so that nobody learns of it, not even by the time it takes.

use crate::contract::user::{Owner, RequestPasswordResetRequest, RequestPasswordResetResponse};
use crate::domains::user::actor::{User, read_name};
use crate::domains::user::engine::token;
use crate::domains::user::model::{self, AskedReset};
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::{Fault, Reply};

/// Requests that may wait to be looked at.
const WAITING_MAX: u64 = 10_000;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: RequestPasswordResetRequest,
) -> Reply<RequestPasswordResetResponse> {
    let RequestPasswordResetRequest { name_or_address: typed, place } = request;
    let asked = AskedReset {
        asked_id: service.domain.ids.fresh(),
        // What is neither finds nobody.
        name_key: read_name(&typed).map(|name| name.key).unwrap_or_default(),
        address_key: model::decide_address(&typed).map(|one| one.key()).unwrap_or_default(),
    };
    let network = token::place("", "reset", &place.unwrap_or_default().network);
    let options = service.options.get();
    let ask = move |tx: &Tx<'_, Owner>| {
        let at_ms = store::reset_request(tx, &network)?;
        let next_ms = model::decide_reset_request(at_ms, tx.now_ms(), &options)?;
        if store::count_asked(tx)? >= WAITING_MAX {
            return Err(Fault::Overloaded.into());
        }
        store::put_reset_request(tx, &network, next_ms)?;
        store::put_asked(tx, &asked)?;
        Ok(RequestPasswordResetResponse {})
    };
    let taken = service.domain.db.write(&cx, ask).await?;
    service.mailing.notify_one();
    Ok(taken)
}
