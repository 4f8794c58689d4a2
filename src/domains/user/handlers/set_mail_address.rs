//! Asks to use an address: messages with links go to it and to the one that is left. It must not
//! tell whether another account has it, or use it before it was confirmed.

use crate::contract::user::{SetMailAddressRequest, SetMailAddressResponse};
use crate::domains::user::actor::{Fresh, User, read_name};
use crate::domains::user::engine::token;
use crate::domains::user::model::{self, AddressClaim, Outgoing, Recipient};
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::ports::letter::Letter;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: SetMailAddressRequest,
) -> Reply<SetMailAddressResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let SetMailAddressRequest { address, current_password, language, place, session_token } =
        request;
    let session = token::digest(&session_token).ok_or_else(model::refuse_proof)?;
    let wanted = match address.trim() {
        "" => None,
        typed => Some(model::decide_address(typed)?),
    };
    let asked = user_id.clone();
    let known = service
        .domain
        .db
        .read(move |view| Ok((store::by_id(view, &asked)?, store::recipient(view, &asked)?)));
    let (account, left) = known.await?;
    let account = account.ok_or_else(model::refuse_user)?;
    let name = read_name(&account.name)?;
    let current = (&name, current_password);
    let proven = service.prove(&cx, current, place, model::refuse_password).await?;
    let options = service.options.get();
    let claimed = wanted.map(|wanted| {
        let (address, address_key) = (wanted.as_str().to_owned(), wanted.key());
        let to = Recipient {
            user_id: user_id.clone(),
            name: account.name,
            address,
            language,
            confirmed_at_ms: 0,
        };
        claim(service, (to, address_key), left.as_ref(), options.address_link_ms)
    });
    let claimed = claimed.transpose()?;
    let set = service.domain.db.answer(&cx, move |tx| {
        store::lock(tx, &user_id)?;
        store::clear_tries(tx, &proven.booking.name_key, &proven.booking.place)?;
        let proven_until_ms = tx.now_ms().saturating_add(options.proof_ms);
        if !store::prove_session(tx, &user_id, &session, proven_until_ms)? {
            return Err(model::refuse_proof().into());
        }
        let Some((claim, letters)) = &claimed else {
            store::strike_claim(tx, &user_id)?;
            return Ok(SetMailAddressResponse {});
        };
        let sent = store::count_letters(tx, &user_id, tx.now_ms() - model::LETTERS_COUNTED_MS)?;
        if sent + letters.len() as u64 > options.letters_per_hour_max {
            return Err(model::refuse_mail_later(model::LETTERS_COUNTED_MS / 4).into());
        }
        store::put_claim(tx, claim)?;
        letters.iter().try_for_each(|letter| store::queue(tx, letter))?;
        Ok(SetMailAddressResponse {})
    });
    let set = set.await?;
    service.mailing.notify_one();
    Ok(set)
}

/// The claim and its messages: to the new address, and to the one that is left.
fn claim(
    service: &User,
    (to, address_key): (Recipient, String),
    left: Option<&Recipient>,
    valid_ms: i64,
) -> Reply<(AddressClaim, Vec<Outgoing>)> {
    let left = left.filter(|left| left.address != to.address);
    let (new, old): (Fresh, Fresh) = (service.fresh_token()?, service.fresh_token()?);
    let name = to.name.clone();
    let link = service.scribe.link(&format!("/confirm/{}", new.token))?;
    let verify = Letter::VerifyAddress { name: name.clone(), link, valid_ms };
    let mut letters = vec![service.scribe.write(&to, &verify)?];
    if let Some(left) = left {
        let link = service.scribe.link(&format!("/confirm/{}", old.token))?;
        let address = to.address.clone();
        let leave = Letter::LeaveAddress { name, address, link, valid_ms };
        letters.push(service.scribe.write(left, &leave)?);
    }
    let claim = AddressClaim {
        user_id: to.user_id,
        address: to.address,
        address_key,
        language: to.language,
        new_token_hash: new.digest,
        old_token_hash: old.digest,
        is_new_waiting: true,
        is_old_waiting: left.is_some(),
        expires_at_ms: service.domain.clock.now_ms().saturating_add(valid_ms),
    };
    Ok((claim, letters))
}
