//! Sends the link for a new password to whom an account belongs. The answer must be the same, and
//! take as long, whether there is such an account or not.

use crate::contract::user::{Owner, RequestPasswordResetRequest, RequestPasswordResetResponse};
use crate::domains::user::actor::{User, read_name};
use crate::domains::user::engine::token;
use crate::domains::user::model::{self, Recipient};
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::db::{Tx, View};
use crate::kernel::fault::Reply;
use crate::kernel::ports::letter::Letter;

/// The time over which the messages to one account are counted.
const HOUR_MS: i64 = 3_600_000;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: RequestPasswordResetRequest,
) -> Reply<RequestPasswordResetResponse> {
    let RequestPasswordResetRequest { name_or_address: typed, place } = request;
    // What is neither finds nobody, at the same price.
    let name_key = read_name(&typed).map(|name| name.key).unwrap_or_default();
    let address_key = model::decide_address(&typed).map(|one| one.key()).unwrap_or_default();
    let find = move |view: &View<'_, Owner>| store::recipient_by_key(view, &name_key, &address_key);
    let found = service.domain.db.read(find).await?;
    let options = service.options.get();
    let link = service.fresh_token()?;
    let to = found.clone().unwrap_or_else(|| nobody(service));
    let reset = Letter::ResetPassword {
        name: to.name.clone(),
        link: service.link(&format!("/reset/{}", link.token))?,
        valid_ms: options.mailed_reset_link_ms,
    };
    // Written in any case, so that it takes as long.
    let letter = service.write(&to, &reset)?;
    let network = place.unwrap_or_default().network;
    let network = token::place("", "reset", &network);
    let ask = move |tx: &Tx<'_, Owner>| {
        let now_ms = tx.now_ms();
        let at_ms = store::reset_request(tx, &network)?;
        let next_ms = model::decide_reset_request(at_ms, now_ms, &options)?;
        store::put_reset_request(tx, &network, next_ms)?;
        let Some(found) = &found else { return Ok(RequestPasswordResetResponse {}) };
        let sent = store::count_letters(tx, &found.user_id, now_ms - HOUR_MS)?;
        if sent < options.letters_per_hour_max {
            let expires_at_ms = now_ms.saturating_add(options.mailed_reset_link_ms);
            store::put_reset_link(tx, &found.user_id, &link.digest, expires_at_ms)?;
            store::queue(tx, &letter)?;
        }
        Ok(RequestPasswordResetResponse {})
    };
    let asked = service.domain.db.write(&cx, ask).await?;
    service.mailing.notify_one();
    Ok(asked)
}

fn nobody(service: &User) -> Recipient {
    Recipient {
        user_id: service.domain.ids.fresh(),
        name: "nobody".to_owned(),
        address: String::new(),
        language: String::new(),
        confirmed_at_ms: 0,
    }
}
