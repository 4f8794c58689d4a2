//! Follows a link of a message about an address. The address is used from when the last link was
//! followed, and never by two accounts.

use crate::contract::user::{ConfirmMailAddressRequest, ConfirmMailAddressResponse, Owner};
use crate::domains::user::actor::User;
use crate::domains::user::engine::token;
use crate::domains::user::model::{self, AddressClaim, Outgoing, Recipient};
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::db::{Tx, View};
use crate::kernel::fault::Reply;
use crate::kernel::ports::letter::Letter;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: ConfirmMailAddressRequest,
) -> Reply<ConfirmMailAddressResponse> {
    let link = token::digest(&request.token).ok_or_else(model::refuse_mail_link)?;
    let (looked, now_ms) = (link.clone(), service.domain.clock.now_ms());
    let find = move |view: &View<'_, Owner>| {
        let Some(claim) = store::claim_of_link(view, &looked, now_ms)? else { return Ok(None) };
        let left = store::recipient(view, &claim.user_id)?;
        let account = store::by_id(view, &claim.user_id)?;
        Ok(account.map(|account| (claim, left, account)))
    };
    let Some((claim, left, account)) = service.domain.db.read(find).await? else {
        // Unless this repeats the call that used the link: then its reply is kept.
        let refused = model::refuse_mail_link();
        return service.domain.db.answer(&cx, move |_| Err(refused.into())).await;
    };
    let letters = letters(service, &claim, left, &account.name)?;
    let user = account.card();
    let confirm = move |tx: &Tx<'_, Owner>| {
        store::lock(tx, &claim.user_id)?;
        // Another link, or another claim, may have come between.
        let now = store::claim_of_link(tx, &link, tx.now_ms())?;
        let claim = model::after_confirmed(now.ok_or_else(model::refuse_mail_link)?, &link);
        let is_complete = !claim.is_new_waiting && !claim.is_old_waiting;
        if is_complete {
            store::put_address(tx, &claim)?;
            store::strike_claim(tx, &claim.user_id)?;
            letters.iter().try_for_each(|letter| store::queue(tx, letter))?;
        } else {
            store::put_claim(tx, &claim)?;
        }
        Ok(model::show_confirmed(user.clone(), is_complete))
    };
    let confirmed = service.domain.db.answer(&cx, confirm).await?;
    service.mailing.notify_one();
    Ok(confirmed)
}

/// What both addresses are told once it is done; nothing where none is left.
fn letters(
    service: &User,
    claim: &AddressClaim,
    left: Option<Recipient>,
    name: &str,
) -> Reply<Vec<Outgoing>> {
    let Some(left) = left.filter(|left| left.address != claim.address) else {
        return Ok(Vec::new());
    };
    let (name, address) = (name.to_owned(), claim.address.clone());
    let joined =
        Recipient { address: address.clone(), language: claim.language.clone(), ..left.clone() };
    let to_old =
        service.scribe.write(&left, &Letter::AddressLeft { name: name.clone(), address })?;
    Ok(vec![to_old, service.scribe.write(&joined, &Letter::AddressJoined { name })?])
}
