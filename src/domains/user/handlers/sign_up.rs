//! Creates an account and signs it in. It must not take a name that another account has.

use crate::contract::user::{SignUpRequest, SignUpResponse};
use crate::domains::user::actor::{User, places_of};
use crate::domains::user::live::Asker;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: SignUpRequest,
) -> Reply<SignUpResponse> {
    let options = service.options.get();
    let role = model::decide_sign_up(&options)?;
    // An empty password makes an account without one, which nobody may do for themselves.
    let SignUpRequest { name, password, place } = request;
    if password.is_empty() {
        return Err(model::refuse_no_password().into());
    }
    let network = place.as_ref().map(|place| place.network.clone()).unwrap_or_default();
    let asker = Asker::Stranger(network);
    let keeping = service.prepare(&cx, asker, (&name, password), role).await?;
    let (session, session_token) = service.fresh_session(place.as_ref())?;
    let places = places_of(&keeping.name, place);
    service
        .domain
        .db
        .answer(&cx, move |tx| {
            store::insert(tx, &keeping)?;
            let account = &keeping.account;
            store::open_session(tx, &account.user_id, &session, &options)?;
            store::note_places(tx, &account.user_id, &places.all(), options.known_places_max)?;
            Ok(SignUpResponse { user: Some(account.card()), session_token })
        })
        .await
}
