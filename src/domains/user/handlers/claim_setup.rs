//! Redeems the setup link: creates the first administrator and signs them in. Of all who come with
//! the same link it must let through exactly one.

use crate::contract::user::{ClaimSetupRequest, ClaimSetupResponse, Role};
use crate::domains::user::actor::{User, places_of};
use crate::domains::user::engine::token;
use crate::domains::user::live::Asker;
use crate::domains::user::model::{self, Setup};
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: ClaimSetupRequest,
) -> Reply<ClaimSetupResponse> {
    let ClaimSetupRequest { token, name, password, place } = request;
    let link = token::digest(&token).ok_or_else(model::refuse_setup_link)?;
    if password.is_empty() {
        return Err(model::refuse_no_password().into());
    }
    // A first look, so that guessing at links costs us no hash; the unit below decides.
    let (looked, now_ms) = (link.clone(), service.domain.clock.now_ms());
    let first_look = service.domain.db.read(move |view| {
        let link_holds = store::valid_link(view, &looked, now_ms)?;
        Ok(Setup { done: store::any_admin(view)?, link_holds })
    });
    if let Err(refused) = model::check_setup(first_look.await?) {
        // Unless this repeats the call that redeemed the link: then its reply is kept.
        return service.domain.db.answer(&cx, move |_| Err(refused.into())).await;
    }
    let options = service.options.get();
    let keeping = service.prepare(&cx, Asker::Known, (&name, password), Role::Admin).await?;
    let (session, session_token) = service.fresh_session(place.as_ref())?;
    let places = places_of(&keeping.name, place);
    let claimed = service.domain.db.answer(&cx, move |tx| {
        // Redeeming locks the link's row: the second who comes finds it gone.
        let link_holds = store::redeem_link(tx, &link)?;
        model::check_setup(Setup { done: store::any_admin(tx)?, link_holds })?;
        store::insert(tx, &keeping)?;
        let account = &keeping.account;
        store::introduce(tx, account)?;
        store::open_session(tx, &account.user_id, &session, &options)?;
        store::note_places(tx, &account.user_id, &places.all(), options.known_places_max)?;
        Ok(ClaimSetupResponse { user: Some(account.card()), session_token })
    });
    claimed.await
}
